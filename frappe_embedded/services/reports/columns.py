"""The columns of a report, however its author wrote them down."""

from collections.abc import Iterable, Mapping
from typing import Any

from ...kernel.core.dict import _dict
from ...kernel.core.messages import throw
from ...kernel.core.names import scrub
from ...kernel.i18n import _

NUMBERS = ("Currency", "Int", "Long Int", "Float", "Percent", "Duration")
"""Types of columns that can be added up."""


def as_columns(given: Iterable[Any]) -> list[_dict]:
    """Columns with ``fieldname``, ``label`` and ``fieldtype``."""
    return [as_column(each) for each in given or []]


def as_column(given: Any) -> _dict:
    """One column: a dict, or a text such as ``Label:Link/User:120``."""
    if isinstance(given, str):
        return _from_text(given)
    if not isinstance(given, Mapping):
        throw(_("A column of a report is a text or an object, not {0}").format(given))
    column = _dict(given)
    column.setdefault("label", column.get("fieldname") or "")
    column.setdefault("fieldname", scrub(str(column.label)))
    column.setdefault("fieldtype", "Data")
    return column


def _from_text(text: str) -> _dict:
    label, kind, width = [*text.split(":"), "", ""][:3]
    fieldtype, _slash, options = kind.partition("/")
    column = _dict(label=label, fieldname=scrub(label), fieldtype=fieldtype or "Data")
    if options:
        column.options = options
    if width:
        column.width = width
    return column


def as_rows(rows: Iterable[Any], columns: list[_dict]) -> list[_dict]:
    """Rows as dicts by the columns' fieldnames, whether they came as dicts or as lists."""
    names = [column.fieldname for column in columns]
    return [
        _dict(row) if isinstance(row, Mapping) else _dict(zip(names, row, strict=False))
        for row in rows or []
    ]
