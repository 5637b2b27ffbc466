"""What works on documents: workflows, messages, files, prints, reports, customising, jobs, log-in, backups."""
