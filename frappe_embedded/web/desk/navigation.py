"""Where a user can go: the DocTypes that they may read, by module."""

from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.hooks import call_hooks
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.roles import sets_up_the_site
from .addresses import NOT_SERVED, form_url, list_url
from .tools import tools

SET_UP, LISTS = "/app/manage", "/app/lists"
_KEY = "desk:destinations"
_LOGS = frozenset(("Version", "Comment", "DefaultValue", "Patch Log", "Tag Link", "DocShare"))
"""DocTypes that are read where they belong, not as lists."""


@dataclass(frozen=True)
class Destination:
    """A DocType that a user can open.

    ``daily`` are those of numbered documents, in which people work; the others are lists to choose
    from, and settings. ``background`` are the framework's own.
    """

    doctype: str
    label: str
    url: str
    module: str
    single: bool
    creatable: bool
    daily: bool
    background: bool


def rail() -> Any:
    """What stands at the side of every page as an app draws it; None where none does.

    Hook ``desk_rail``: a function that takes the path of the request and gives ``first``, ``groups``, ``here``
    and ``is_narrow``; the last app's counts. Without it the lists of DocTypes stand there, by module.
    """
    drawn = call_hooks("desk_rail", local.request.path)
    return drawn[-1] if drawn else None


def desk_pages() -> list[dict[str, str]]:
    """The desk's own pages for the user, to stand on the rail of an app (hook ``desk_pages``)."""
    pages = [("work", _("Home"), "/app", "house")]
    if tools():
        pages.append(("set_up", _("Set-up"), SET_UP, "settings"))
    pages.append(("set_up", _("All lists"), LISTS, "list"))
    return [
        {"group": group, "label": str(label), "address": address, "icon": drawing}
        for group, label, address, drawing in pages
    ]


@dataclass(frozen=True)
class Group:
    """The destinations of a module, or of all modules of the framework."""

    label: str
    entries: tuple[Destination, ...]
    background: bool

    @property
    def daily(self) -> tuple[Destination, ...]:
        """What people open every day; everything if there is nothing of that kind."""
        return tuple(each for each in self.entries if each.daily) or self.entries

    @property
    def others(self) -> tuple[Destination, ...]:
        return tuple(each for each in self.entries if each not in self.daily)


def destinations() -> list[Destination]:
    """Every DocType that the user may open, by label."""
    known: list[Destination] | None = local.cache.get(_KEY)
    if known is None:
        known = local.cache[_KEY] = sorted(_readable(), key=lambda each: each.label.casefold())
    return known


def _readable() -> list[Destination]:
    rows = local.db.sql(
        "select name, module, issingle, in_create, autoname, naming_rule, custom from `tabDocType`"
        " where istable = 0"
    )
    of_framework = {
        name
        for (name,) in local.db.sql("select name from `tabModule Def` where app_name = 'frappe'")
    }
    return [
        Destination(
            doctype=name,
            label=str(_(name)),
            url=form_url(name) if single else list_url(name),
            module=module or "",
            single=bool(single),
            creatable=not single and not in_create and _may(name, "create"),
            daily=not single and _is_numbered(autoname, naming_rule),
            background=module in of_framework and not custom,
        )
        for name, module, single, in_create, autoname, naming_rule, custom in rows
        if name not in _LOGS | NOT_SERVED and _may(name, "read")
    ]


def _is_numbered(autoname: str | None, naming_rule: str | None) -> bool:
    if naming_rule == "By script":
        return True
    return "#" in (autoname or "") or (autoname or "").startswith(("naming_series", "format:"))


def _may(doctype: str, right: str) -> bool:
    return not get_meta(doctype).istable and has_permission(doctype, right)


def groups() -> list[Group]:
    """The side navigation: what apps brought first, the framework's own at the end.

    The framework's own is for those who set the site up; others find what they may open by the search.
    """
    found: dict[tuple[bool, str], list[Destination]] = {}
    shows_background = sets_up_the_site()
    for each in destinations():
        if each.background and not shows_background:
            continue
        found.setdefault((each.background, str(_(each.module))), []).append(each)
    return [
        Group(label, tuple(entries), background)
        for (background, label), entries in sorted(found.items(), key=lambda item: item[0])
    ]
