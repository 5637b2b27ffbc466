"""What imports, exports, offices and field devices do in the background."""

from cfm_app.base.declaring import Declares, Job, hooked

_E = "cfm_app.exchange"

DECLARES = Declares(
    hooks=[hooked("after_restore", f"{_E}.field_desk.device_list.apply")],
    jobs=[
        Job(
            f"{_E}.offices.line.exchange_all",
            "Goes on with what waits between our offices",
            every="hourly",
        ),
        Job(f"{_E}.import_records.tidy", "Clears away old imports", every="daily"),
        Job(f"{_E}.export_jobs.tidy", "Clears away old exports", every="daily"),
        Job(
            f"{_E}.field_desk.parts.tidy",
            "Clears away half-sent files of devices",
            every="daily",
        ),
        Job(
            f"{_E}.field_desk.receipts.tidy",
            "Forgets what devices sent half a year ago",
            every="daily",
        ),
        Job(
            f"{_E}.field_desk.page_photos.tidy",
            "Forgets photos of paper pages that nobody has typed in",
            every="daily",
        ),
        Job(f"{_E}.import_jobs.run", "Imports cases from a file"),
        Job(f"{_E}.lists.jobs.run", "Imports a sheet into a list"),
        Job(f"{_E}.export_jobs.run", "Writes an export of cases"),
        Job(f"{_E}.offices.jobs.give", "Makes a file of cases for another office of ours"),
        Job(f"{_E}.offices.jobs.take", "Brings in the cases of another office of ours"),
        Job(
            f"{_E}.offices.line.exchange",
            "Sends cases to another office of ours, and fetches its answers",
        ),
    ],
)
