"""Looking at the clocks of open cases from time to time: on track, at risk, breached.

Running it twice, or after the machine was off, gives the same result: it only compares now with
the limits that are stored.
"""

from datetime import datetime

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app import consts

AT_RISK_PERCENT = 80.0
BATCH = 500
FIELDS = ["name", "received_on", "resolve_by", "sla_status", "sop"]


def refresh() -> int:
    """Bring the status of open cases up to date. Returns how many have changed."""
    now, changed, last = now_datetime(), 0, ""
    percents = _percents()
    while rows := _open_cases(last):
        for row in rows:
            status = status_of(row, percents.get(row.sop or "", AT_RISK_PERCENT), now)
            if status != row.sla_status:
                frappe.db.set_value("Case", row.name, "sla_status", status, update_modified=False)
                changed += 1
        last = rows[-1].name
    return changed


def status_of(row: frappe._dict, percent: float, now: datetime) -> str:
    """The status of a case whose clock runs."""
    limit, start = get_datetime(row.resolve_by), get_datetime(row.received_on)
    if now > limit:
        return "Breached"
    if start is None or limit <= start:
        return "On track"
    return "At risk" if (now - start) / (limit - start) * 100 >= percent else "On track"


def _open_cases(after: str) -> list[frappe._dict]:
    return frappe.get_all(
        "Case",
        filters=[
            ["phase", "in", [consts.PHASE_NEW, consts.PHASE_IN_PROGRESS]],
            ["resolve_by", "is", "set"],
            ["received_on", "is", "set"],
            ["name", ">", after],
        ],
        fields=FIELDS,
        order_by="name asc",
        limit_page_length=BATCH,
    )


def _percents() -> dict[str, float]:
    rows = frappe.get_all("CFM SOP", fields=["name", "at_risk_percent"], order_by="name asc")
    return {row.name: row.at_risk_percent or AT_RISK_PERCENT for row in rows}
