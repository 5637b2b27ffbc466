"""What figures keep up to date when cases change, and what they work out by night."""

from cfm_app.base import doctype_access
from cfm_app.base.declaring import Declares, Job, Turn, hooked, on

_F = "cfm_app.figures"
_CHANGES = f"{_F}.kept_facts.changes"
_RECOUNT = f"{_F}.trend_alerts.recount"

DECLARES = Declares(
    events=[
        *on(
            "Case",
            "on_change",
            (
                f"{_CHANGES}.follow_case",
                f"{_F}.cached_counts.follow_class",
                f"{_RECOUNT}.follow_case",
            ),
        ),
        *on("Case", "after_delete", (f"{_CHANGES}.follow", f"{_RECOUNT}.forget_case")),
        *on("Referral", ("on_change", "after_delete"), f"{_CHANGES}.follow"),
        *on(
            "Case Sensitivity",
            "on_change",
            (
                f"{_RECOUNT}.follow_class",
                f"{_CHANGES}.follow_class",
                f"{_F}.cached_counts.forget_class",
            ),
        ),
        *on("*", "after_rename", f"{_CHANGES}.follow_new_name"),
    ],
    jobs=[
        Job(
            f"{_F}.kept_facts.keeping.keep_many",
            "Keeps what figures count, where much has changed",
            every="hourly",
        ),
        Job(
            f"{_F}.kept_facts.keeping.keep_all_changed",
            "Keeps what figures count",
            every="daily",
            # After retention: what a case lost is then kept no more.
            turn=Turn.LAST,
        ),
        Job(
            f"{_F}.trend_alerts.nightly.watch",
            "Looks for unusual trends in the cases of the whole office",
            every="daily_long",
        ),
        Job(
            f"{_F}.kept_facts.keeping.keep_everything",
            "Keeps all that figures count anew",
            every="weekly_long",
        ),
    ],
    list_conditions=dict.fromkeys(doctype_access.OF_WHOLE_OFFICE, f"{_F}.whole_office.condition"),
    permissions=dict.fromkeys(doctype_access.OF_WHOLE_OFFICE, f"{_F}.whole_office.permission"),
    hooks=[hooked("site_findings", f"{_F}.kept_facts.keeping.findings")],
)
