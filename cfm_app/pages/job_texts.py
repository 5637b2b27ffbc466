"""What each job of the app does, for whoever looks after the site."""

JOB_TITLES = {
    "cfm_app.privacy.deputy_notices.announce": "Tells deputies that they stand in, and until when",
    "cfm_app.channels.conversations.process_waiting": "Files messages that came in and wait",
    "cfm_app.channels.conversations.process": "Files messages that came in",
    "cfm_app.channels.outbox.deliver_waiting": "Sends messages that wait for their turn",
    "cfm_app.channels.outbox.deliver": "Sends messages",
    "cfm_app.channels.media.fetch_waiting": "Fetches files that did not come at the first try",
    "cfm_app.channels.mail.fetching.fetch_all": "Looks into the mailboxes of the office",
    "cfm_app.channels.mail.fetching.fetch": "Fetches mail",
    "cfm_app.channels.media.fetch": "Fetches a file that somebody sent",
    "cfm_app.channels.ringing.end_lost": "Ends calls whose end the telephone system did not tell",
    "cfm_app.obligations.reminders.remind_all": "Reminds people of what they have to sign or to learn",
    "cfm_app.sop.sla_status.refresh": "Renews which cases are on track, at risk or late",
    "cfm_app.sop.reminders.run": "Sends reminders and escalations of the procedures",
    "cfm_app.cases.recompute.run": "Works out the due times of open cases after a change of procedure",
    "cfm_app.loop.digest.send": "Tells accountability and gender focal points what was resolved",
    "cfm_app.exchange.import_records.tidy": "Clears away old imports",
    "cfm_app.exchange.export_jobs.tidy": "Clears away old exports",
    "cfm_app.api.idempotency.tidy": "Forgets the keys of requests after a day",
    "cfm_app.exchange.import_jobs.run": "Imports cases from a file",
    "cfm_app.exchange.export_jobs.run": "Writes an export of cases",
}
