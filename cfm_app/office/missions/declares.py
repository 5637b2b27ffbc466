"""Field missions: planned, approved, reported."""

from cfm_app.base.declaring import Declares, Job

DECLARES = Declares(
    jobs=[
        Job(
            "cfm_app.office.missions.reminders.remind_of_reports",
            "Reminds leaders of missions of reports that are due",
            every="daily",
        )
    ],
)
