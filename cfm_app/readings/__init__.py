"""What was read of persons and reports, looked at afterwards: whether the log is whole, and what is unusual."""
