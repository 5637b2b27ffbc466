"""Workflow actions over HTTP: who sees what waits, and one action on many documents."""

from __future__ import annotations

import json

import pytest

from frappe_embedded.kernel.core.context import local, set_user
from frappe_embedded.kernel.document.api import get_doc, new_doc
from frappe_embedded.services.workflow.transitions import (
    get_common_transition_actions,
    get_transitions,
)
from tests.engine.served import Client, Served

WORKFLOW = "frappe.model.workflow"
ACTIONS = "/api/resource/Workflow%20Action"


@pytest.fixture(scope="module", autouse=True)
def flow(served: Served) -> None:
    """Orders that a clerk hands in and a chief decides."""

    def make() -> None:
        for role in ("Sender", "Chief"):
            get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
        everything = dict.fromkeys(("read", "write", "create", "delete"), 1)
        get_doc(
            {"doctype": "DocType", "name": "Order", "module": "Custom", "custom": 1}
            | {"autoname": "prompt"}
            | {"fields": [{"fieldname": "title", "label": "Title", "fieldtype": "Data"}]}
            | {"permissions": [{"role": role, **everything} for role in ("Sender", "Chief")]}
        ).insert()
        for state in ("New", "Sent", "Agreed"):
            get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert()
        for action in ("Send", "Agree"):
            get_doc({"doctype": "Workflow Action Master", "workflow_action_name": action}).insert()
        states = [
            {"state": state, "doc_status": "0", "allow_edit": role}
            for state, role in (("New", "Sender"), ("Sent", "Chief"), ("Agreed", "Chief"))
        ]
        steps = (("New", "Send", "Sent", "Sender"), ("Sent", "Agree", "Agreed", "Chief"))
        transitions = [
            {"state": state, "action": action, "next_state": following, "allowed": role}
            | {"allow_self_approval": int(role == "Sender")}
            for state, action, following, role in steps
        ]
        get_doc(
            {"doctype": "Workflow", "workflow_name": "Orders", "document_type": "Order"}
            | {"workflow_state_field": "workflow_state", "is_active": 1}
            | {"states": states, "transitions": transitions}
        ).insert()

    served.work(make)
    served.add_user("sender@example.com", "Sender")
    served.add_user("chief@example.com", "Chief")


@pytest.fixture
def sender(served: Served) -> Client:
    return served.logged_in("sender@example.com")


@pytest.fixture
def chief(served: Served) -> Client:
    return served.logged_in("chief@example.com")


def sent(client: Client, name: str) -> None:
    assert client.post("/api/resource/Order", {"name": name, "title": name}).status == 200
    doc = json.dumps({"doctype": "Order", "name": name})
    assert client.call(f"{WORKFLOW}.apply_workflow", doc=doc, action="Send").status == 200


def waiting(client: Client) -> list[str]:
    fields = json.dumps(["name", "reference_name"])
    rows = client.get(ACTIONS, {"fields": fields, "limit_page_length": 0}).json["data"]
    return [row["reference_name"] for row in rows]


def test_one_sees_the_open_actions_of_ones_roles_only(
    served: Served, sender: Client, chief: Client
) -> None:
    sent(sender, "seen")
    assert waiting(chief) == ["seen"]
    assert "seen" not in waiting(sender)

    def of_order() -> str:
        found = local.db.get_value(
            "Workflow Action", {"reference_name": "seen", "status": "Open"}, "name"
        )
        return str(found)

    name = served.work(of_order)
    assert chief.get(f"{ACTIONS}/{name}").status == 200
    assert sender.get(f"{ACTIONS}/{name}").status == 403


def test_common_actions_leave_out_what_one_may_not_approve_oneself(
    sender: Client, chief: Client
) -> None:
    sent(sender, "others")
    assert chief.post("/api/resource/Order", {"name": "own"}).status == 200

    def common(client: Client, name: str) -> list[str]:
        docs = json.dumps([{"name": name}])
        found: list[str] = client.call(
            f"{WORKFLOW}.get_common_transition_actions", docs=docs, doctype="Order"
        ).json["message"]
        return found

    assert common(chief, "others") == ["Agree"]
    assert common(chief, "own") == []


def test_what_is_not_stored_has_no_steps(sender: Client) -> None:
    doc = json.dumps({"doctype": "Order", "__islocal": 1, "name": "new-1"})
    assert sender.call(f"{WORKFLOW}.get_transitions", doc=doc).status == 404


def test_a_state_that_several_roles_may_edit_is_open_to_each(
    served: Served, sender: Client, chief: Client
) -> None:
    sent(sender, "shared")
    page = {"Accept": "text/html"}
    assert "only Chief may change this entry" in sender.get("/app/order/shared", **page).text

    def share() -> None:
        workflow = get_doc("Workflow", "Orders")
        workflow.append("states", {"state": "Sent", "doc_status": "0", "allow_edit": "Sender"})
        workflow.save()

    served.work(share)
    for client in (sender, chief):
        assert "may change this entry" not in client.get("/app/order/shared", **page).text


def test_apps_ask_for_common_actions_of_documents(served: Served) -> None:
    def common() -> list[str]:
        set_user("sender@example.com")
        orders = [get_doc({"doctype": "Order", "name": f"Own {at}"}).insert() for at in (1, 2)]
        return get_common_transition_actions(orders, "Order")

    assert served.work(common) == ["Send"]


def test_a_document_that_is_not_stored_has_no_steps(served: Served) -> None:
    """Whether or not there is a workflow."""

    def steps() -> list[object]:
        return [get_transitions(new_doc(doctype)) for doctype in ("Order", "ToDo")]

    assert served.work(steps) == [[], []]


@pytest.mark.parametrize(
    "doc",
    [
        {},
        {"doctype": None, "name": "one"},
        {"doctype": "Nothing", "name": "one"},
        {"doctype": ["Order"], "name": "one"},
        {"doctype": "Order"},
        {"doctype": "Order", "name": {"name": "one"}},
        {"doctype": "Order", "name": ["one", "two"]},
        {"doctype": "Order", "name": "none"},
    ],
)
@pytest.mark.parametrize("method", ["get_transitions", "apply_workflow"])
def test_a_document_is_named_by_texts(sender: Client, method: str, doc: dict[str, object]) -> None:
    answer = sender.call(f"{WORKFLOW}.{method}", doc=doc, action="Send")
    assert answer.status in (404, 417), answer.text
