"""The figures by which the office is judged, in one line: for number cards and for whoever reports."""

from typing import Any

from frappe import _
from frappe.utils import cint

from cfm_app.trends import period
from cfm_app.trends.cached_counts import cached
from cfm_app.trends.figures import DEFAULT_DAYS, figures


def execute(filters: Any = None) -> tuple[Any, ...]:
    """Columns, and the line of the last days; each figure with the one of as many days before."""
    names = {
        "received": (_("Cases received"), "Int"),
        "open_cases": (_("Open cases"), "Int"),
        "resolved": (_("Cases resolved"), "Int"),
        "in_time": (_("Resolved within the limit (%)"), "Percent"),
        "informed": (_("Persons informed (%)"), "Percent"),
        "satisfied": (_("Satisfied persons (%)"), "Percent"),
        "first_contact": (_("Answered at the first contact (%)"), "Percent"),
        "women": (_("Women among callers (%)"), "Percent"),
    }
    columns = []
    for name, (label, fieldtype) in names.items():
        columns.append({"fieldname": name, "label": label, "fieldtype": fieldtype, "width": 140})
        before = _("{0}, before").format(label)
        columns.append(
            {"fieldname": f"{name}_before", "label": before, "fieldtype": fieldtype, "width": 140}
        )
    days = cint((filters or {}).get("days")) or DEFAULT_DAYS
    line = cached(f"figures {days}", lambda: figures(days))
    return columns, [line], period.note(days)
