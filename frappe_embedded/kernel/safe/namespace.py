"""What templates and scripts of a site may call: the names under ``frappe`` and beside it.

Upper layers add theirs with ``register_template_global`` when ``frappe_embedded.registry`` is
imported; after that the names do not change.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial, wraps
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from ..core.constants import CHILD_TABLE_FIELDS, DEFAULT_FIELDS, OPTIONAL_FIELDS
from ..core.context import local
from ..core.dict import _dict
from ..core.messages import bold, msgprint, throw
from ..core.names import scrub
from ..i18n.translator import _
from ..utils import (
    compare,
    date_format,
    dates,
    formatters,
    html,
    markup,
    money,
    numbers,
    periods,
    text,
    urls,
    users,
)
from ..utils.hashing import generate_hash
from ..utils.json_text import parse_json
from .reading import read_statement, readers

_UTILITY_MODULES = (
    compare,
    date_format,
    dates,
    formatters,
    html,
    markup,
    money,
    numbers,
    periods,
    text,
    urls,
    users,
)
_DATABASE_READERS = ("escape", "get_default", "get_single_value")
_registered: dict[str, Any] = {}
_HTML_MAKERS = {
    "bold",
    "clean_email_html",
    "clean_html",
    "escape_html",
    "get_link_to_form",
    "get_link_to_report",
    "markdown",
    "md_to_html",
    "sanitize_html",
}
"""What these give is HTML. Pages take it in as it is, once it is cleaned."""


def register_template_global(name: str, value: Any, *, is_html: bool = False) -> None:
    """Offer ``frappe.<name>`` to templates; ``*`` in front offers it under its bare name.

    ``is_html`` says that a page need not escape what the function gives, only clean it.
    """
    _registered[name] = value
    if is_html:
        _HTML_MAKERS.add(name)


def for_page(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that gives HTML, for templates that escape."""

    @wraps(function)
    def made(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        return Markup(html.sanitize_html(result)) if isinstance(result, str) else result

    return made


class Namespace:
    """Attributes of a fixed set; those marked as live are worked out at each reading."""

    __slots__ = ("_live", "_values")

    def __init__(
        self, values: dict[str, Any], live: Mapping[str, Callable[[], Any]] | None = None
    ) -> None:
        self._values = values
        self._live = live or {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._live:
            return self._live[name]()
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"module has no attribute {name!r}") from None

    def __dir__(self) -> Iterable[str]:
        return [*self._values, *self._live]


def template_globals(*, as_html: bool = False, of_request: bool = True) -> dict[str, Any]:
    """The global names of a template: ``frappe``, ``_``, ``json`` and what apps expect beside.

    ``as_html`` for templates that escape: functions that give HTML mark it as such. Without
    ``of_request`` nothing tells what the request brought: what a record holds is rendered in the
    requests of others.
    """
    bare = {name[1:]: value for name, value in _registered.items() if name.startswith("*")}
    return {
        "_": _,
        "_dict": _dict,
        "dict": dict,
        "frappe": _frappe(as_html, _LIVE if of_request else _LIVE_OF_RECORDS),
        "json": SimpleNamespace(loads=json.loads, dumps=json.dumps),
        "scrub": scrub,
        **bare,
    }


def _frappe(as_html: bool, live: Mapping[str, Callable[[], Any]]) -> Namespace:
    values = {
        "_": _,
        "_dict": _dict,
        "bold": bold,
        "child_table_fields": CHILD_TABLE_FIELDS,
        "db": _database(),
        "default_fields": DEFAULT_FIELDS,
        "format": formatters.format_html if as_html else formatters.format_value,
        "format_date": date_format.format_date,
        "format_value": formatters.format_html if as_html else formatters.format_value,
        "generate_hash": generate_hash,
        "msgprint": msgprint,
        "optional_fields": OPTIONAL_FIELDS,
        "parse_json": parse_json,
        "throw": throw,
        "utils": _utilities(as_html),
        "get_all": readers()["get_all"],
        "get_list": readers()["get_list"],
        **{name: value for name, value in _registered.items() if not name.startswith("*")},
    }
    return Namespace(_marked(values) if as_html else values, live)


def _marked(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: for_page(value) if name in _HTML_MAKERS else value for name, value in values.items()
    }


def _session() -> _dict:
    data = local.session.data or {}
    return _dict(user=local.session.user, csrf_token=data.get("csrf_token"))


_LIVE: dict[str, Callable[[], Any]] = {
    "date_format": date_format.get_user_date_format,
    "flags": lambda: local.flags,
    "form_dict": lambda: local.form_dict,
    "full_name": lambda: (local.session.data or {}).get("full_name"),
    "lang": lambda: local.lang,
    "request": lambda: local.request,
    "session": _session,
    "time_format": date_format.get_user_time_format,
    "user": lambda: local.session.user,
}
_LIVE_OF_RECORDS: dict[str, Callable[[], Any]] = {
    **{name: _LIVE[name] for name in ("date_format", "full_name", "lang", "time_format", "user")},
    "flags": _dict,
    "form_dict": _dict,
    "session": lambda: _dict(user=local.session.user),
}
"""Names that a template asks for by habit are there and empty."""


def _database() -> Namespace:
    live = {name: partial(_database_reader, name) for name in _DATABASE_READERS}
    return Namespace({"sql": read_statement, **readers()}, live)


def _database_reader(name: str) -> Any:
    return getattr(local.db, name)


def _utilities(as_html: bool) -> Namespace:
    values: dict[str, Any] = {}
    for module in _UTILITY_MODULES:
        values.update({name: getattr(module, name) for name in module.__all__})
    if as_html:
        values["format_value"] = formatters.format_html
    return Namespace(_marked(values) if as_html else values)
