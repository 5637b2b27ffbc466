"""Cases by province: received lately, open now, late."""

from typing import Any

from frappe import _

from cfm_app.figures.breakdowns import by_province
from cfm_app.figures.cached_counts import cached
from cfm_app.figures.period import Period


def execute(filters: Any = None) -> tuple[Any, ...]:
    """Columns, and a line a province, those with most cases first."""
    columns = [
        {"fieldname": "province", "label": _("Province"), "fieldtype": "Data", "width": 220},
        {"fieldname": "received", "label": _("Cases received"), "fieldtype": "Int", "width": 120},
        {"fieldname": "open_cases", "label": _("Open cases"), "fieldtype": "Int", "width": 120},
        {"fieldname": "late", "label": _("Late cases"), "fieldtype": "Int", "width": 120},
    ]
    period = Period.of_filters(filters)
    rows = cached(f"provinces {period.name}", lambda: by_province(period))
    return columns, rows, period.note
