"""Cases by main category: what people speak about, and what they speak about more than before."""

from typing import Any

from frappe import _
from frappe.utils import cint

from cfm_app.trends import period
from cfm_app.trends.breakdowns import by_category, trends
from cfm_app.trends.cached_counts import cached


def execute(filters: Any = None) -> tuple[Any, ...]:
    """Columns, a line a category, what is left out, and the trend of the most frequent ones."""
    columns = [
        {"fieldname": "category", "label": _("Category"), "fieldtype": "Data", "width": 280},
        {"fieldname": "received", "label": _("Cases received"), "fieldtype": "Int", "width": 120},
        {
            "fieldname": "received_before",
            "label": _("In the period before"),
            "fieldtype": "Int",
            "width": 140,
        },
        {"fieldname": "change", "label": _("Change (%)"), "fieldtype": "Percent", "width": 120},
    ]
    days = cint((filters or {}).get("days"))
    chart = {"data": cached("trends", trends), "type": "line"}
    rows = cached(f"categories {days}", lambda: by_category(days))
    return columns, rows, period.note(days), chart
