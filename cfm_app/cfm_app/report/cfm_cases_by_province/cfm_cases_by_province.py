"""Cases by province: received lately, open now, late."""

from typing import Any

from frappe import _
from frappe.utils import cint

from cfm_app.trends import period
from cfm_app.trends.breakdowns import by_province
from cfm_app.trends.cached_counts import cached


def execute(filters: Any = None) -> tuple[Any, ...]:
    """Columns, and a line a province, those with most cases first."""
    columns = [
        {"fieldname": "province", "label": _("Province"), "fieldtype": "Data", "width": 220},
        {"fieldname": "received", "label": _("Cases received"), "fieldtype": "Int", "width": 120},
        {"fieldname": "open_cases", "label": _("Open cases"), "fieldtype": "Int", "width": 120},
        {"fieldname": "late", "label": _("Late cases"), "fieldtype": "Int", "width": 120},
    ]
    days = cint((filters or {}).get("days"))
    rows = cached(f"provinces {days}", lambda: by_province(days))
    return columns, rows, period.note(days)
