"""Calls of the free line by day: answered, missed, waiting and length."""

from typing import Any

from frappe import _

from cfm_app.figures import calls
from cfm_app.figures.cached_counts import cached
from cfm_app.figures.period import Period


def execute(filters: Any = None) -> tuple[Any, ...]:
    """Columns, and a line for each day with calls."""
    names = {
        "incoming": _("Calls that came in"),
        "answered": _("Answered calls"),
        "missed": _("Missed calls"),
        "waiting": _("Waiting, median (seconds)"),
        "talking": _("Length, median (seconds)"),
        "outgoing": _("Calls to people"),
    }
    columns = [{"fieldname": "day", "label": _("Day"), "fieldtype": "Date", "width": 120}]
    for name, label in names.items():
        columns.append({"fieldname": name, "label": label, "fieldtype": "Int", "width": 140})
    period = Period.of_filters(filters)
    rows = cached(f"calls {period.name}", lambda: calls.by_day(period))
    return columns, rows
