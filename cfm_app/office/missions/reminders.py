"""Reminders of reports that are due after a mission."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, today

from cfm_app.base import clock_jobs, notices
from cfm_app.office.missions import entry, states

REPORT_DUE = "Mission report due"
# On which days after the last one whoever leads it is reminded.
DAYS_AFTER = (1, 7, 14)


@clock_jobs.escalates
def remind_of_reports() -> int:
    """Remind leaders of reports that are due. Returns how many notices were sent, each once."""
    sent = 0
    for days in DAYS_AFTER:
        for row in _unreported(days):
            if notices.claim(
                REPORT_DUE, f"{row.name} {days}", row.leader, (entry.DOCTYPE, row.name)
            ):
                language = notices.languages({row.leader}).get(row.leader)
                text = _("The report of mission {0} is due", language).format(row.name)
                notices.tell(row.leader, text, entry.DOCTYPE, row.name)
                sent += 1
    return sent


def _unreported(days: int) -> list[Any]:
    """Missions without a report whose last day was so many days ago, or a week more at the most."""
    ended = ["between", [add_days(today(), -days - 6), add_days(today(), -days)]]
    return frappe.get_all(
        entry.DOCTYPE,
        filters={"state": states.APPROVED, "ends_on": ended},
        fields=["name", "leader"],
        order_by="ends_on asc, name asc",
    )
