"""What all servers of a process share, for `tests.forked`: the modules of the engine and of the app.

A server imports them when something asks for them. Each of the hundreds of a run would do so anew.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import frappe_embedded

frappe_embedded.activate()

import cfm_app  # noqa: E402

OF_A_BENCH = "frappe"
"""What only a bench has; the modules that ask for it are loaded there alone."""
LEFT_OUT = ("test_", "testing", "specs", "__main__", "facade")


def modules(package: ModuleType) -> Iterator[str]:
    """The modules of a package that a server may need, by name."""
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if found.name.rpartition(".")[2].startswith(LEFT_OUT):
            continue
        yield found.name
        if found.ispkg:
            yield from modules(importlib.import_module(found.name))


def preload() -> None:
    for package in (frappe_embedded, cfm_app):
        for name in modules(package):
            try:
                importlib.import_module(name)
            except ModuleNotFoundError as missing:
                if not (missing.name or "").startswith(OF_A_BENCH):
                    raise
    # What is never looked at for garbage is never copied for a server.
    gc.freeze()


preload()
