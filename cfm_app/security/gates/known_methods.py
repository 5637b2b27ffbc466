"""A method that a rule knows by name may be called by that name only.

Frappe lets clients reach a function through each module that imports it, and applies overrides by the
name that was sent. Through another module's name, a method would run as Frappe wrote it, without the
checks for this method. The same holds for a method that is named in an argument for another method to
call.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import frappe
from frappe import _

APP = "cfm_app."
# Where the framework looks for a method that is named without a module.
HANDLER = "frappe.handler"


DOTTED = re.compile(r"[A-Za-z_]\w*(\.\w+)+")
# Methods that call the one that an argument names, with a DocType and what is typed or found.
CALLING = {
    "frappe.desk.search.search_link": "query",
    "frappe.desk.search.search_widget": "query",
    "frappe.desk.treeview.get_all_nodes": "tree_method",
}


def require_known_name(called: str | None, ruled: frozenset[str]) -> None:
    """Throw for a method under another name than the one that rules know.

    `ruled` are the names that rules know, in addition to those of overridden methods.
    """
    if called and not _is_known(called, ruled) and _is_ruled(_running(called), ruled):
        _refuse(called)


def require_no_known_name(arguments: Iterable[str], ruled: frozenset[str]) -> None:
    """Throw for an argument that names such a method for another method to call."""
    for value in filter(DOTTED.fullmatch, arguments):
        if _is_known(value, ruled) or _is_ruled(_running(value), ruled):
            _refuse(value)


def _refuse(called: str) -> None:
    frappe.throw(_("{0} is not a method.").format(called), frappe.PermissionError)


def _is_known(name: str, ruled: frozenset[str]) -> bool:
    return name in ruled or _is_replaced(name)


def _is_replaced(name: str) -> bool:
    by = frappe.get_hooks("override_whitelisted_methods", {}).get(name) or ()
    return any(each.startswith(APP) for each in by)


def _is_ruled(name: str, ruled: frozenset[str]) -> bool:
    function = function_of(name)
    if function is None:
        return False
    return any(function is each for each in _functions(ruled | replaced_methods()))


def replaced_methods() -> frozenset[str]:
    """The methods that the app overrides."""
    return _ours(tuple(frappe.get_hooks("override_whitelisted_methods", {})))


@lru_cache(maxsize=2)
def _ours(replaced: tuple[str, ...]) -> frozenset[str]:
    """The methods among these that the app overrides; this does not change while the process runs."""
    return frozenset(filter(_is_replaced, replaced))


def _running(called: str) -> str:
    """What runs under a name: Frappe keeps old names for some methods."""
    return (frappe.get_hooks("override_whitelisted_methods", {}).get(called) or [called])[-1]


@lru_cache(maxsize=2)
def _functions(names: frozenset[str]) -> tuple[Any, ...]:
    found = (function_of(name) for name in names)
    return tuple(each for each in found if each is not None)


def function_of(name: str) -> Any:
    """The function behind a name; None where there is none, which Frappe reports itself."""
    module, _dot, attribute = name.rpartition(".")
    module = module or HANDLER
    if module.partition(".")[0] not in ("frappe", *frappe.get_installed_apps()):
        return None
    try:
        return getattr(frappe.get_module(module), attribute)
    except Exception:
        return None
