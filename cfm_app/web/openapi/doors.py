"""The DocTypes and methods that the user in the session may use over HTTP."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import frappe
from frappe.model.base_document import get_controller

from cfm_app.base import doctype_access
from cfm_app.security.gates import known_methods

ADMINISTRATOR = "Administrator"
RIGHTS = ("select", "read", "create", "write", "delete")
ENTRANCE = "cfm_app.api"

# What programs made for Frappe call besides: lists and documents by name, the workflow, files.
OF_FRAMEWORK = (
    "frappe.auth.get_logged_user",
    "frappe.client.cancel",
    "frappe.client.delete",
    "frappe.client.get",
    "frappe.client.get_count",
    "frappe.client.get_list",
    "frappe.client.get_value",
    "frappe.client.insert",
    "frappe.client.save",
    "frappe.client.set_value",
    "frappe.client.submit",
    "frappe.model.workflow.apply_workflow",
    "frappe.model.workflow.get_transitions",
)


@dataclass(frozen=True)
class Usable:
    """A DocType with the rights that the user's roles give on it."""

    name: str
    meta: Any
    rights: frozenset[str]

    @property
    def is_single(self) -> bool:
        return bool(self.meta.issingle)

    def may(self, right: str) -> bool:
        return right in self.rights

    @property
    def is_listed(self) -> bool:
        """Whether the user may list its documents: those they read, or those they may only choose."""
        return not self.is_single and bool({"read", "select"} & self.rights)


@dataclass(frozen=True)
class Method:
    """A function that clients may call, under the name that they call it by."""

    name: str
    function: Callable[..., Any]
    verbs: tuple[str, ...]
    for_guests: bool

    @property
    def group(self) -> str:
        """The module, by which methods are listed together."""
        return self.name.rpartition(".")[0]


def doctypes() -> list[Usable]:
    """The DocTypes on which the user has a right, by name. Rows of tables belong to their documents."""
    names = frappe.get_all(
        "DocType", filters={"istable": 0, "is_virtual": 0}, pluck="name", order_by="name asc"
    )
    named = _named_in_rights()
    asked = [
        name for name in names if name not in doctype_access.INTERNAL and name in (named or names)
    ]
    return [each for each in map(_usable, asked) if each.rights]


def _named_in_rights() -> set[str]:
    """Where a right may be at all, so that not all metadata is loaded; nothing for who is above rights."""
    user = frappe.session.user
    if user == ADMINISTRATOR:
        return set()
    held = {"role": ["in", frappe.get_roles()]}
    return {
        *frappe.get_all("DocPerm", filters=held, pluck="parent"),
        *frappe.get_all("Custom DocPerm", filters=held, pluck="parent"),
        *frappe.get_all("DocShare", filters={"user": user}, pluck="share_doctype"),
        *frappe.get_all("DocShare", filters={"everyone": 1}, pluck="share_doctype"),
    }


def _usable(name: str) -> Usable:
    meta = frappe.get_meta(name)
    asked = ("read", "write") if meta.issingle else RIGHTS
    held = frozenset(right for right in asked if frappe.has_permission(name, right))
    # What cannot be read is not changed either; some record what they never see again.
    return Usable(name, meta, held if "read" in held else held & {"select", "create"})


def methods() -> list[Method]:
    """Methods of the app, and of Frappe as far as clients need them, by name.

    An overriding method is called by Frappe's name.
    """
    replaced = {
        name: by[-1] for name, by in frappe.get_hooks("override_whitelisted_methods", {}).items()
    }
    named = {
        name: replaced.get(name, name)
        for name in (*known_methods.replaced_methods(), *OF_FRAMEWORK)
    }
    # Not every framework has all of them.
    there = {name: path for name, path in named.items() if known_methods.function_of(name)}
    found = {name: frappe.get_attr(path) for name, path in there.items()} | dict(_of_app())
    return [_method(name, found[name]) for name in sorted(found)]


def _of_app() -> Iterator[tuple[str, Callable[..., Any]]]:
    package = import_module(ENTRANCE)
    for found in iter_modules(package.__path__, f"{ENTRANCE}."):
        if found.name.rpartition(".")[2].startswith("test_"):
            continue
        module = import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == found.name and function in frappe.whitelisted:
                yield f"{found.name}.{name}", function


def _method(name: str, function: Callable[..., Any]) -> Method:
    verbs = frappe.allowed_http_methods_for_whitelisted_func[function]
    return Method(name, function, tuple(verbs), function in frappe.guest_methods)


def methods_of(doctype: Usable) -> list[Method]:
    """What the app lets clients run on a document of a type."""
    controller = get_controller(doctype.name)
    return [
        _method(name, function)
        for name, function in inspect.getmembers(controller, inspect.isfunction)
        if function in frappe.whitelisted and function.__module__.startswith("cfm_app.")
    ]


def readable_fields(meta: Any, parent: str | None = None) -> list[Any]:
    """The fields that hold something and whose level the user may read; of rows by their document's rights."""
    return _of_levels(meta, "read", parent)


def chosen_fields(meta: Any) -> list[Any]:
    """The fields that are told to who may only choose a document."""
    searched = set(meta.get_search_fields())
    return [df for df in readable_fields(meta) if df.fieldname in searched]


def writable_fields(meta: Any, parent: str | None = None) -> list[Any]:
    """The fields that people fill in and whose level the user may write."""
    return [
        df
        for df in _of_levels(meta, "write", parent)
        if not (df.read_only or df.hidden or df.get("is_virtual") or df.fieldtype == "Read Only")
    ]


def _of_levels(meta: Any, right: str, parent: str | None) -> list[Any]:
    levels = {0, *meta.get_permlevel_access(right, parent)}
    above = frappe.session.user == ADMINISTRATOR
    return [df for df in meta.fields if _holds(df) and (above or int(df.permlevel or 0) in levels)]


def _holds(df: Any) -> bool:
    return df.fieldtype not in (
        *("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Image"),
        *("Fold", "Heading"),
    )
