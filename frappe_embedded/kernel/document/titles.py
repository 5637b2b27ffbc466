"""What linked documents are called, and what values read like, where people read them."""

from collections.abc import Iterable
from typing import Any

from ..core.context import local
from ..i18n import _
from ..meta.docfield import DocField
from ..meta.loader import get_meta, meta_exists
from ..meta.meta import Meta
from ..permissions.api import has_permission
from ..permissions.roles import ADMINISTRATOR, GUEST
from ..utils.date_format import format_date, format_duration
from ..utils.dates import get_datetime
from ..utils.figures import figure_text, percent_text
from ..utils.formatters import format_value
from ..utils.html import strip_html
from ..utils.users import get_fullname

_TITLES = "link titles"


def link_title(doctype: str, name: Any) -> str:
    """How a linked document is called; its number where it has no other name."""
    return link_titles(doctype, [name]).get(str(name), str(name))


def link_titles(doctype: str, names: Iterable[Any]) -> dict[str, str]:
    """The titles of linked documents that the user may see, read in one go."""
    known: dict[tuple[str | None, str, str], str] = local.cache.setdefault(_TITLES, {})
    language = local.lang
    wanted = {str(name) for name in names if name not in (None, "")}
    missing = [name for name in wanted if (language, doctype, name) not in known]
    if missing:
        known.update(
            {(language, doctype, name): title for name, title in _read_titles(doctype, missing)}
        )
    return {name: known[language, doctype, name] for name in wanted}


def titles_in(doc: Any) -> dict[str, str]:
    """What the documents are called that a document and its rows link to, as ``DocType::name``.

    Those that have no title, and those that the user may not see, are left out.
    """
    linked: dict[str, set[str]] = {}
    for each in (doc, *doc.get_all_children()):
        for df in (*each.meta.get_link_fields(), *each.meta.get_dynamic_link_fields()):
            target = df.options if df.fieldtype == "Link" else each.get(df.options)
            name = each.get(df.fieldname)
            if (
                name
                and target
                and meta_exists(target)
                and get_meta(target).show_title_field_in_link
            ):
                linked.setdefault(target, set()).add(str(name))
    return {
        f"{target}::{name}": title
        for target, names in linked.items()
        for name, title in link_titles(target, names).items()
        if title != name
    }


def _read_titles(doctype: str, names: list[str]) -> Iterable[tuple[str, str]]:
    if doctype == "User":
        return [(name, _of_user(name)) for name in names]
    titles: dict[str, Any] = {}
    if meta_exists(doctype):
        meta = get_meta(doctype)
        field = meta.get_title_field()
        if meta.show_title_field_in_link and field != "name" and _may_choose(doctype):
            rows = local.db.get_list(
                doctype, fields=["name", field], filters={"name": ["in", names]}, limit=0
            )
            titles = {str(row.name): row[field] for row in rows}
        elif meta.translated_doctype:
            titles = {name: _(name) for name in names}
    return [(name, str(_(titles.get(name) or name))) for name in names]


def _may_choose(doctype: str) -> bool:
    return any(has_permission(doctype, right) for right in ("read", "select"))


def _of_user(name: str) -> str:
    """The full name; the two users that every site has are called by what they are."""
    return str(_(name)) if name in (ADMINISTRATOR, GUEST) else get_fullname(name)


def document_title(meta: Meta, name: str, title: Any) -> str:
    """A document's heading; what bears a word of the language as its name shows that word."""
    shown = str(title or name)
    return str(_(shown)) if meta.translated_doctype and shown == name else shown


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
