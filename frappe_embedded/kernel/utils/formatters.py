"""A field's value as people read it, in lists, print-outs and messages."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..core.context import has_context, local
from ..core.dict import _dict
from ..i18n.translator import _
from .date_format import format_date, format_datetime, format_duration, format_time
from .html import sanitize_html
from .markup import md_to_html
from .money import float_precision, fmt_money
from .numbers import cint, flt
from .settings import site_default

__all__ = ["format_html", "format_value"]

_BLOCK = re.compile(r"<(br|div|p)\b", re.IGNORECASE)
_RICH = ("HTML Editor", "Text Editor")
_LINES = ("Long Text", "Small Text", "Text")
_NULLABLE = ("Currency", "Float", "Percent", "Datetime", "Duration")
"""Fieldtypes that say themselves how nothing looks; for all others it is empty."""


@dataclass(frozen=True)
class _Field:
    """What a formatter knows beside the value."""

    df: Any
    doc: Any
    currency: str | None
    format: str | None
    translated: bool


def format_value(
    value: Any,
    df: Any = None,
    doc: Any = None,
    currency: str | None = None,
    translated: bool = False,
    format: str | None = None,
) -> Any:
    """A value by its fieldtype and the site's formats.

    ``df`` is a field, a dict with ``fieldtype``, or the name of a fieldtype; without it the type
    of the value decides. Whole numbers, ticks and ratings stay what they are.
    """
    if isinstance(df, str):
        df = _dict(fieldtype=df)
    if df is None:
        df = _dict(fieldtype=_fieldtype_of(value))
    fieldtype = df.get("fieldtype")
    if value is None and fieldtype not in _NULLABLE:
        return ""
    field = _Field(df, doc, currency, format, translated)
    formatter = _FORMATTERS.get(fieldtype, _plain)
    return formatter(value, field)


def is_rich_text(df: Any) -> bool:
    """Whether the values of a field are HTML. All others are text."""
    return df.get("fieldtype") in _RICH


def format_html(value: Any, df: Any = None, doc: Any = None, *args: Any, **kwargs: Any) -> Any:
    """As ``format_value``, for a page that escapes what is not marked as HTML.

    Rich text is cleaned; of other text only the line ends become HTML.
    """
    known = _dict(fieldtype=df) if isinstance(df, str) else df
    fieldtype = known.get("fieldtype") if known is not None else None
    if isinstance(value, str) and fieldtype in _LINES:
        return Markup("<br>").join(value.split("\n"))
    formatted = format_value(value, df, doc, *args, **kwargs)
    if fieldtype in (*_RICH, "Markdown Editor") and isinstance(formatted, str):
        return Markup(sanitize_html(formatted))
    return formatted


def _fieldtype_of(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return "Datetime"
    if isinstance(value, datetime.date):
        return "Date"
    if isinstance(value, datetime.timedelta):
        return "Time"
    if isinstance(value, int):
        return "Int"
    return "Float" if isinstance(value, float) else "Data"


def _plain(value: Any, field: _Field) -> Any:
    if isinstance(value, str) and (field.translated or field.df.get("translatable")):
        return _(value)
    return value


def _currency(value: Any, field: _Field) -> str:
    currency = field.currency or _currency_of(field) or site_default("currency")
    precision = field.df.get("precision")
    decimals = cint(precision) if precision not in (None, "") else None
    return fmt_money(value, precision=decimals, currency=currency, format=field.format)


def _currency_of(field: _Field) -> str | None:
    """The currency that the field's ``options`` name.

    They are a field of the document, or ``Link DocType:link field:field`` of another one.
    """
    options = str(field.df.get("options") or "")
    if not options or field.doc is None:
        return None
    parts = options.split(":")
    if len(parts) == 1:
        return field.doc.get(options) or _parent_value(field.doc, options)
    doctype, link, fieldname = (*parts, "", "")[:3]
    if not (fieldname and field.doc.get(link) and has_context()):
        return None
    found = local.db.get_value(doctype, field.doc.get(link), fieldname, cache=True)
    return str(found) if found else None


def _parent_value(doc: Any, fieldname: str) -> str | None:
    parent = getattr(doc, "parent_doc", None)
    return parent.get(fieldname) if parent is not None else None


def _float(value: Any, field: _Field) -> str:
    number = flt(value)
    precision = field.df.get("precision")
    decimals = cint(precision) if precision not in (None, "") else float_precision()
    currency = _currency_of(field) if field.df.get("options") else None
    if number.is_integer() and precision in (None, ""):
        decimals = 0
    return fmt_money(number, precision=decimals, currency=field.currency or currency)


def _lines(value: Any, field: _Field) -> Any:
    """Line ends become ``<br>`` unless the text is laid out already."""
    if not isinstance(value, str) or _BLOCK.search(value):
        return value
    return value.replace("\n", "<br>")


def _linked_rows(value: Any, field: _Field) -> str:
    """The linked names of a Table MultiSelect."""
    names = []
    for row in value or []:
        link = next((df for df in row.meta.get("fields") if df.fieldtype == "Link"), None)
        if link is not None:
            names.append(str(_plain(row.get(link.fieldname) or "", field)))
    return ", ".join(names)


_FORMATTERS: dict[str | None, Callable[[Any, _Field], Any]] = {
    "Currency": _currency,
    "Date": lambda value, field: format_date(value, field.format),
    "Datetime": lambda value, field: format_datetime(value, field.format),
    "Duration": lambda value, field: format_duration(value, bool(field.df.get("hide_days"))),
    "Float": _float,
    "Int": lambda value, _field: value,
    "Markdown Editor": lambda value, _field: md_to_html(value),
    "Percent": lambda value, _field: f"{flt(value, 2)}%",
    "Small Text": _lines,
    "Table MultiSelect": _linked_rows,
    "Text": _lines,
    "Text Editor": lambda value, _field: f"<div class='ql-snow'>{value}</div>",
    "Time": lambda value, field: format_time(value, field.format),
}
