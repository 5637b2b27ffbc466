"""Values as people read them in lists, timelines and forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.context import local
from ..i18n import _
from ..meta.docfield import DocField
from ..meta.loader import get_meta, meta_exists
from ..permissions.api import has_permission
from ..utils.date_format import format_date, format_duration
from ..utils.dates import get_datetime
from ..utils.formatters import format_value
from ..utils.html import strip_html
from ..utils.users import get_fullname

__all__ = ["link_title", "link_titles", "short_moment", "shown"]

_TITLES = "desk:link titles"
_LONG = 140


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
        return str(_(value))
    if fieldtype == "Datetime":
        return short_moment(value)
    if fieldtype == "Duration":
        return format_duration(value)
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


def link_title(doctype: str, name: Any) -> str:
    """How a linked document is called; its number where it has no other name."""
    return link_titles(doctype, [name]).get(str(name), str(name))


def link_titles(doctype: str, names: Iterable[Any]) -> dict[str, str]:
    """The titles of linked documents that the user may see, read in one go."""
    known: dict[tuple[str, str], str] = local.cache.setdefault(_TITLES, {})
    wanted = {str(name) for name in names if name not in (None, "")}
    missing = [name for name in wanted if (doctype, name) not in known]
    if missing:
        known.update({(doctype, name): title for name, title in _read_titles(doctype, missing)})
    return {name: known[doctype, name] for name in wanted}


def _read_titles(doctype: str, names: list[str]) -> Iterable[tuple[str, str]]:
    if doctype == "User":
        return [(name, get_fullname(name)) for name in names]
    titles: dict[str, Any] = {}
    if meta_exists(doctype):
        meta = get_meta(doctype)
        field = meta.get_title_field()
        if meta.show_title_field_in_link and field != "name" and has_permission(doctype, "select"):
            rows = local.db.get_list(doctype, fields=["name", field], filters={"name": ["in", names]}, limit=0)
            titles = {str(row.name): row[field] for row in rows}
        elif meta.translated_doctype:
            titles = {name: _(name) for name in names}
    return [(name, str(_(titles.get(name) or name))) for name in names]
