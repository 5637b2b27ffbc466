"""The rows of a report as people read them, and as spreadsheets take them."""

from collections.abc import Iterator
from typing import Any

from ...kernel.core.dict import _dict
from ...kernel.document.titles import link_titles, shown
from ...kernel.meta.docfield import DocField
from ...kernel.meta.loader import meta_exists
from ...kernel.utils.dates import get_datetime, getdate
from ...kernel.utils.figures import figure_text, percent_text
from .builder import field_of
from .columns import NUMBERS
from .settings import FieldOf

_TEXTS = ("Text", "Small Text", "Long Text", "Data", "Code")


def field_of_column(column: _dict) -> DocField:
    """What the column's values are."""
    if column.get("parent"):
        known = field_of(FieldOf(column.fieldname, column.parent))
        if known is not None:
            return known
    return DocField(column)


def load_titles(columns: list[_dict], rows: list[list[Any]]) -> None:
    """Read in one go what the linked documents of some rows are called."""
    for at, column in enumerate(columns):
        target = str(column.options or "")
        if column.fieldtype == "Link" and column.fieldname != "name" and meta_exists(target):
            link_titles(target, (row[at] for row in rows))


def text_of(column: _dict, df: DocField, value: Any) -> str:
    """One value as people read it."""
    if value in (None, ""):
        return ""
    if column.fieldname == "name":
        return str(value)
    if column.fieldtype in NUMBERS and not column.get("parent"):
        return percent_text(value) if column.fieldtype == "Percent" else figure_text(value)
    return shown(df, value)


def plain_rows(columns: list[_dict], rows: list[list[Any]]) -> Iterator[list[Any]]:
    """Rows with numbers and dates as such, and everything else as people read it."""
    fields = [field_of_column(column) for column in columns]
    load_titles(columns, rows)
    for row in rows:
        yield [
            value if column.fieldname == "name" else plain_value(df, value)
            for column, df, value in zip(columns, fields, row, strict=True)
        ]


def plain_value(df: DocField, value: Any) -> Any:
    """One value as a spreadsheet takes it."""
    if value in (None, ""):
        return None
    if df.fieldtype in NUMBERS and df.fieldtype != "Duration":
        return value
    if df.fieldtype == "Date":
        return getdate(value)
    if df.fieldtype == "Datetime":
        return get_datetime(value)
    return str(value) if df.fieldtype in _TEXTS else shown(df, value)
