"""What link fields and search boxes ask."""

import re
from collections.abc import Iterator
from typing import Any

from ....kernel.core.context import local
from ....kernel.core.dict import _dict
from ....kernel.core.exceptions import DataError, FrappeTypeError, PageDoesNotExistError
from ....kernel.core.hooks import get_attr, get_hooks
from ....kernel.core.messages import throw
from ....kernel.core.names import split_names
from ....kernel.core.whitelist import call, exposure, is_whitelisted, whitelist
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta
from ....kernel.permissions.docperm import only_selects
from ....kernel.permissions.fields import fields_of_choices, get_permitted_fieldnames
from ....kernel.permissions.lists import get_list
from ....kernel.query.filters import Filter, listed_filters
from ....kernel.query.ordering import DEFAULT_ORDER
from ....kernel.utils.json_text import parsed_json
from ....kernel.utils.numbers import cint
from ....kernel.utils.settings import system_setting
from ..lists import clear_refusals

_PLAIN_NAME = re.compile(r"[A-Za-z_][\w.]*\Z")
_TEXT_TYPES = split_names("Data, Text, Small Text, Long Text, Link, Select, Read Only, Text Editor")
_DEFAULT_LENGTH = 10
_MOST_COMPARED = 1000


@whitelist()
def search_link(
    doctype: str,
    txt: str,
    query: str | None = None,
    filters: Any = None,
    page_length: int | None = None,
    searchfield: str | None = None,
    reference_doctype: str | None = None,
) -> list[_dict]:
    """Documents that a link may point to: ``value``, ``description``, and ``label`` for titles.

    User permissions hold, also where a client says that they shall not.
    """
    meta = get_meta(doctype)
    if searchfield and not _PLAIN_NAME.match(searchfield):
        throw(_("Invalid Search Field {0}").format(searchfield), DataError)
    limit = cint(page_length) or cint(system_setting("link_field_results_limit")) or _DEFAULT_LENGTH
    given = parsed_json(filters, "filters") if filters else {}
    standard = get_hooks("standard_queries", {}).get(doctype)
    path = query or (standard[-1] if standard else None)
    if path:
        found = _by_method(path, doctype, txt.strip(), searchfield or "name", limit, given)
    elif meta.issingle or meta.istable:
        throw(_("{0} cannot be searched").format(_(doctype)), FrappeTypeError)
    else:
        with clear_refusals():
            found = _by_fields(meta, txt.strip(), searchfield, limit, given, reference_doctype)
    return [_as_option(doctype, row) for row in found]


def _by_method(
    path: str, doctype: str, txt: str, searchfield: str, limit: int, filters: Any
) -> list[Any]:
    """An app's own search; only functions that clients may call."""
    try:
        function = get_attr(path)
    except Exception:
        raise PageDoesNotExistError from None
    standard = [each for paths in get_hooks("standard_queries", {}).values() for each in paths]
    if exposure(function) is None and path not in standard:
        is_whitelisted(function, path)
    found = call(function, doctype, txt, searchfield, 0, limit, filters, as_dict=False)
    return list(found or [])


def _by_fields(
    meta: Any,
    txt: str,
    searchfield: str | None,
    limit: int,
    filters: Any,
    reference_doctype: str | None,
) -> list[list[Any]]:
    permitted = _searchable(meta)
    shown = [name for name in _shown_fields(meta) if name in permitted or name == "name"]
    searched = [
        name for name in _searched_fields(meta, searchfield) if name in permitted or name == "name"
    ]
    either = [Filter(name, "like", f"%{txt}%", meta.name) for name in searched] if txt else []
    if translated := _named_in_the_language(meta, txt):
        either.append(Filter("name", "in", translated, meta.name))
    rows = get_list(
        meta.name,
        fields=shown,
        filters=listed_filters(filters, meta.name),
        or_filters=either,
        order_by="name asc" if meta.name == "User" else DEFAULT_ORDER,
        reference_doctype=reference_doctype,
        limit=_MOST_COMPARED if txt or _has_mark(meta) else limit,
    )
    rows = _in_use(meta, rows)
    rows = _sorted_by_name(meta, _best_first(meta, rows, txt)[:limit], txt)
    return [[row.get(name) for name in shown] for row in rows]


