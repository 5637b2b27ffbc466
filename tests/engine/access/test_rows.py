"""A row of a table is read with its document's rights and written by saving its document."""

from __future__ import annotations

from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from tests.engine.served import Answer, Client, Served

ROLES = "select role from `tabHas Role` where parent = %s order by role"


def rows_of(served: Served, doctype: str, parent: str) -> list[str]:
    def read() -> list[str]:
        return [
            row.name
            for row in local.db.get_all(doctype, filters={"parent": parent}, order_by="idx asc")
        ]

    return list(served.work(read))


def item_of(served: Served, doctype: str, name: str) -> Any:
    return served.work(lambda: local.db.get_value(doctype, name, "item"))


def write(client: Client, door: str, doctype: str, name: str, values: dict[str, Any]) -> Answer:
    """Change a row by one of the doors to documents."""
    path = f"{doctype}/{name}"
    if door == "v1":
        return client.send("PUT", f"/api/resource/{path}".replace(" ", "%20"), values)
    if door == "v2":
        return client.send("PATCH", f"/api/v2/document/{path}".replace(" ", "%20"), values)
    if door == "set_value":
        return client.call("frappe.client.set_value", doctype=doctype, name=name, fieldname=values)
    if door == "bulk_update":
        docs = [{"doctype": doctype, "docname": name, **values}]
        return client.call("frappe.client.bulk_update", docs=docs)
    given = {"doctype": doctype, "name": name, **values}
    stored = client.get(f"/api/resource/{path}".replace(" ", "%20"))
    if stored.status == 200:
        given = {**stored.json["data"], **values}
    if door == "save":
        return client.call("frappe.client.save", doc=given)
    return client.call("frappe.desk.form.save.savedocs", doc=given, action="Save")


DOORS = ["v1", "v2", "set_value", "bulk_update", "save", "savedocs"]


def roles(served: Served, user: str) -> list[str]:
    return [row[0] for row in served.work(lambda: local.db.sql(ROLES, (user,)))]


@pytest.mark.parametrize("door", DOORS)
def test_nobody_changes_their_roles_by_a_row(served: Served, clerk: Client, door: str) -> None:
    before = roles(served, "clerk@example.com")
    (row,) = rows_of(served, "Has Role", "clerk@example.com")
    write(clerk, door, "Has Role", row, {"role": "System Manager"})
    assert roles(served, "clerk@example.com") == before
    assert "System Manager" not in clerk.call("frappe.client.get_roles").text


@pytest.mark.parametrize("verb", ["v1", "v2", "insert", "insert_many", "savedocs"])
def test_nobody_adds_a_role_to_themselves(served: Served, worker: Client, verb: str) -> None:
    given = {"parent": "worker@example.com", "parenttype": "User", "parentfield": "roles"}
    doc = {"doctype": "Has Role", **given, "role": "System Manager", "__islocal": 1}
    if verb == "v1":
        answer = worker.post("/api/resource/Has%20Role", doc)
    elif verb == "v2":
        answer = worker.post("/api/v2/document/Has%20Role", doc)
    elif verb == "insert":
        answer = worker.call("frappe.client.insert", doc=doc)
    elif verb == "insert_many":
        answer = worker.call("frappe.client.insert_many", docs=[doc])
    else:
        answer = worker.call("frappe.desk.form.save.savedocs", doc=doc, action="Save")
    assert answer.status >= 400
    assert roles(served, "worker@example.com") == []


@pytest.mark.parametrize("door", DOORS)
def test_a_row_above_the_level_is_closed_to_writers_of_the_document(
    served: Served, clerk: Client, manager: Client, door: str
) -> None:
    (note,) = rows_of(served, "Paper Note", "one")
    write(clerk, door, "Paper Note", note, {"item": "changed"})
    assert item_of(served, "Paper Note", note) == "note of one"
    assert clerk.get(f"/api/resource/Paper%20Note/{note}").status == 403
    assert manager.get(f"/api/resource/Paper%20Note/{note}").status == 200


def test_rows_above_the_level_are_in_no_list(clerk: Client, manager: Client) -> None:
    query = {"parent": "Paper", "fields": '["item"]'}
    assert len(manager.get("/api/resource/Paper%20Note", query).json["data"]) == 2
    listed = clerk.get("/api/resource/Paper%20Note", query)
    assert "note of" not in listed.text
    joined = clerk.get("/api/resource/Paper", {"fields": '["name", "notes.item"]'})
    assert "note of" not in joined.text
    filtered = clerk.get("/api/resource/Paper", {"filters": '[["Paper Note","item","like","%"]]'})
    assert filtered.status >= 400


@pytest.mark.parametrize("door", DOORS)
def test_a_row_is_changed_by_whoever_writes_its_document(
    served: Served, clerk: Client, door: str
) -> None:
    (line,) = rows_of(served, "Paper Line", "two")
    before = served.work(lambda: local.db.get_value("Paper", "two", "modified"))
    assert write(clerk, door, "Paper Line", line, {"item": f"by {door}"}).status == 200
    assert item_of(served, "Paper Line", line) == f"by {door}"
    assert served.work(lambda: local.db.get_value("Paper", "two", "modified")) > before


def test_a_row_is_deleted_with_write_on_its_document(
    served: Served, clerk: Client, worker: Client
) -> None:
    added = {"doctype": "Paper Line", "parent": "one", "parenttype": "Paper", "item": "extra"}
    assert clerk.post("/api/resource/Paper%20Line", added).status == 200
    line = rows_of(served, "Paper Line", "one")[-1]
    assert worker.send("DELETE", f"/api/resource/Paper%20Line/{line}").status == 403
    assert clerk.send("DELETE", f"/api/resource/Paper%20Line/{line}").status == 202
    assert line not in rows_of(served, "Paper Line", "one")


def test_a_row_without_a_document_is_refused(clerk: Client) -> None:
    for place in ({}, {"parent": "one"}, {"parenttype": "Paper"}, {"parenttype": "Paper Line"}):
        answer = clerk.post("/api/resource/Paper%20Line", {"item": "loose", **place})
        assert answer.status in (403, 404), answer.text


def test_a_document_takes_no_rows_of_another(served: Served, clerk: Client) -> None:
    (theirs,) = rows_of(served, "Paper Line", "two")
    mine = [{"name": theirs, "item": "taken"}]
    answer = clerk.send("PUT", "/api/resource/Paper/one", {"lines": mine})
    assert answer.status == 417
    assert "is not, or no longer, part of one" in answer.messages[0]
    assert rows_of(served, "Paper Line", "two") == [theirs]
    assert item_of(served, "Paper Line", theirs) != "taken"


def test_code_that_stores_a_row_alone_saves_its_document(served: Served) -> None:
    def change() -> Any:
        row = get_doc(
            {
                "doctype": "Paper Line",
                "parent": "one",
                "parenttype": "Paper",
                "parentfield": "lines",
                "item": "from code",
            }
        ).insert()
        row.item = "changed by code"
        row.save()
        return local.db.get_value("Paper Line", row.name, ["item", "parent"])

    assert served.work(change) == ("changed by code", "one")
