"""Everything that a request can reach, and for whom: routes, functions and DocTypes.

Found by looking at what is declared, so that nothing is missing from the list that can be reached.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from ..kernel.core.context import local
from ..kernel.core.hooks import get_installed_apps
from ..kernel.core.whitelist import Exposure, exposure
from ..kernel.meta.loader import get_meta
from ..kernel.permissions.docperm import RIGHTS
from ..web.http.routes import registered

ENGINE = __package__.split(".")[0]


@dataclass(frozen=True, order=True)
class Door:
    """One way in: its kind, what clients call it, what it does, and who may."""

    kind: str
    name: str
    opens: str
    who: str


def all_doors() -> list[Door]:
    """All doors of the connected site, by kind and name."""
    return sorted([*routes(), *(door for door, _function in functions()), *doctypes()])


def routes() -> Iterator[Door]:
    for route in registered():
        yield Door("route", route.rule, ", ".join(route.methods or ("*",)), route.access.value)


def functions() -> Iterator[tuple[Door, Any]]:
    """What is whitelisted in the engine and the installed apps, each with its function."""
    known: set[Any] = set()
    for package in (ENGINE, *(app for app in get_installed_apps() if app != "frappe")):
        for module in _modules(package):
            for name, function in inspect.getmembers(module, inspect.isfunction):
                exposed = exposure(function)
                if exposed is not None and function not in known:
                    known.add(function)
                    yield _door(f"{module.__name__}.{name}", exposed), function


def _door(name: str, exposed: Exposure) -> Door:
    who = "everybody" if exposed.allow_guest else "whoever is logged in"
    return Door("function", name, ", ".join(exposed.methods), f"{who}; it looks at rights itself")


def _modules(package: str) -> Iterator[Any]:
    """The modules of a package; without those that need what is not installed here."""
    for found in walk_packages(import_module(package).__path__, f"{package}."):
        if not _is_test(found.name):
            try:
                yield import_module(found.name)
            except ImportError:
                continue


def _is_test(name: str) -> bool:
    return name.rpartition(".")[2].startswith(("test_", "__main__"))


def doctypes() -> Iterator[Door]:
    """Each DocType with the roles that have a right on it; rows of tables have none of their own."""
    for (name,) in local.db.sql("select name from `tabDocType` order by name"):
        meta = get_meta(name)
        if meta.istable:
            yield Door(
                "DocType", name, "rows of a table", "whoever has the right on their document"
            )
            continue
        for row in meta.permissions:
            rights = [right for right in RIGHTS if row.get(right)]
            level = f" (level {row.permlevel})" if row.permlevel else ""
            owned = " their own" if row.if_owner else ""
            yield Door("DocType", name + level, ", ".join(rights), f"{row.role}{owned}")
        if not meta.permissions:
            yield Door("DocType", name, "everything", "Administrator")
