"""One served site with people, papers and a vault that an app closes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.permissions.docperm import RIGHTS
from tests.engine.served import Client, Served, serving
from tests.patterns import Patterns

ALL_RIGHTS = dict.fromkeys(("read", "write", "create", "delete", "report", "export"), 1)
NONE = dict.fromkeys(RIGHTS, 0)


def make_papers() -> None:
    """Papers with lines that everybody writes, and notes of a level that clerks do not have."""
    custom = {"doctype": "DocType", "module": "Custom", "custom": 1}
    get_doc({"doctype": "Role", "role_name": "Clerk", "desk_access": 1}).insert()
    item = {"fieldname": "item", "label": "Item", "fieldtype": "Data"}
    for name in ("Paper Line", "Paper Note"):
        get_doc({**custom, "name": name, "istable": 1, "fields": [item]}).insert()
    get_doc(
        {
            **custom,
            "name": "Paper",
            "autoname": "prompt",
            "fields": [
                {"fieldname": "title", "label": "Title", "fieldtype": "Data"},
                {"fieldname": "remark", "label": "Remark", "fieldtype": "Data"},
                {"fieldname": "number", "label": "Number", "fieldtype": "Int"},
                {
                    "fieldname": "lines",
                    "label": "Lines",
                    "fieldtype": "Table",
                    "options": "Paper Line",
                },
                {
                    "fieldname": "notes",
                    "label": "Notes",
                    "fieldtype": "Table",
                    "options": "Paper Note",
                    "permlevel": 1,
                },
            ],
            "permissions": [
                {**NONE, "role": "System Manager", **ALL_RIGHTS},
                {**NONE, "role": "System Manager", "permlevel": 1, "read": 1, "write": 1},
                {**NONE, "role": "Clerk", **ALL_RIGHTS},
            ],
        }
    ).insert()
    for name in ("one", "two"):
        lines = [{"item": f"line of {name}"}]
        notes = [{"item": f"note of {name}"}]
        get_doc({"doctype": "Paper", "name": name, "lines": lines, "notes": notes}).insert()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), patterns) as served:
        served.work(make_papers)
        served.add_user("manager@example.com", "System Manager")
        served.add_user("clerk@example.com", "Clerk")
        served.add_user("worker@example.com")
        yield served


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


@pytest.fixture
def clerk(served: Served) -> Client:
    return served.logged_in("clerk@example.com")


@pytest.fixture
def worker(served: Served) -> Client:
    return served.logged_in("worker@example.com")
