"""What data protection asks when something is written or leaves, and what it lets go of."""

from cfm_app.base.declaring import Declares, Job, Turn, Waits, hooked, on

_D = "cfm_app.data_protection"
_DATA = f"{_D}.personal_data"
_ALERTS = f"{_D}.reading_alerts"

DECLARES = Declares(
    events=[
        *on("Webhook", "before_validate", f"{_DATA}.outgoing.check"),
        *on("File", ("validate", "on_trash"), f"{_DATA}.attached_files.keep"),
        *on("Email Queue", "before_insert", f"{_DATA}.mailed_reports.look"),
        *on("Auto Email Report", "validate", f"{_DATA}.mailed_reports.check"),
        *on("Auto Email Report", "on_update", f"{_DATA}.mailed_reports.tell"),
    ],
    jobs=[
        Job(f"{_ALERTS}.seals.seal", "Seals the access log", every="all"),
        Job(
            f"{_D}.breaches.clock.remind",
            "Reminds data protection of breaches that are late",
            every="hourly",
        ),
        Job(
            f"{_D}.person_requests.clock.remind_of_requests",
            "Reminds of what persons ask about their data",
            every="hourly",
        ),
        Job(
            f"{_ALERTS}.alerts.look",
            "Looks for unusual reading of personal data",
            every="hourly",
        ),
        Job(
            f"{_D}.person_requests.contact_until_told.forget_old",
            "Forgets numbers kept to tell people of an erasure",
            every="daily",
        ),
        Job(
            f"{_DATA}.retention.run",
            "Lets go of names and words that were kept long enough",
            every="daily",
        ),
        Job(
            f"{_DATA}.plain_remains.seal_waiting",
            "Seals restricted reports that are still in plain",
            every="daily",
        ),
        Job(f"{_DATA}.compaction.run", "Overwrites on the disk what was erased"),
        Job(f"{_DATA}.plain_remains.seal", "Seals the restricted reports of a class"),
    ],
    hooks=[
        # What a restore erases again, told before it does, and from which moment on that was an error.
        hooked("restore_announces", f"{_DATA}.restored.announced"),
        hooked("restore_leaves_out", f"{_DATA}.restored.leave_out"),
        hooked("after_restore", f"{_DATA}.restored.apply"),
        # Before what was erased is erased again in an older backup; what each gives is called afterwards.
        hooked(
            "erasures_repeated",
            f"{_D}.person_requests.contact_until_told.keep_through_restore",
        ),
        # Why a field with personal data is asked.
        hooked("field_reasons", f"{_DATA}.purposes.of_doctype"),
        # What leaves by mail is looked at line by line, where a desk hands the lines over.
        hooked("leaving_report", f"{_DATA}.mailed_figures.guard"),
        hooked("site_findings", (f"{_ALERTS}.findings.findings", f"{_DATA}.findings.findings")),
    ],
    # What a limit of the law ends stands first.
    waits=[
        Waits(
            f"{_D}.breaches.waiting.of_user",
            "breaches",
            "/cfm/breaches",
            f"{_D}.breaches.waiting.line",
            Turn.FIRST,
        ),
        Waits(
            f"{_D}.person_requests.waiting.of_user",
            "person_requests",
            "/cfm/person-requests",
            f"{_D}.person_requests.waiting.line",
            Turn.FIRST,
        ),
    ],
)
