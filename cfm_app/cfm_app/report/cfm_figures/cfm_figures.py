"""The figures by which the office is judged, in one line: for number cards and for whoever reports."""

from typing import Any

from frappe import _

from cfm_app.figures.cached_counts import cached
from cfm_app.figures.performance import figures
from cfm_app.figures.period import Period


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
    period = Period.of_filters(filters)
    line = cached(f"figures {period.name}", lambda: figures(period))
    return columns, [line] if line else [], period.note
