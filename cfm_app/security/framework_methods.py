"""Methods of the framework in whose place something of the app stands, where a hook comes too late or there is none."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from types import FrameType
from typing import Any

import frappe
from frappe import _


def find(module: str, owner: str) -> Any:
    """A class or module of the framework by its name; None for an engine that has none."""
    try:
        return getattr(import_module(module), owner, None)
    except ImportError:
        return None


def list_queries() -> list[Any]:
    """The classes through which the framework's lists go: Frappe 16 has a second one, which `get_list` uses."""
    places = ("frappe.model.db_query", "frappe.model.qb_query")
    return [found for each in places if (found := find(each, "DatabaseQuery")) is not None]


def of(name: str) -> Any:
    """The framework's method of this name, which something of the app has replaced; throws where it has none."""
    try:
        return frappe.get_attr(name)
    except (AttributeError, ImportError):
        return frappe.throw(_("{0} is not a method.").format(name), frappe.PermissionError)


def replace(owner: Any, method: str, make: Callable[[Any], Any]) -> None:
    """Put what is made of a method in its place; nothing where there is no such owner or method."""
    original = owner and getattr(owner, method, None)
    if original is not None:
        setattr(owner, method, wraps(original)(make(original)))


def asking_module(frame: FrameType | None, passed: tuple[str, ...]) -> str:
    """The module whose code asks for something through the modules and packages that are passed; empty for none."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if not any(_lies_in(module, each) for each in passed):
            return module
        frame = frame.f_back
    return ""


def _lies_in(module: str, place: str) -> bool:
    """Whether a module is this one, or lies in this package. Of the framework's root only what stands there counts."""
    return module == place or (place != "frappe" and module.startswith(f"{place}."))
