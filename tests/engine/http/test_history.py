"""Every change of the set-up is kept with who, before and after, and can be taken back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.utils.dates import nowdate
from frappe_embedded.services.customize.history import Search, batches
from tests.engine.served import Client, Served

TEMPLATES = "/api/resource/Email%20Template"
PERMISSIONS = "frappe.core.page.permission_manager.permission_manager"


@pytest.fixture(scope="module", autouse=True)
def doctype(served: Served) -> None:
    def make() -> None:
        get_doc(
            {"doctype": "DocType", "name": "Slip", "module": "Custom", "custom": 1}
            | {"fields": [{"fieldname": "title", "label": "Title", "fieldtype": "Data"}]}
            | {"permissions": [{"role": "System Manager", "read": 1, "write": 1, "create": 1}]}
        ).insert()

    served.work(make)


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


def newest(served: Served, doctype: str) -> Any:
    return served.work(lambda: next(batches(1, asked=Search(doctype=doctype))))


def undo(client: Client, batch: Any) -> Any:
    return client.post("/app/history/undo", {"batch": batch.name})


def template(client: Client, name: str) -> dict[str, Any]:
    values = {"name": name, "subject": "Old", "response": "Text", "use_html": 0}
    answer = client.post(TEMPLATES, values)
    assert answer.status == 200, answer.text
    return answer.json["data"]


def test_a_change_is_kept_with_who_before_and_after(served: Served, manager: Client) -> None:
    template(manager, "One")
    manager.send("PUT", f"{TEMPLATES}/One", {"subject": "New"})
    found = newest(served, "Email Template")
    assert found.user == "manager@example.com"
    [change] = found.changes
    assert (change.change, change.reference_name) == ("Changed", "One")
    assert (change.before["subject"], change.after["subject"]) == ("Old", "New")


def test_storing_without_a_change_leaves_no_trace(served: Served, manager: Client) -> None:
    template(manager, "Same")
    manager.send("PUT", f"{TEMPLATES}/Same", {"subject": "Old"})
    [change] = newest(served, "Email Template").changes
    assert change.change == "Created"


def test_changed_created_and_deleted_are_undone(served: Served, manager: Client) -> None:
    template(manager, "Two")
    created = newest(served, "Email Template")
    manager.send("PUT", f"{TEMPLATES}/Two", {"subject": "New"})
    changed = newest(served, "Email Template")
    assert undo(manager, changed).status == 200
    assert manager.get(f"{TEMPLATES}/Two").json["data"]["subject"] == "Old"
    assert manager.send("DELETE", f"{TEMPLATES}/Two").status == 202
    deleted = newest(served, "Email Template")
    assert undo(manager, deleted).status == 200
    assert manager.get(f"{TEMPLATES}/Two").json["data"]["response"] == "Text"
    back = newest(served, "Email Template")
    assert back.undo_of == deleted.name
    assert undo(manager, deleted).status == 417
    assert undo(manager, created).status == 200
    assert manager.get(f"{TEMPLATES}/Two").status == 404


def test_what_was_changed_again_since_is_not_overwritten(served: Served, manager: Client) -> None:
    template(manager, "Three")
    manager.send("PUT", f"{TEMPLATES}/Three", {"subject": "Second"})
    second = newest(served, "Email Template")
    manager.send("PUT", f"{TEMPLATES}/Three", {"subject": "Third"})
    refused = undo(manager, second)
    assert refused.status == 417 and "changed again since" in refused.text
    assert manager.get(f"{TEMPLATES}/Three").json["data"]["subject"] == "Third"


def test_rights_that_were_changed_go_back_to_the_standard(served: Served, manager: Client) -> None:
    """The first change copies every row: the whole of it is one change to the manager."""
    added = manager.call(f"{PERMISSIONS}.add", parent="Slip", role="Guest", permlevel=0)
    assert added.status == 200, added.text
    found = newest(served, "Custom DocPerm")
    assert len(found.changes) >= 2
    assert undo(manager, found).status == 200

    def left() -> int:
        return int(
            local.db.sql("select count(*) from `tabCustom DocPerm` where parent = 'Slip'")[0][0]
        )

    assert served.work(left) == 0


def test_secrets_are_not_kept(served: Served, manager: Client) -> None:
    account = {"email_id": "box@mail.test", "email_account_name": "Box", "password": "hush-hush-7"}
    answer = manager.post("/api/resource/Email%20Account", account)
    assert answer.status == 200, answer.text
    assert "hush-hush-7" not in str(newest(served, "Email Account"))


def test_others_neither_read_nor_undo(served: Served, manager: Client) -> None:
    template(manager, "Four")
    found = newest(served, "Email Template")
    worker = served.logged_in("worker@example.com")
    assert undo(worker, found).status == 403
    assert worker.get("/app/history", Accept="text/html").status in (403, 404)
    assert worker.get("/api/resource/Configuration%20Change").status == 403


def test_a_record_with_a_name_of_chance_is_called_by_its_title(
    served: Served, manager: Client
) -> None:
    """Also when it is gone; values are shown as they stand on the form."""
    served.add_user("amina@example.com", "System Manager", first_name="Amina", last_name="Saleh")
    path = "/api/resource/User%20Permission"
    kept = {"user": "amina@example.com", "allow": "User", "for_value": "amina@example.com"}
    made = manager.post(path, {**kept, "hide_descendants": 1, "apply_to_all_doctypes": 1})
    name = made.json["data"]["name"]
    page = manager.get("/app/history", Accept="text/html").text
    assert "User Permission: Amina Saleh" in page and f"User Permission: {name}" not in page
    assert ">Yes</td>" in page
    assert manager.send("DELETE", f"{path}/{name}").status == 202
    gone = manager.get("/app/history", Accept="text/html").text
    assert "Deleted: User Permission: Amina Saleh" in gone


def state(name: str) -> dict[str, Any]:
    return {"state": name, "doc_status": "0", "allow_edit": "System Manager"}


def workflow(served: Served) -> None:
    """Slips with three states, told apart by fields that are long enough to be cut."""

    def make() -> None:
        for name in ("Open slip", "Waiting slip", "Closed slip"):
            if not local.db.exists("Workflow State", name):
                get_doc({"doctype": "Workflow State", "workflow_state_name": name}).insert()
        if not local.db.exists("Workflow Action Master", "Close slip"):
            action = {"doctype": "Workflow Action Master", "workflow_action_name": "Close slip"}
            get_doc(action).insert()
        steps = [
            {
                "state": name,
                "action": "Close slip",
                "next_state": "Closed slip",
                "allowed": "System Manager",
            }
            for name in ("Open slip", "Waiting slip")
        ]
        get_doc(
            {
                "doctype": "Workflow",
                "workflow_name": "Slips",
                "document_type": "Slip",
                "is_active": 1,
                "workflow_state_field": "workflow_state",
                "states": [state(name) for name in ("Open slip", "Waiting slip", "Closed slip")],
                "transitions": steps,
            }
        ).insert()

    served.work(make)


def history(client: Client, **asked: str) -> str:
    return client.get(f"/app/history?{urlencode(asked)}", Accept="text/html").text


def test_rows_that_go_are_told_and_entries_that_moved_stay(served: Served, manager: Client) -> None:
    workflow(served)
    slip = manager.post("/api/resource/Slip", {"title": "One"}).json["data"]["name"]
    served.work(lambda: local.db.set_value("Slip", slip, "workflow_state", "Waiting slip"))
    doc = manager.get("/api/resource/Workflow/Slips").json["data"]
    doc["states"] = [row for row in doc["states"] if row["state"] != "Waiting slip"]
    doc["transitions"] = doc["transitions"][:1]
    doc["state_moves"] = {"Waiting slip": "Closed slip"}
    changed = manager.send("PUT", "/api/resource/Workflow/Slips", doc)
    assert changed.status == 200, changed.text
    shown = history(manager, doctype="Workflow", name="Slips")
    assert "Waiting slip" in shown and "1 entry went from Waiting slip to Closed slip." in shown
    assert undo(manager, newest(served, "Workflow")).status == 200
    assert manager.get(f"/api/resource/Slip/{slip}").json["data"]["workflow_state"] == "Closed slip"


def test_a_new_record_type_is_in_the_history(served: Served, manager: Client) -> None:
    [change] = [
        each
        for batch in served.work(lambda: list(batches(9, asked=Search("DocType", "Slip"))))
        for each in batch.changes
        if each.reference_doctype == "DocType"
    ]
    assert change.change == "Created" and change.after["fields"][0]["fieldname"] == "title"


def test_a_refused_undo_leads_to_the_later_change(served: Served, manager: Client) -> None:
    template(manager, "Five")
    manager.send("PUT", f"{TEMPLATES}/Five", {"subject": "Second"})
    second = newest(served, "Email Template")
    manager.send("PUT", f"{TEMPLATES}/Five", {"subject": "Third"})
    refused = undo(manager, second).text
    assert "/app/history?doctype=Email+Template" in refused and "name=Five" in refused


def test_the_history_is_searched_by_person_record_and_time(served: Served, manager: Client) -> None:
    template(manager, "Needle")
    assert "Needle" in history(manager, words="needl")
    assert "Needle" in history(manager, words="email templ", user="manager@example.com")
    assert "No change is found" in history(manager, words="needl", user="worker@example.com")
    assert "No change is found" in history(manager, words="needl", until="2001-01-01")
    today = str(nowdate())
    assert "Needle" in history(manager, words="needl", since=today, until=today)
    assert "Needle" in history(manager, words="needl", since="no day")