def _named_in_the_language(meta: Any, txt: str) -> list[str]:
    """The names whose translation holds the text: people search for what they read."""
    if not txt or not meta.translated_doctype:
        return []
    wanted = txt.lower()
    names = local.db.get_all(meta.name, pluck="name")
    return [name for name in names if _(name) != name and wanted in str(_(name)).lower()]


def _has_mark(meta: Any) -> bool:
    return bool(meta.has_field("enabled") or meta.has_field("disabled"))


def _searchable(meta: Any) -> set[str]:
    """The columns that a search may look at for the user."""
    return fields_of_choices(meta) if only_selects(meta) else get_permitted_fieldnames(meta)


def _in_use(meta: Any, rows: list[_dict]) -> list[_dict]:
    """Without what is disabled, whether or not the user may read the mark."""
    for name, unwanted in (("enabled", 0), ("disabled", 1)):
        field = meta.get_field(name)
        if rows and field is not None and field.fieldtype == "Check":
            out = local.db.get_all(
                meta.name,
                filters={"name": ["in", [row.name for row in rows]], name: unwanted},
                pluck="name",
            )
            rows = [row for row in rows if row.name not in out]
    return rows


def _shown_fields(meta: Any) -> list[str]:
    fields = ["name"]
    if meta.title_field:
        fields.append(meta.title_field)
    return list(dict.fromkeys([*fields, *meta.get_search_fields()]))


def _searched_fields(meta: Any, searchfield: str | None) -> list[str]:
    fields = [*([searchfield] if searchfield else ["name"])]
    if meta.title_field:
        fields.append(meta.title_field)
    fields += [*meta.get_search_fields()]
    kept = []
    for name in dict.fromkeys(fields):
        field = meta.get_field(name)
        if name == "name" or (field is not None and field.fieldtype in _TEXT_TYPES):
            kept.append(name)
    return kept


def _best_first(meta: Any, rows: list[_dict], txt: str) -> list[_dict]:
    """Names in which the text comes early count as the better answers."""
    if not txt:
        return rows
    wanted = txt.lower()

    def place(row: _dict) -> int:
        places = [called.find(wanted) for called in _called(meta, row)]
        return min((at for at in places if at >= 0), default=_MOST_COMPARED)

    return sorted(rows, key=lambda row: (wanted not in _in_the_language(meta, row), place(row)))


def _called(meta: Any, row: _dict) -> list[str]:
    """What people may type for a document: its name, and how the name is read in their language."""
    return [str(row.get("name") or "").lower(), *_in_the_language(meta, row)]


def _in_the_language(meta: Any, row: _dict) -> list[str]:
    return [str(_(row.name)).lower()] if meta.translated_doctype else []


def _sorted_by_name(meta: Any, rows: list[_dict], txt: str) -> list[_dict]:
    """What is shown: names that begin with the text first, each part by name.

    What is read exactly as it was typed comes before all others.
    """
    wanted = txt.lower()

    def key(row: _dict) -> tuple[bool, bool, str]:
        begins = any(called.startswith(wanted) for called in _called(meta, row))
        return wanted not in _in_the_language(meta, row), not begins, str(row.get("name") or "")

    return sorted(rows, key=key)


def _as_option(doctype: str, row: Any) -> _dict:
    values = list(row.values()) if isinstance(row, dict) else list(row)
    meta = get_meta(doctype)
    option = _dict(value=values[0])
    rest = values[1:]
    if meta.show_title_field_in_link and meta.title_field and rest:
        option.label = rest[0]
        rest = [values[0], *rest[1:]]
    elif meta.translated_doctype and _(values[0]) != values[0]:
        option.label = _(values[0])
    shown = (_(str(each)) if meta.translated_doctype else str(each) for each in rest if each)
    option.description = ", ".join(dict.fromkeys(shown))
    return option


def people_to_mention(words: str) -> Iterator[Any]:
    """Users of the desk who may be named in comments, with ``name`` and ``full_name``, by any part of these."""
    rows = local.db.get_all(
        "User",
        fields=["name", "full_name"],
        filters={
            "name": ["not in", ("Administrator", "Guest")],
            "allowed_in_mentions": 1,
            "user_type": "System User",
            "enabled": 1,
        },
        order_by="full_name asc",
    )
    wanted = words.lower()
    return (row for row in rows if wanted in f"{row.full_name} {row.name}".lower())
