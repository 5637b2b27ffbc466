"""Where a user can go: the DocTypes that he may read, by module."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.context import local
from ..i18n import _
from ..meta.loader import get_meta
from ..permissions.api import has_permission
from .addresses import form_url, list_url

__all__ = ["Destination", "Group", "destinations", "groups"]

_KEY = "desk:destinations"
_LOGS = frozenset(("Version", "Comment", "DefaultValue", "Patch Log", "Tag Link", "DocShare"))
"""DocTypes that are read where they belong, not as lists."""


@dataclass(frozen=True)
class Destination:
    """A DocType that a user can open."""

    doctype: str
    label: str
    url: str
    module: str
    single: bool
    creatable: bool


@dataclass(frozen=True)
class Group:
    """The destinations of a module, or of all modules of the framework."""

    label: str
    entries: tuple[Destination, ...]
    background: bool


def destinations() -> list[Destination]:
    """Every DocType that the user may open, by label."""
    known: list[Destination] | None = local.cache.get(_KEY)
    if known is None:
        known = local.cache[_KEY] = sorted(_readable(), key=lambda each: each.label.casefold())
    return known


def _readable() -> list[Destination]:
    rows = local.db.sql("select name, module, issingle, in_create from `tabDocType` where istable = 0")
    return [
        Destination(
            doctype=name,
            label=str(_(name)),
            url=form_url(name) if single else list_url(name),
            module=module or "",
            single=bool(single),
            creatable=not single and not in_create and _may(name, "create"),
        )
        for name, module, single, in_create in rows
        if name not in _LOGS and _may(name, "read")
    ]


def _may(doctype: str, right: str) -> bool:
    return not get_meta(doctype).istable and has_permission(doctype, right)


def groups() -> list[Group]:
    """The side navigation: what apps brought first, the framework's own folded at the end."""
    rows = local.db.sql("select name from `tabModule Def` where app_name = 'frappe'")
    background = {name for (name,) in rows}
    by_module: dict[str, list[Destination]] = {}
    for each in destinations():
        by_module.setdefault(each.module, []).append(each)
    return [
        Group(str(_(module)), tuple(entries), module in background)
        for module, entries in sorted(
            by_module.items(), key=lambda item: (item[0] in background, str(_(item[0])))
        )
    ]
