"""Cases by week across another fact: for a chart of several lines, and for whoever is told each month."""

from typing import Any

from frappe import _

from cfm_app.figures import weeks
from cfm_app.figures.cached_counts import cached


def execute(filters: Any = None) -> tuple[Any, ...]:
    """Columns, a line a week, what is left out, and the same as a chart."""
    asked = weeks.Asked.of_filters(filters)
    heads, lines = cached(f"weeks {asked.name}", lambda: _told(asked))
    names = [f"value_{at}" for at in range(len(heads))]
    columns = [{"fieldname": "week", "label": _("Week"), "fieldtype": "Data", "width": 160}]
    columns += [
        {"fieldname": name, "label": head, "fieldtype": "Int", "width": 110}
        for name, head in zip(names, heads, strict=True)
    ]
    rows = [{"week": week, **dict(zip(names, row, strict=True))} for week, row in lines]
    note = _("Numbers too small to be told are left out.") if asked.hides else None
    data = {
        "labels": [week for week, _row in lines],
        "datasets": [
            {"name": head, "values": [row[at] for _week, row in lines]}
            for at, head in enumerate(heads)
        ],
    }
    return columns, rows, note, {"data": data, "type": "line", "fieldtype": "Int"}


def _told(asked: weeks.Asked) -> tuple[list[str], list[tuple[str, list[int | None]]]]:
    table = weeks.by_week(asked)
    return table.heads, table.lines
