"""A DocType has one spelling. Whatever is spelt otherwise does not exist, whatever the database finds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.exceptions import DoesNotExistError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.meta.loader import meta_exists
from tests.engine.served import Client, Served


def spellings(name: str) -> Iterator[str]:
    """Other ways to write a name that a database may take for the same."""
    yield name.lower()
    yield name.upper()
    yield name.swapcase()
    yield f"{name} "
    yield f" {name}"
    yield name + "\u00a0"
    yield name.replace("a", "\u00e0", 1)
    yield unicodedata.normalize("NFD", name.replace("e", "\u00e9", 1))
    yield "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in name)
    yield name.replace(" ", "_")
    yield name + "\u200b"


def others(name: str) -> list[str]:
    return [each for each in spellings(name) if each != name]


@pytest.mark.parametrize(
    "name", ["Paper", "Paper Line", "User", "Has Role", "File", "System Settings"]
)
def test_a_doctype_is_known_by_its_stored_spelling_alone(served: Served, name: str) -> None:
    def known() -> list[str]:
        return [each for each in others(name) if meta_exists(each)]

    assert served.work(lambda: meta_exists(name))
    assert served.work(known) == []


@pytest.mark.parametrize("name", others("Paper"))
def test_no_door_finds_another_spelling(manager: Client, name: str) -> None:
    doors: list[tuple[str, str, Any]] = [
        ("GET", f"/api/resource/{quote(name)}", None),
        ("GET", f"/api/resource/{quote(name)}/one", None),
        ("PUT", f"/api/resource/{quote(name)}/one", {"title": "x"}),
        ("POST", f"/api/resource/{quote(name)}", {"name": "three"}),
        ("DELETE", f"/api/resource/{quote(name)}/one", None),
        ("GET", f"/api/v2/document/{quote(name)}", None),
        ("GET", f"/api/v2/document/{quote(name)}/one", None),
        ("GET", f"/api/v2/doctype/{quote(name)}/meta", None),
        ("GET", f"/api/v2/doctype/{quote(name)}/count", None),
    ]
    for method, given in (
        ("frappe.client.get", {"doctype": name, "name": "one"}),
        ("frappe.client.get_list", {"doctype": name}),
        ("frappe.client.get_count", {"doctype": name}),
        ("frappe.client.get_value", {"doctype": name, "fieldname": "name", "filters": {}}),
        ("frappe.client.insert", {"doc": {"doctype": name, "name": "three"}}),
        ("frappe.client.save", {"doc": {"doctype": name, "name": "one"}}),
        ("frappe.desk.search.search_link", {"doctype": name, "txt": ""}),
        ("frappe.desk.form.load.getdoc", {"doctype": name, "name": "one"}),
        ("frappe.desk.reportview.get", {"doctype": name, "fields": ["name"]}),
    ):
        doors.append(("POST", f"/api/method/{method}", given))
    for verb, path, body in doors:
        answer = manager.send(verb, path, body)
        assert 400 <= answer.status < 500, (verb, path, body, answer.text)


def test_code_finds_no_other_spelling(served: Served) -> None:
    def try_all() -> None:
        for name in others("Paper"):
            for read in (
                lambda name: local.db.get_all(name),
                lambda name: local.db.count(name),
                lambda name: get_doc(name, "one"),
            ):
                with pytest.raises((DoesNotExistError, ImportError)):
                    read(name)
        assert local.db.get_value("system settings", None, "language") is None

    served.work(try_all)


def test_a_link_to_another_spelling_is_stored_as_the_stored_one(manager: Client) -> None:
    given = {"description": "call", "reference_type": "paper", "reference_name": "ONE"}
    answer = manager.post("/api/resource/ToDo", given)
    assert answer.status == 200, answer.text
    stored = answer.json["data"]
    assert (stored["reference_type"], stored["reference_name"]) == ("Paper", "one")


def test_a_refused_renaming_tells_of_no_other_name(worker: Client) -> None:
    def refusal(new: str) -> tuple[int, list[str]]:
        given = {"doctype": "Paper", "old_name": "one", "new_name": new}
        answer = worker.call("frappe.client.rename_doc", **given)
        return answer.status, answer.messages

    assert refusal("two") == refusal("a name that nobody has")
