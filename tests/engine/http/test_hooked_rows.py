"""What stands beside a document follows the apps' conditions on lists, for whoever reads it."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.hooks import hook_functions
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.document import Document
from tests.engine.served import Client, Served

EVERYTHING = dict.fromkeys(("read", "write", "create", "delete"), 1)
COLUMN = {
    "Comment": "content",
    "Version": "data",
    "ToDo": "description",
    "Notification Log": "subject",
    "Part": "title",
}


def only_open(user: str, doctype: str) -> str:
    """A condition with signs in it that statements treat specially."""
    return (
        "" if user == "Administrator" else f"`tab{doctype}`.`{COLUMN[doctype]}` not like '%covert%'"
    )


@pytest.fixture(scope="module", autouse=True)
def whole(served: Served) -> None:
    """One document with open and covert rows of every kind beside it."""

    def make() -> None:
        title = {"fieldname": "title", "label": "Title", "fieldtype": "Data"}
        parts = {"fieldname": "parts", "label": "Parts", "fieldtype": "Table", "options": "Part"}
        custom = {"doctype": "DocType", "module": "Custom", "custom": 1}
        get_doc({**custom, "name": "Part", "istable": 1, "fields": [title]}).insert()
        rights = [{"role": role, **EVERYTHING} for role in ("System Manager",)]
        get_doc(
            {
                **custom,
                "name": "Whole",
                "autoname": "prompt",
                "track_changes": 1,
                "fields": [title, parts],
                "permissions": rights,
            }
        ).insert()
        rows = [{"title": "open part"}, {"title": "covert part"}]
        doc = get_doc({"doctype": "Whole", "name": "one", "title": "a", "parts": rows}).insert()
        for word in ("open", "covert"):
            doc.title = f"{word} title"
            doc.save()
            doc.add_comment("Comment", f"{word} comment")
            _beside(word)

    served.work(make)


def _beside(word: str) -> None:
    about = {"reference_type": "Whole", "reference_name": "one"}
    todo = {"doctype": "ToDo", "description": f"{word} task", "allocated_to": "manager@example.com"}
    get_doc({**todo, **about}).insert()
    notice = {"doctype": "Notification Log", "subject": f"{word} notice", "type": "Alert"}
    get_doc({**notice, "for_user": "manager@example.com"}).insert(ignore_permissions=True)


@pytest.fixture
def manager(served: Served, monkeypatch: pytest.MonkeyPatch) -> Client:
    def hooked(name: str, *keys: str) -> list[Any]:
        if name == "permission_query_conditions":
            return [only_open] if keys[0] in COLUMN else []
        return hook_functions(name, *keys)

    monkeypatch.setattr("frappe_embedded.kernel.permissions.hooks.hook_functions", hooked)
    return served.logged_in("manager@example.com")


def test_what_is_told_with_a_document(manager: Client) -> None:
    query = {"doctype": "Whole", "name": "one"}
    for method in ("getdoc", "get_docinfo"):
        answer = manager.get(f"/api/method/frappe.desk.form.load.{method}", query)
        assert answer.status == 200, answer.text
        info = answer.json["docinfo"]
        assert [row["content"] for row in info["comments"]] == ["<p>open comment</p>\n"]
        assert [row["description"] for row in info["assignments"]] == ["open task"]
        assert info["versions"] and "covert" not in str(info["versions"])


def test_the_pages_of_the_desk(manager: Client) -> None:
    form = manager.get("/app/whole/one", Accept="text/html").text
    assert "open comment" in form and "covert comment" not in form
    assert "open notice" in manager.get("/app/notices").text
    assert "covert" not in manager.get("/app/notices").text
    assert "covert notice" not in manager.get("/app", Accept="text/html").text


def test_rows_of_a_table(manager: Client) -> None:
    listed = manager.get(
        "/api/resource/Part", {"parent": "Whole", "fields": '["title"]', "limit": 20}
    )
    assert [row["title"] for row in listed.json["data"]] == ["open part"]


def test_controllers_take_out_more(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_title(doc: Document) -> None:
        doc.set("title", None)

    monkeypatch.setattr(Document, "apply_fieldlevel_read_permissions", without_title)
    assert "title" not in manager.get("/api/resource/Whole/one").json["data"]
