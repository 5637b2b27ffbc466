"""Addresses of the desk's pages, and the DocTypes they stand for."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.names import split_names
from ...kernel.meta.loader import get_meta
from ...kernel.utils.urls import slug

_KEY = "desk:slugs"
NOT_SERVED = frozenset(
    split_names(
        "Client Script, Data Import, Data Import Log, Document Naming Settings, "
        "Module Profile, Print Style, Website Settings"
    )
)
"""DocTypes that nothing here acts upon. Sites that move bring their records along, and rights on them; the desk
has no page for them, so that nobody fills in what does nothing.
"""


def doctype_of(part: str) -> str | None:
    """The DocType that a part of an address names and that the desk serves, or ``None``."""
    known: dict[str, str] | None = local.cache.get(_KEY)
    if known is None:
        rows = local.db.sql("select name from `tabDocType` where istable = 0")
        known = local.cache[_KEY] = {slug(name): name for (name,) in rows if name not in NOT_SERVED}
    return known.get(part) or (part if part in known.values() else None)


def served(part: str) -> str:
    """The same; ``DoesNotExistError`` for an address that names none."""
    doctype = doctype_of(part)
    if doctype is None:
        raise DoesNotExistError
    return doctype


def list_url(doctype: str, **query: Any) -> str:
    return _with_query(f"/app/{quote(slug(doctype))}", query)


def new_url(doctype: str, **query: Any) -> str:
    return _with_query(f"/app/{quote(slug(doctype))}/new", query)


def form_url(doctype: str, name: Any = None) -> str:
    """The form of a document; that of a Single needs no name."""
    if get_meta(doctype).issingle:
        return f"/app/{quote(slug(doctype))}"
    return f"/app/{quote(slug(doctype))}/{quote(str(name), safe='')}"


def print_url(doctype: str, name: Any, **query: Any) -> str:
    return _with_query(f"/app/print/{quote(slug(doctype))}/{quote(str(name), safe='')}", query)


def report_url(doctype: str, filters: list[list[Any]] | None = None, name: str = "") -> str:
    """The report view of a DocType, with the conditions of a list, or a saved report."""
    path = f"/app/{quote(slug(doctype))}/view/report"
    if name:
        return f"{path}/{quote(name, safe='')}"
    rows = [[doctype, *each] for each in filters or []]
    return _with_query(path, {"filters": json.dumps(rows, ensure_ascii=False) if rows else ""})


def _with_query(path: str, query: dict[str, Any]) -> str:
    given = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path
