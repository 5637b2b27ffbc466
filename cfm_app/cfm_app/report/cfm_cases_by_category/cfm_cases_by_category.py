"""Cases by main category: what people speak about, and what they speak about more than before."""

from typing import Any

from frappe import _

from cfm_app.figures.breakdowns import by_category, trends
from cfm_app.figures.cached_counts import cached
from cfm_app.figures.period import Period


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
    period = Period.of_filters(filters)
    chart = {"data": cached("trends", trends), "type": "line"}
    rows = cached(f"categories {period.name}", lambda: by_category(period))
    return columns, rows, period.note, chart
