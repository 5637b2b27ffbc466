"""Every function that clients may call and every page, found by reflection, with arguments that fit."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

from frappe_embedded.kernel.core.whitelist import ALL_METHODS, Exposure, exposure
from frappe_embedded.web.http.routes import registered

# Whoever walks through all of them would be answered nothing more: the session ends or closes, wrong passwords count.
ENDING = ("logout", "cfm_app.api.idle.lock", "cfm_app.api.idle.unlock")

_WORDS = {
    "dt": "doctype",
    "ref_doctype": "doctype",
    "reference_doctype": "doctype",
    "document_type": "doctype",
    "parent_doctype": "doctype",
    "dn": "name",
    "docname": "name",
    "reference_name": "name",
    "case": "name",
    "into": "name",
    "txt": "text",
    "search_term": "text",
}


def methods(*packages: str) -> dict[str, tuple[Any, Exposure]]:
    """The names under which clients reach functions, each with its function; one name for each."""
    found: dict[Any, str] = {}
    for package in packages:
        root = importlib.import_module(package)
        for each in pkgutil.walk_packages(root.__path__, f"{package}."):
            for name, value in _functions(each.name):
                if exposure(value):
                    found.setdefault(value, f"{each.name}.{name}")
    return {name: (value, _exposure(value)) for value, name in found.items()}


def _functions(module: str) -> list[tuple[str, Any]]:
    try:
        loaded = importlib.import_module(module)
    except ImportError as error:
        # What an app brings for a bench alone.
        assert str(error.name).startswith("frappe."), error
        return []
    return inspect.getmembers(loaded, inspect.isfunction)


def _exposure(function: Any) -> Exposure:
    found = exposure(function)
    assert found is not None
    return found


def takes_get(exposed: Exposure) -> bool:
    return "GET" in exposed.methods


def declares_verbs(exposed: Exposure) -> bool:
    return exposed.methods != ALL_METHODS


def arguments(function: Any, subject: dict[str, Any]) -> dict[str, str]:
    """A value for each parameter: what ``subject`` knows by its name, else a plain guess."""
    given = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        value = subject.get(name, subject.get(_WORDS.get(name, "")))
        if value is None and parameter.default is not parameter.empty:
            continue
        if value is None:
            value = "1"
        given[name] = value if isinstance(value, str) else json.dumps(value)
    return given


def pages(parts: dict[str, str]) -> Iterator[str]:
    """The address of each page, with values for the parts of its rule."""
    for route in registered():
        if route.methods is None or "GET" in route.methods:
            address = route.rule
            for key, value in parts.items():
                for part in (f"<{key}>", f"<path:{key}>"):
                    address = address.replace(part, value)
            if "<" not in address:
                yield address
