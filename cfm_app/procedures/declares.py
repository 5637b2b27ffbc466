"""What the procedures do when documents are written: moments, trees of conditions, reach; and their clocks."""

from cfm_app.base import doctype_access
from cfm_app.base.declaring import Declares, Job, Turn, hooked, on
from cfm_app.security.administration import access_facts

_SOP = "cfm_app.procedures.sop"
_SETUP = "cfm_app.procedures.setup"
# Kinds of places and categories; conditions on what lies under an entry follow the tree.
_TREES = ("CFM Location", "Case Category")

DECLARES = Declares(
    events=[
        # Before, so that due times follow from the moment that is stored; after, for those computed.
        *on(
            doctype_access.PROTECTED,
            "before_validate",
            (f"{_SOP}.timestamps.date_new_rows", f"{_SOP}.timestamps.to_the_minute"),
        ),
        *on(doctype_access.PROTECTED, "validate", f"{_SOP}.timestamps.to_the_minute"),
        # That somebody sees restricted cases is compared before and after.
        *on(
            access_facts.SOURCES,
            ("before_validate", "on_trash"),
            f"{_SOP}.last_handlers.note_before",
        ),
        *on(
            access_facts.SOURCES,
            ("on_update", "after_delete"),
            f"{_SOP}.last_handlers.check_after",
        ),
        *on("*", "validate", f"{_SETUP}.office_names.refuse_lost_name"),
        *on(_TREES, ("on_update", "after_delete"), f"{_SETUP}.tree_conditions.follow"),
        *on(_TREES, "after_rename", f"{_SETUP}.tree_conditions.follow_name"),
        *on("Custom Field", "validate", f"{_SETUP}.new_columns.look_before"),
        *on("Custom Field", "on_update", f"{_SETUP}.new_columns.leave_rows_empty"),
    ],
    jobs=[
        Job(
            f"{_SOP}.unattended.pass_on",
            "Gives restricted cases of people who are away to those who are here",
            every="hourly",
        ),
        Job(
            f"{_SOP}.sla_status.refresh",
            "Renews which cases are on track, at risk or late",
            every="hourly",
        ),
        Job(
            f"{_SOP}.reminders.run",
            "Sends reminders and escalations of the procedures",
            every="hourly",
        ),
    ],
    hooks=[
        *(
            hooked(when, f"{_SETUP}.transaction_isolation.wait_for_writers")
            for when in ("before_request", "before_job")
        ),
        # What the check of a workflow says besides the framework's own doubts.
        hooked("workflow_findings", f"{_SOP}.states.findings"),
        hooked("update_website_context", f"{_SETUP}.website.extend"),
        hooked("site_findings", f"{_SETUP}.unreached.findings", Turn.LAST),
    ],
)
