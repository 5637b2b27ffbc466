"""Who sees restricted cases, asked for and agreed to over HTTP: doors of a manager, by a client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from ..live import Client, Running, Server

REQUESTS = "CFM Access Request"
AGREE = "cfm_app.api.access_requests.agree"
FRAUD = "CFM Fraud Focal Point"


@pytest.fixture
def manager(office: Server | Running) -> Client:
    return Client(office.url, "manager@demo.cfm")


@pytest.fixture
def guardian(office: Server | Running) -> Client:
    return Client(office.url, "dataprotection@demo.cfm")


@pytest.fixture
def person(office: Server | Running, manager: Client) -> Iterator[str]:
    """Somebody who is no handler yet; afterwards an account that opens nothing."""
    email = "renfort@demo.cfm"
    if not manager.list("User", filters=f'[["name","=","{email}"]]'):
        roles = [{"role": "CFM Operator"}]
        values = {"email": email, "first_name": "Renfort", "send_welcome_email": 0}
        manager.create("User", **values, roles=roles)
    yield email
    manager.change("User", email, roles=[{"role": "CFM Operator"}])


def ask(manager: Client, person: str, role: str = FRAUD) -> requests.Response:
    roles = [{"role": "CFM Operator"}, {"role": role}]
    return manager.request("PUT", f"/api/resource/User/{person}", json={"roles": roles})


def waiting(client: Client, person: str) -> list[dict[str, Any]]:
    filters = f'[["ref_name","=","{person}"],["state","=","Waiting"]]'
    return client.list(REQUESTS, filters=filters, fields='["name","summary","asked_by"]')


def roles_of(client: Client, person: str) -> set[str]:
    return {row["role"] for row in client.get("User", person)["roles"]}


def test_a_role_waits_and_takes_effect(manager: Client, guardian: Client, person: str) -> None:
    answer = ask(manager, person)
    assert answer.status_code == 417
    told = [json.loads(each) for each in json.loads(answer.json()["_server_messages"])]
    assert "deuxième personne" in told[-1]["message"]
    assert FRAUD not in roles_of(manager, person)
    (request,) = waiting(guardian, person)
    assert request["asked_by"] == "manager@demo.cfm"
    told = f'[["document_name","=","{request["name"]}"]]'
    assert guardian.list("Notification Log", filters=told)
    doc = {"name": request["name"]}
    assert manager.request("POST", f"/api/method/{AGREE}", json={"doc": doc}).status_code == 403
    guardian.call(AGREE, doc=doc)
    assert FRAUD in roles_of(manager, person)
    assert guardian.get(REQUESTS, request["name"])["state"] == "In effect"
    logged = f'[["action","=","Rights"],["ref_name","=","{person}"]]'
    assert guardian.list("CFM Access Log", filters=logged)


def test_asking_twice_makes_one_request(manager: Client, guardian: Client, person: str) -> None:
    for _time in range(2):
        assert ask(manager, person, "CFM PSEA Focal Point").status_code == 417
    (request,) = waiting(guardian, person)
    guardian.call("cfm_app.api.access_requests.refuse", doc={"name": request["name"]})
    assert not waiting(guardian, person)


def test_a_request_is_made_by_nobody_else(manager: Client, person: str) -> None:
    values = {"ref_doctype": "User", "ref_name": person, "action": "Save", "state": "Agreed"}
    made = manager.request("POST", f"/api/resource/{REQUESTS}", json=values)
    assert made.status_code == 403
    ask(manager, person)
    (request,) = waiting(manager, person)
    path = f"/api/resource/{REQUESTS}/{request['name']}"
    for changed in ({"state": "Agreed"}, {"change_values": "{}"}, {"asked_by": person}):
        assert manager.request("PUT", path, json=changed).status_code == 403
    assert manager.request("PUT", path, json={"reason": "Renfort"}).status_code == 200
    assert manager.request("DELETE", path).status_code == 403
    manager.call("cfm_app.api.access_requests.withdraw", doc={"name": request["name"]})


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("Case Sensitivity/Fraude et corruption", {"hidden": 0}),
        ("Case Sensitivity/Fraude et corruption", {"handler_role": "CFM Operator"}),
        ("CFM Settings/CFM Settings", {"one_person_decides": 1}),
        ("User/manager@demo.cfm", {"roles": [{"role": FRAUD}, {"role": "CFM Manager"}]}),
    ],
)
def test_doors_of_a_manager(manager: Client, path: str, values: dict[str, Any]) -> None:
    answer = manager.request("PUT", f"/api/resource/{path}", json=values)
    assert answer.status_code == 417
    assert answer.json()["exc_type"] == "SecondPersonNeeded"


def test_merging_is_asked_for(manager: Client) -> None:
    merged = {"old_name": "fraud@demo.cfm", "new_name": "manager@demo.cfm", "merge": 1}
    answer = manager.request(
        "POST", "/api/method/frappe.client.rename_doc", json={"doctype": "User", **merged}
    )
    assert answer.status_code == 417
    assert manager.get("User", "fraud@demo.cfm")["enabled"]


@pytest.mark.embedded("the site of its own is made here")
def test_handlers_of_a_new_office_need_a_second_factor(tmp_path: Path) -> None:
    server = Server(tmp_path / "office", demo=False).start()
    try:
        chief = Client(server.url, "Administrator", server.administrator_password())
        for name, role in (("handler", FRAUD), ("operator", "CFM Operator")):
            values = {"email": f"{name}@example.org", "first_name": name, "send_welcome_email": 0}
            values |= {"new_password": "Ndjamena-2026-fleuve", "roles": [{"role": role}]}
            chief.create("User", **values)
        asked = {}
        for name in ("handler", "operator"):
            given = {"usr": f"{name}@example.org", "pwd": "Ndjamena-2026-fleuve"}
            answer = requests.post(f"{server.url}/api/method/login", json=given, timeout=30)
            asked[name] = "tmp_id" in answer.json()
        assert asked == {"handler": True, "operator": False}
    finally:
        server.stop()
