"""Programs that were written for Frappe work unchanged: the requests of its Python client, by hand.

They log in by a form field ``cmd``, send no form token, wrap documents in ``data`` and call methods
through ``/``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from ..leaks.cast import administrator
from ..live import PASSWORD, Client, Server

JSON = {"Accept": "application/json"}


@pytest.fixture
def session(office: Server) -> Iterator[requests.Session]:
    with requests.Session() as http:
        http.headers.update(JSON)
        login = {"cmd": "login", "usr": "operator@demo.cfm", "pwd": PASSWORD}
        answer = http.post(office.url, data=login, timeout=30)
        assert answer.json()["message"] == "Logged In"
        yield http


def call(office: Server, http: requests.Session, cmd: str, **arguments: Any) -> Any:
    answer = http.post(office.url, data={"cmd": cmd, **arguments}, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json().get("message")


def insert(office: Server, http: requests.Session, **doc: Any) -> dict[str, Any]:
    address = f"{office.url}/api/resource/{doc['doctype']}"
    answer = http.post(address, data={"data": json.dumps(doc)}, timeout=30)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()["data"]
    return made


def test_documents_by_form_and_by_command(office: Server, session: requests.Session) -> None:
    made = insert(office, session, doctype="Case", description="x")
    changed = {"doctype": "Case", "name": made["name"], "description": "y"}
    answer = session.put(
        f"{office.url}/api/resource/Case/{made['name']}",
        data={"data": json.dumps(changed)},
        timeout=30,
    )
    assert answer.json()["data"]["description"] == "y"
    told = call(
        office,
        session,
        "frappe.client.get_value",
        doctype="Case",
        fieldname="description",
        filters=json.dumps({"name": made["name"]}),
    )
    assert told == {"description": "y"}
    docs = json.dumps([{"doctype": "Case", "docname": made["name"], "description": "z"}])
    assert call(office, session, "frappe.client.bulk_update", docs=docs) == {"failed_docs": []}
    assert Client(office.url, "operator@demo.cfm").get("Case", made["name"])["description"] == "z"


def test_deleting_and_logging_out(office: Server, session: requests.Session) -> None:
    mine = {"doctype": "ToDo", "description": "call back", "allocated_to": "operator@demo.cfm"}
    todo = insert(office, session, **mine)
    call(office, session, "frappe.client.delete", doctype="ToDo", name=todo["name"])
    gone = session.get(f"{office.url}/api/resource/ToDo/{todo['name']}", timeout=30)
    assert gone.status_code == 404
    gone = session.post(office.url, params={"cmd": "logout"}, timeout=30)
    assert gone.status_code == 200, gone.text
    after = session.get(f"{office.url}/api/resource/Case", timeout=30)
    assert after.status_code == 403


@pytest.mark.embedded("Frappe ends a session by GET, too")
def test_a_session_is_not_ended_by_get(office: Server, session: requests.Session) -> None:
    """A foreign page could send it."""
    session.get(office.url, params={"cmd": "logout"}, timeout=30)
    assert session.get(f"{office.url}/api/resource/Case", timeout=30).status_code == 200


def test_a_refusal_names_its_class(office: Server, session: requests.Session) -> None:
    answer = session.post(
        office.url,
        data={"cmd": "frappe.client.delete", "doctype": "CFM Channel", "name": "SMS"},
        timeout=30,
    )
    assert answer.status_code == 403
    assert answer.json()["exc_type"] == "PermissionError"


@pytest.mark.parametrize("scheme", ["token", "Basic"])
def test_a_key_needs_no_log_in(office: Server, scheme: str) -> None:
    admin = administrator(office)
    secret = admin.call("frappe.core.doctype.user.user.generate_keys", user="operator2@demo.cfm")[
        "api_secret"
    ]
    key = admin.get("User", "operator2@demo.cfm")["api_key"]
    pair = f"{key}:{secret}"
    value = pair if scheme == "token" else base64.b64encode(pair.encode()).decode()
    headers = {**JSON, "Authorization": f"{scheme} {value}"}
    made = requests.post(
        f"{office.url}/api/resource/Case", json={"description": "x"}, headers=headers, timeout=30
    )
    assert made.json()["data"]["owner"] == "operator2@demo.cfm"
    files = {"file": ("note.txt", b"heard at the desk", "text/plain")}
    about = {"doctype": "Case", "docname": made.json()["data"]["name"], "is_private": "1"}
    sent = requests.post(
        f"{office.url}/api/method/upload_file", data=about, files=files, headers=headers, timeout=30
    )
    address = sent.json()["message"]["file_url"]
    read = requests.get(office.url + address, headers=headers, timeout=30)
    assert read.content == b"heard at the desk"
