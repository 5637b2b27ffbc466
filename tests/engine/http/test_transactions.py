"""One request is one transaction."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.core.context import local
from tests.engine.served import Client, Served


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


def exists(served: Served, role: str) -> bool:
    return bool(served.work(lambda: local.db.exists("Role", role)))


def test_what_a_request_wrote_is_kept(served: Served, manager: Client) -> None:
    assert manager.post("/api/resource/Role", {"role_name": "Kept"}).status == 200
    assert exists(served, "Kept")


def test_a_failed_request_leaves_nothing(served: Served, manager: Client) -> None:
    docs = [{"doctype": "Role", "role_name": "First"}, {"doctype": "Role", "role_name": "First"}]
    assert manager.call("frappe.client.insert_many", docs=docs).status == 409
    assert not exists(served, "First")


def test_a_reading_request_writes_nothing(
    served: Served, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(*args: object, **kwargs: object) -> list[str]:
        local.db.sql("update `tabRole` set home_page = 'changed' where name = 'Kept'")
        return []

    monkeypatch.setattr("frappe_embedded.web.http.v1.list_for_client", write)
    assert manager.get("/api/resource/Role").status == 200
    assert served.work(lambda: local.db.get_value("Role", "Kept", "home_page")) != "changed"


def test_a_document_lives_through_its_verbs(served: Served, manager: Client) -> None:
    made = manager.post("/api/resource/ToDo", {"description": "call back"}).json["data"]
    path = f"/api/resource/ToDo/{made['name']}"
    changed = manager.send("PUT", path, {"priority": "High"})
    assert changed.json["data"]["priority"] == "High"
    stale = manager.send("PUT", path, {"priority": "Low", "modified": made["modified"]})
    assert stale.json["exc_type"] == "TimestampMismatchError"
    assert manager.send("PATCH", path, {}).status == 404
    gone = manager.send("DELETE", path)
    assert (gone.status, gone.json) == (202, {"data": "ok"})
    assert manager.get(path).status == 404


def test_a_request_cannot_ignore_permissions(served: Served) -> None:
    worker = served.logged_in("worker@example.com")
    doc = {"doctype": "Role", "role_name": "Sneaked", "flags": {"ignore_permissions": True}}
    assert worker.call("frappe.client.insert", doc=doc, ignore_permissions=1).status == 403
    assert worker.post("/api/resource/Role", {**doc, "ignore_permissions": True}).status == 403
    assert not exists(served, "Sneaked")
