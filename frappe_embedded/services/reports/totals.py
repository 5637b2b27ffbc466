"""The last row of a report: what the numbers add up to."""

from __future__ import annotations

import datetime
from typing import Any

from ...kernel.core.dict import _dict
from ...kernel.i18n import _
from ...kernel.utils.numbers import flt
from .columns import NUMBERS


def total_row(
    rows: list[_dict], columns: list[_dict], is_tree: bool = False, parent_field: str | None = None
) -> list[Any]:
    """Sums by column, averages of percentages; in a tree the uppermost rows alone count."""
    counted = [row for row in rows if not (is_tree and parent_field and row.get(parent_field))]
    totals = [_total(column, counted, len(rows)) for column in columns]
    if columns and columns[0].fieldtype not in (*NUMBERS, "Date"):
        totals[0] = str(_("Total"))
    return totals


def _total(column: _dict, rows: list[_dict], count: int) -> Any:
    values = [row.get(column.fieldname) for row in rows]
    if column.fieldtype == "Time":
        times = [value for value in values if isinstance(value, datetime.timedelta)]
        return sum(times, datetime.timedelta()) if times else ""
    if column.fieldtype not in NUMBERS or not any(flt(value) for value in values):
        return ""
    total = sum(flt(value) for value in values)
    return total / count if column.fieldtype == "Percent" else total
