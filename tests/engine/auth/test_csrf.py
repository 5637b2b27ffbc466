"""Changing requests of a cookie session need its token and must come from its own pages."""

from __future__ import annotations

from tests.engine.served import PASSWORD, Served

COUNT = "/api/method/frappe.client.get_count"


def test_a_program_that_logged_in_needs_no_token_until_a_page_is_shown(served: Served) -> None:
    client = served.logged_in("manager@example.com", with_token=False)
    assert client.post(COUNT, {"doctype": "Role"}).status == 200
    assert client.get("/app").status == 200
    answer = client.post(COUNT, {"doctype": "Role"})
    assert answer.status == 400
    assert answer.json["exc_type"] == "CSRFTokenError"


def test_a_browser_needs_the_token_from_the_log_in_on(served: Served) -> None:
    client = served.logged_in("manager@example.com", with_token=False)
    own = f"http://127.0.0.1:{served.port}"
    answer = client.post(COUNT, {"doctype": "Role"}, Origin=own)
    assert answer.status == 400
    assert answer.json["exc_type"] == "CSRFTokenError"
    assert client.post(COUNT, {"doctype": "Role"}, X_Frappe_CSRF_Token="wrong").status == 400


def test_the_token_may_come_as_a_header_or_in_the_form(served: Served) -> None:
    client = served.logged_in("manager@example.com")
    assert client.post(COUNT, {"doctype": "Role"}).status == 200
    token = client.headers.pop("X-Frappe-CSRF-Token")
    assert client.post(COUNT, {"doctype": "Role", "csrf_token": token}).status == 200


def test_reading_needs_no_token(served: Served) -> None:
    client = served.logged_in("manager@example.com", with_token=False)
    assert client.get("/api/resource/Role").status == 200


def test_a_foreign_page_is_refused_with_the_right_token_as_well(served: Served) -> None:
    client = served.logged_in("manager@example.com")
    body = {"doctype": "Role"}
    own = f"http://127.0.0.1:{served.port}"
    assert client.post(COUNT, body, Origin=own).status == 200
    assert client.post(COUNT, body, Origin="http://evil.example").status == 400
    assert client.post(COUNT, body, Origin="null").status == 400
    assert client.post(COUNT, body, Sec_Fetch_Site="cross-site").status == 400


def test_a_foreign_page_logs_nobody_in_as_another(served: Served) -> None:
    login, given = "/api/method/login", {"usr": "worker@example.com", "pwd": PASSWORD}
    own = f"http://127.0.0.1:{served.port}"
    for foreign in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
    ):
        assert served.guest().post(login, given, **foreign).status == 400
    assert served.guest().post(login, given, Origin=own).status == 200
    assert served.guest().post(login, given).status == 200
