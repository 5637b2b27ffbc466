"""Filters on what is in memory: rows, as ``doc.get(table, filters)`` takes them, and one document."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..meta.loader import get_meta
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


def evaluate_filters(doc: Any, filters: Mapping[str, Any] | Sequence[Any]) -> bool:
    """Whether a document or dict satisfies all filters, given in any form a list takes.

    A filter that names a DocType compares both values as that type of field has them: a date in any
    usual order is the same day. Without one they are compared as they are.
    """
    return all(
        compare(doc.get(field), operator, value, _fieldtype(doctype, field))
        for doctype, field, operator, value in _conditions(filters)
    )


_Condition = tuple[str | None, str, str, Any]


def _conditions(filters: Mapping[str, Any] | Sequence[Any]) -> list[_Condition]:
    if isinstance(filters, Mapping):
        return [(None, field, *_operator_and_value(value)) for field, value in filters.items()]
    found: list[_Condition] = []
    for row in filters:
        if isinstance(row, Mapping):
            found += _conditions(row)
        elif len(row) == 2:
            found.append((None, row[0], *_operator_and_value(row[1])))
        elif len(row) == 3:
            found.append((None, row[0], row[1], row[2]))
        else:
            found.append((row[0], row[1], row[2], row[3]))
    return found


def _operator_and_value(value: Any) -> tuple[str, Any]:
    if isinstance(value, (list, tuple)) and len(value) == 2:
        return value[0], value[1]
    return "=", value


def _fieldtype(doctype: str | None, fieldname: str) -> str | None:
    field = get_meta(doctype).get_field(fieldname) if doctype else None
    return field.fieldtype if field else None
