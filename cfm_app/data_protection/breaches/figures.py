"""What the register says of a span of time, in figures."""

from collections import Counter
from statistics import median
from typing import Any

import frappe
from frappe.utils import get_datetime

from cfm_app.data_protection.breaches import audience, states

FIELDS = (
    "name state breach_kind threat_source risk discovered_on reported_on contained_on assessed_on"
    " report_by assess_by closed_on persons_count"
).split()


def of(since: Any, until: Any) -> dict[str, Any]:
    """Figures of the breaches that were noticed from one moment to another, as far as the user sees them.

    Hours are medians since the breach was noticed, None where none got so far.
    """
    rows = frappe.get_list(
        audience.DOCTYPE,
        filters=[["discovered_on", ">=", since], ["discovered_on", "<", until]],
        fields=FIELDS,
        order_by="discovered_on asc",
        limit_page_length=0,
    )
    real = [row for row in rows if row.state != states.NO_BREACH]
    told = _told_headquarters([row.name for row in real])
    return {
        "reported": len(rows),
        "dismissed": len(rows) - len(real),
        "open": sum(row.state in states.OPEN for row in real),
        "persons": sum(row.persons_count or 0 for row in real),
        "hours": {
            "reported": _hours(real, "reported_on"),
            "contained": _hours(real, "contained_on"),
            "assessed": _hours(real, "assessed_on"),
            "closed": _hours(real, "closed_on"),
        },
        "told_in_time": sum(_is_in_time(told.get(row.name), row.report_by) for row in real),
        "assessed_in_time": sum(_is_in_time(row.assessed_on, row.assess_by) for row in real),
        "counted": len(real),
        "kinds": Counter(row.breach_kind or "" for row in real).most_common(),
        "sources": Counter(row.threat_source or "" for row in real).most_common(),
        "risks": Counter(row.risk or "" for row in real).most_common(),
    }


def _told_headquarters(names: list[str]) -> dict[str, Any]:
    rows = frappe.get_all(
        "CFM Breach Notice",
        filters={"parent": ["in", names or [""]], "audience": audience.HEADQUARTERS},
        fields=["parent", "told_on"],
        parent_doctype=audience.DOCTYPE,
        order_by="parent asc",
    )
    return {row.parent: row.told_on for row in rows if row.told_on}


def _is_in_time(moment: Any, limit: Any) -> bool:
    return bool(moment) and get_datetime(moment) <= get_datetime(limit)


def _hours(rows: list[Any], field: str) -> float | None:
    spans = [
        (get_datetime(row[field]) - get_datetime(row.discovered_on)).total_seconds() / 3600
        for row in rows
        if row[field]
    ]
    return round(max(0.0, median(spans)), 1) if spans else None
