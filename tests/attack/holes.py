"""The engine with a hole made on purpose: python -m tests.attack.holes HOLE <arguments of the engine>.

An attacker who finds none of them would find no real one either.
"""

from __future__ import annotations

import importlib
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frappe_embedded
from tests.live import Server


def none() -> None:
    """The engine as it is."""


def without_hook() -> None:
    """The app's rule on single cases is not asked, nor the gate that would hide it."""
    without_gate()
    hooks = importlib.import_module("cfm_app.security.access_rule.permission_hooks")
    hooks.protected_permission = lambda doc, ptype=None, user=None, debug=False: True  # type: ignore[attr-defined]


def without_condition() -> None:
    """The app's rule on lists of cases is not asked."""
    hooks = importlib.import_module("cfm_app.security.access_rule.permission_hooks")
    hooks.protected_condition = lambda user=None, doctype=None: ""  # type: ignore[attr-defined]


def without_gate() -> None:
    """What a client names is looked up without a rule, whatever it asks."""
    gate = importlib.import_module("cfm_app.security.gates.request_gate")
    gate.check = lambda asked: None  # type: ignore[attr-defined]
    rule = importlib.import_module("cfm_app.security.access_rule.missing_documents")
    rule.guard = lambda **_job: None  # type: ignore[attr-defined]


def rows_alone() -> None:
    """Rows are stored as documents of their own, with the rights of their parent's type."""
    lifecycle = importlib.import_module("frappe_embedded.kernel.document.lifecycle")
    storage = importlib.import_module("frappe_embedded.kernel.document.storage")
    lifecycle.save_row_alone = storage.update_row  # type: ignore[attr-defined]


def any_spelling() -> None:
    """A DocType is found however it is spelt, and no gate looks at how."""
    without_gate()
    loader = importlib.import_module("frappe_embedded.kernel.meta.loader")
    row: Callable[[str], Any] = loader._row

    def found(doctype: str) -> Any:
        values = row(doctype)
        if values is not None:
            values["name"] = doctype
        return values

    loader._row = found  # type: ignore[attr-defined]


def check_before_lock() -> None:
    """Whether a document is the newest is looked at before the lock is taken."""
    lifecycle = importlib.import_module("frappe_embedded.kernel.document.lifecycle")
    api = importlib.import_module("frappe_embedded.kernel.document.api")
    requests = importlib.import_module("frappe_embedded.web.http.documents")

    def save(doc: Any) -> None:
        with lifecycle._in_saving(doc):
            lifecycle._save(doc)

    def get_doc(*args: Any, for_update: bool = False, **kwargs: Any) -> Any:
        return api.get_doc(*args, **kwargs)

    lifecycle.save = save  # type: ignore[attr-defined]
    requests.get_doc = get_doc  # type: ignore[attr-defined]


HOLES = {
    hole.__name__: hole
    for hole in (
        none,
        without_hook,
        without_condition,
        without_gate,
        rows_alone,
        any_spelling,
        check_before_lock,
    )
}


@dataclass
class HoledServer(Server):
    """A copy of an office, on an engine with a hole."""

    hole: str = ""
    password: str = ""

    @classmethod
    def beside(cls, office: Server, folder: Path, hole: str) -> HoledServer:
        """The copy, as the office is now."""
        database = "site.db"
        leave = shutil.ignore_patterns(f"{database}*", "*.lock")
        shutil.copytree(office.site, folder, ignore=leave)
        source = sqlite3.connect(f"file:{office.site / database}?mode=ro", uri=True)
        copy = sqlite3.connect(folder / database)
        source.backup(copy)
        copy.close()
        source.close()
        return cls(folder, hole=hole, password=office.administrator_password())

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.attack.holes", self.hole]

    def administrator_password(self) -> str:
        return self.password


def main() -> None:
    hole = HOLES[sys.argv.pop(1)]
    frappe_embedded.activate()
    importlib.import_module("frappe")
    hole()
    importlib.import_module("frappe_embedded.site.cli").main()


if __name__ == "__main__":
    main()
