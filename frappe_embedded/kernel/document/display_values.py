"""Values as people read them in lists, timelines and forms."""

from __future__ import annotations

from typing import Any

from ..i18n import _
from ..meta.docfield import DocField
from ..utils.date_format import format_date, format_duration
from ..utils.dates import get_datetime
from ..utils.figures import figure_text, percent_text
from ..utils.formatters import format_value
from ..utils.html import strip_html
from .titles import link_title

_LONG = 140
_FIGURES = {"Int": figure_text, "Float": figure_text, "Percent": percent_text}


def shown(df: DocField, value: Any) -> str:
    """One line of text for a value."""
    if value in (None, ""):
        return ""
    fieldtype = df.fieldtype
    if fieldtype == "Check":
        return str(_("Yes") if value else _("No"))
    if fieldtype == "Link" and df.options:
        return link_title(df.options, value)
    if fieldtype == "Select":
        return str(_(value, context=df.parent))
    if fieldtype == "Datetime":
        return short_moment(value)
    if fieldtype == "Duration":
        return format_duration(value)
    if fieldtype in _FIGURES:
        return _FIGURES[fieldtype](value)
    if fieldtype == "Rating":
        return f"{float(value) * 5:g}/5"
    if fieldtype == "Password":
        return "••••••"
    text = strip_html(str(format_value(value, df))).strip()
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def short_moment(value: Any) -> str:
    """A date and a time without seconds."""
    moment = get_datetime(value) if value else None
    return f"{format_date(moment)} {moment:%H:%M}" if moment else ""
