"""What runs by the clock, and how often; the order within a time is that of the list."""

SCHEDULER_EVENTS: dict[str, list[str]] = {
    "all": [
        # First: the others ask whether the clock is believed.
        "cfm_app.office.watch.clock_doubt.look",
        "cfm_app.cases.search.index.drop_outdated",
        "cfm_app.data_protection.reading_alerts.seals.seal",
        "cfm_app.channels.conversations.process_waiting",
        "cfm_app.channels.outbox.deliver_waiting",
        "cfm_app.channels.push.sending.deliver",
        "cfm_app.channels.act_links.telling.deliver",
        "cfm_app.cases.told_by_message.settle_waiting",
        "cfm_app.channels.media.fetch_waiting",
        "cfm_app.channels.mail.fetching.fetch_all",
        "cfm_app.exchange.agencies.incoming.process_waiting",
        "cfm_app.exchange.agencies.outgoing.deliver_waiting",
        # Last: it sees what those above have caught up with.
        "cfm_app.office.watch.outages.look",
    ],
    "hourly": [
        "cfm_app.office.watch.certificate.look",
        "cfm_app.procedures.sop.unattended.pass_on",
        "cfm_app.security.entitlement.deputy_notices.announce",
        "cfm_app.channels.ringing.end_lost",
        "cfm_app.channels.late_call_backs.remind_of_calls",
        "cfm_app.procedures.sop.sla_status.refresh",
        "cfm_app.procedures.sop.reminders.run",
        "cfm_app.data_protection.breaches.clock.remind",
        "cfm_app.data_protection.person_requests.clock.remind_of_requests",
        "cfm_app.data_protection.reading_alerts.alerts.look",
        "cfm_app.exchange.offices.line.exchange_all",
        "cfm_app.figures.kept_facts.keeping.keep_many",
    ],
    "daily": [
        "cfm_app.data_protection.person_requests.contact_until_told.forget_old",
        "cfm_app.cases.digest.send",
        "cfm_app.security.obligations.reminders.remind_all",
        "cfm_app.office.missions.reminders.remind_of_reports",
        "cfm_app.office.improvement.expired_answers.ask_owners",
        "cfm_app.exchange.import_records.tidy",
        "cfm_app.exchange.export_jobs.tidy",
        "cfm_app.exchange.migration.migrations.tidy",
        "cfm_app.api.idempotency.tidy",
        "cfm_app.exchange.field_desk.parts.tidy",
        "cfm_app.exchange.field_desk.receipts.tidy",
        "cfm_app.channels.act_links.links.tidy",
        "cfm_app.exchange.field_desk.page_photos.tidy",
        "cfm_app.data_protection.personal_data.retention.run",
        "cfm_app.data_protection.personal_data.plain_remains.seal_waiting",
        # After retention: what a case lost is then kept no more.
        "cfm_app.figures.kept_facts.keeping.keep_all_changed",
    ],
    "daily_long": [
        "cfm_app.figures.trend_alerts.nightly.watch",
        "cfm_app.figures.releases.monthly.freeze",
        "cfm_app.figures.releases.repeating.begin_due",
    ],
    "weekly_long": [
        "cfm_app.cases.search.index.pack_weekly",
        "cfm_app.figures.kept_facts.keeping.keep_everything",
    ],
}
