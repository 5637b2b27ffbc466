"""Field missions: planned, approved, reported."""

from cfm_app.base.declaring import Added, Declares, Job, Waits

_M = "cfm_app.office.missions"

DECLARES = Declares(
    jobs=[
        Job(
            f"{_M}.reminders.remind_of_reports",
            "Reminds leaders of missions of reports that are due",
            every="daily",
        )
    ],
    access_conditions={"CFM Mission": f"{_M}.who_sees.condition"},
    case_rules=[f"{_M}.linking.apply"],
    fields=[
        Added("Case", "mission", is_crucial=True, is_particular=True),
        Added("Sensitive Report", "mission"),
    ],
    waits=[Waits(f"{_M}.waiting.of_user", "missions", "/cfm/missions", f"{_M}.waiting.line")],
)
