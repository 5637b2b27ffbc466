"""Filters on rows in memory, as ``doc.get(table, filters)`` takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..utils.compare import compare


def filter_rows(rows: Sequence[Any], filters: Any, limit: int | None = None) -> list[Any]:
    """The rows that match all filters, at most ``limit``.

    A value may be ``True`` or ``False`` (whether there is a value), ``"^x"`` (begins with ``x``),
    a list of operator and operand, or what the field must equal.
    """
    matching: list[Any] = []
    for row in rows:
        if limit and len(matching) >= limit:
            break
        if all(_matches(row.get(name), wanted) for name, wanted in _pairs(filters)):
            matching.append(row)
    return matching


def _pairs(filters: Any) -> list[tuple[str, Any]]:
    if isinstance(filters, Mapping):
        return list(filters.items())
    return [(each[-3], [each[-2], each[-1]]) for each in filters]


def _matches(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool):
        return bool(value) is wanted
    if isinstance(wanted, str) and wanted.startswith("^"):
        return str(value or "").startswith(wanted[1:])
    if isinstance(wanted, (list, tuple)):
        operator, operand = wanted
        return compare(value, operator, operand)
    return bool(value == wanted)
