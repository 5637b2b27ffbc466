"""Referrals that wait for an answer, by functional area."""

from typing import Any

from frappe import _

from cfm_app.figures.breakdowns import by_area
from cfm_app.figures.cached_counts import cached


def execute(filters: Any = None) -> tuple[Any, ...]:
    """Columns, and a line an area, those with most referrals first."""
    columns = [
        {"fieldname": "area", "label": _("Functional area"), "fieldtype": "Data", "width": 280},
        {"fieldname": "waiting", "label": _("Waiting"), "fieldtype": "Int", "width": 120},
        {"fieldname": "late", "label": _("Late"), "fieldtype": "Int", "width": 120},
    ]
    return columns, cached("areas", by_area)
