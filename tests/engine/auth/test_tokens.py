"""API keys of programs."""

from __future__ import annotations

import base64

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.exceptions import PermissionError
from frappe_embedded.kernel.core.messages import throw
from frappe_embedded.kernel.i18n import _
from tests.engine.served import Client, Served

WHO = "/api/method/frappe.auth.get_logged_user"


@pytest.fixture(scope="module")
def key(served: Served) -> str:
    manager = served.logged_in("manager@example.com")
    secret = manager.call(
        "frappe.core.doctype.user.user.generate_keys", user="worker@example.com"
    ).json["message"]["api_secret"]
    public = served.work(lambda: local.db.get_value("User", "worker@example.com", "api_key"))
    return f"{public}:{secret}"


def with_header(served: Served, value: str) -> Client:
    client = served.guest()
    client.headers["Authorization"] = value
    return client


def test_a_key_proves_its_user(served: Served, key: str) -> None:
    assert with_header(served, f"token {key}").get(WHO).json["message"] == "worker@example.com"
    basic = base64.b64encode(key.encode()).decode()
    assert with_header(served, f"Basic {basic}").get(WHO).json["message"] == "worker@example.com"


def test_a_key_needs_no_form_token_and_makes_no_session(served: Served, key: str) -> None:
    client = with_header(served, f"token {key}")
    answer = client.post("/api/resource/ToDo", {"description": "by a program"})
    assert answer.status == 200
    assert answer.json["data"]["owner"] == "worker@example.com"
    assert client.cookies == {}


@pytest.mark.parametrize(
    "value",
    ["token a:b", "token {key}x", "token {public}", "token {public}:", "Basic %%%", "Bearer abc"],
)
def test_a_header_that_proves_nobody_is_refused(served: Served, key: str, value: str) -> None:
    given = value.format(key=key, public=key.split(":")[0])
    answer = with_header(served, given).get("/api/method/ping")
    assert answer.status == 401
    assert answer.json["exc_type"] == "AuthenticationError"


@pytest.mark.parametrize("value", ["Bearer abc", "token a:b", "Basic YTpi", "x y"])
def test_such_a_header_spares_no_session_its_token(served: Served, value: str) -> None:
    """A page of somebody else's can have a browser send it beside the cookie."""
    manager = served.logged_in("manager@example.com", with_token=False)
    manager.headers |= {"Authorization": value, "Origin": "https://elsewhere.example"}
    answer = manager.post("/api/resource/ToDo", {"description": "not theirs"})
    assert answer.status == 400
    assert answer.json["exc_type"] == "CSRFTokenError"


def test_a_disabled_user_s_key_is_dead(served: Served, key: str) -> None:
    served.work(lambda: local.db.set_value("User", "worker@example.com", "enabled", 0))
    assert with_header(served, f"token {key}").get(WHO).status == 401
    served.work(lambda: local.db.set_value("User", "worker@example.com", "enabled", 1))


def test_secrets_are_told_to_nobody(served: Served, key: str) -> None:
    manager = served.logged_in("manager@example.com")
    asked = {"doctype": "User", "name": "worker@example.com", "fieldname": "api_secret"}
    assert manager.call("frappe.client.get_password", **asked).status == 403
    assert key.split(":")[1] not in manager.get("/api/resource/User/worker@example.com").text


def test_a_hook_refuses_in_the_language_of_the_user(
    served: Served, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> None:
        assert name == "auth_hooks"
        throw(_("Not permitted"), PermissionError)

    manager = served.logged_in("manager@example.com")
    served.work(lambda: local.db.set_value("User", "manager@example.com", "language", "fr"))
    try:
        monkeypatch.setattr("frappe_embedded.services.auth.authentication.call_hooks", refuse)
        told = [each.get(WHO).messages for each in (manager, with_header(served, f"token {key}"))]
    finally:
        served.work(lambda: local.db.set_value("User", "manager@example.com", "language", "en"))
    assert told == [["Non autorisé"], ["Not permitted"]]
