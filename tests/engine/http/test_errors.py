"""What clients and people are told when something fails."""

from __future__ import annotations

import json

import pytest

from frappe_embedded.kernel.core.context import local
from tests.engine.served import Client, Served


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


def test_messages_are_encoded_twice(served: Served, manager: Client) -> None:
    served.work(lambda: local.db.set_single_value("System Settings", "allow_error_traceback", 1))
    answer = manager.post("/api/resource/Role", {})
    assert answer.status == 417
    body = answer.json
    assert body["exc_type"] in ("MandatoryError", "ValidationError")
    assert body["exception"].startswith("frappe.exceptions.")
    entries = json.loads(body["_server_messages"])
    assert isinstance(json.loads(entries[0])["message"], str)


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/api/resource/Role/No such", 404, "DoesNotExistError"),
        ("/api/resource/No Such Type", 404, "DoesNotExistError"),
        ("/api/resource/No Such Type/x", 404, "DoesNotExistError"),
        ("/api/nothing", 404, "DoesNotExistError"),
        ("/api/method/no.such.method", 417, "ValidationError"),
        ("/api/method/os.system", 417, "ValidationError"),
        ("/api/method/frappe.get_doc", 403, "PermissionError"),
        ("/api/method/frappe.client.set_value", 403, "PermissionError"),
    ],
)
def test_kinds_of_errors(manager: Client, path: str, status: int, kind: str) -> None:
    answer = manager.get(path.replace(" ", "%20"))
    assert (answer.status, answer.json["exc_type"]) == (status, kind)


@pytest.mark.parametrize(
    "body", ["{bad", "[]", "5", '"text"', '{"a": NaN}', "\ud800".encode("utf-8", "surrogatepass")]
)
def test_a_broken_body_is_refused_and_does_not_crash(manager: Client, body: object) -> None:
    answer = manager.send("POST", "/api/resource/Role", body, Content_Type="application/json")
    assert answer.status == 417


def test_arguments_of_the_wrong_type_are_refused(manager: Client) -> None:
    for wrong in ({"doctype": ["Role"]}, {"doctype": {"a": 1}}, {}):
        answer = manager.post("/api/method/frappe.client.get_list", wrong)
        assert answer.status == 417, answer.text
    odd = {"doctype": "Role", "filters": [["name", "nonsense", 1]]}
    assert manager.post("/api/method/frappe.client.get_list", odd).status == 417


def test_pages_never_show_a_traceback(served: Served) -> None:
    served.work(lambda: local.db.set_single_value("System Settings", "allow_error_traceback", 1))
    client = served.logged_in("manager@example.com")
    for path in ("/no-such-page", "/api/resource/Role/Nope", "/printview?doctype=Role&name=Nope"):
        answer = client.get(path, Accept="text/html")
        assert answer.status == 404
        assert answer.header("Content-Type").startswith("text/html")
        assert "Traceback" not in answer.text
        assert "frappe_embedded/" not in answer.text.replace("/assets/frappe_embedded/", "")


def test_tracebacks_go_to_clients_only_where_the_settings_say_so(served: Served) -> None:
    client = served.logged_in("manager@example.com")
    served.work(lambda: local.db.set_single_value("System Settings", "allow_error_traceback", 0))
    refused = client.post("/api/resource/Role", {}).json
    assert not {"exc", "exception"} & set(refused)
    assert refused["exc_type"] and refused["_server_messages"]
    served.work(lambda: local.db.set_single_value("System Settings", "allow_error_traceback", 1))
    assert "Traceback" in client.post("/api/resource/Role", {}).json["exc"]
    assert "exc" not in served.guest().get("/api/method/no.such").json


def test_answers_protect_the_browser(served: Served) -> None:
    for path in ("/login", "/api/method/ping", "/assets/frappe_embedded/nothing.js"):
        answer = served.guest().get(path)
        policy = answer.header("Content-Security-Policy") or ""
        assert "script-src 'nonce-" in policy or "default-src 'none'" in policy
        assert "frame-ancestors" in policy
        assert answer.header("X-Content-Type-Options") == "nosniff"
        assert answer.header("Referrer-Policy") == "same-origin"


def test_a_body_that_is_too_large_is_refused_with_a_page(manager: Client) -> None:
    answer = manager.send(
        "POST", "/api/resource/ToDo", b"x" * (30 * 2**20), Content_Type="text/plain"
    )
    assert answer.status == 413
    assert answer.header("Content-Type").startswith("text/html")


def test_an_unknown_field_of_a_list_is_named(manager: Client) -> None:
    answer = manager.get("/api/resource/Role", {"fields": '["nofield"]'})
    assert answer.status == 417
    assert answer.messages == ["Field not permitted in query: nofield"]


def test_permission_errors_say_what_is_missing(served: Served) -> None:
    answer = served.logged_in("worker@example.com").get("/api/resource/Role")
    assert answer.status == 403
    assert "does not have doctype access via role permission" in answer.messages[0]
    assert answer.json["_error_message"] == "No permission for Role"


def test_a_crash_is_answered_calmly(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    client = served.logged_in("manager@example.com")

    def crash(*args: object, **kwargs: object) -> None:
        raise RuntimeError("inside of the engine")

    monkeypatch.setattr("frappe_embedded.web.http.v1.list_for_client", crash)
    page = client.get("/api/resource/Role", Accept="text/html")
    assert page.status == 500
    assert "inside of the engine" not in page.text
    assert client.get("/api/resource/Role").json["exc_type"] == "RuntimeError"
