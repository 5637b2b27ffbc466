"""Logging in and out, and what a session is good for."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.utils.dates import now_datetime
from frappe_embedded.services.auth import login
from tests.engine.served import PASSWORD, Served
from tests.patterns import ADMIN

WHO = "/api/method/frappe.auth.get_logged_user"


def test_login_gives_a_session_cookie_that_scripts_cannot_read(served: Served) -> None:
    client = served.guest()
    answer = client.call("login", usr="worker@example.com", pwd=PASSWORD)
    assert answer.json["full_name"] == "worker"
    sid = next(value for key, value in answer.headers if key == "Set-Cookie" and "sid=" in value)
    assert "HttpOnly" in sid
    assert "SameSite=Lax" in sid
    assert client.get(WHO).json == {"message": "worker@example.com"}


def test_wrong_password_and_unknown_user_answer_alike(served: Served) -> None:
    wrong = served.guest().call("login", usr="manager@example.com", pwd="nope")
    unknown = served.guest().call("login", usr="nobody@example.com", pwd="nope")
    assert wrong.status == unknown.status == 401
    assert wrong.json["message"] == unknown.json["message"] == "Invalid login credentials"
    served.work(lambda: local.db.sql("delete from `__login_failure`"))


def test_failed_log_ins_are_noted_with_whom_and_where_but_never_what_was_typed(
    served: Served,
) -> None:
    before = noted(served)
    served.guest().call("login", usr="manager@example.com", pwd="nope")
    served.guest().call("login", usr="my-password-by-mistake", pwd="nope")
    new = noted(served)[len(before) :]
    assert [row.user for row in new] == ["manager@example.com", "Guest"]
    assert all(row.ip_address and row.full_name != "nope" for row in new)
    assert "my-password-by-mistake" not in str(new)
    served.work(lambda: local.db.sql("delete from `__login_failure`"))


def noted(served: Served) -> list[Any]:
    """The failed log-ins of the Activity Log, oldest first."""
    rows: list[Any] = served.work(
        lambda: local.db.sql(
            "select user, full_name, ip_address, subject from `tabActivity Log`"
            " where status = 'Failed' order by creation",
            as_dict=True,
        )
    )
    return rows


def test_guesses_of_names_do_not_fill_the_log(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.guest().call("login", usr="nobody1@example.com", pwd="nope")
    monkeypatch.setattr(login, "MOST_UNKNOWN_NOTED", 1)
    before = noted(served)
    served.guest().call("login", usr="nobody2@example.com", pwd="nope")
    assert noted(served) == before
    served.guest().call("login", usr="manager@example.com", pwd="nope")
    assert len(noted(served)) == len(before) + 1
    served.work(lambda: local.db.sql("delete from `__login_failure`"))


def test_a_password_in_the_address_is_not_taken(served: Served) -> None:
    answer = served.guest().get("/api/method/login", {"usr": "Administrator", "pwd": ADMIN})
    assert answer.status == 403


def test_disabled_users_get_in_neither_anew_nor_with_an_old_session(served: Served) -> None:
    served.add_user("leaver@example.com", "Desk User")
    client = served.logged_in("leaver@example.com")
    served.work(lambda: local.db.set_value("User", "leaver@example.com", "enabled", 0))
    assert client.get(WHO).status == 403
    again = served.guest().call("login", usr="leaver@example.com", pwd=PASSWORD)
    assert (again.status, again.json["message"]) == (401, "User disabled or missing")


def test_logging_out_ends_the_session_on_the_server(served: Served) -> None:
    client = served.logged_in("worker@example.com")
    stolen = dict(client.cookies)
    assert client.call("logout").status == 200
    client.cookies = stolen
    answer = client.get(WHO)
    assert answer.status == 403
    assert answer.json["session_expired"] == 1


def test_a_session_runs_out(served: Served) -> None:
    client = served.logged_in("worker@example.com")
    long_ago = str(now_datetime() - datetime.timedelta(days=30))
    served.work(
        lambda: local.db.sql(
            "update `tabSessions` set lastupdate = %s where sid = %s",
            (long_ago, client.cookies["sid"]),
        )
    )
    assert client.get(WHO).status == 403


def test_whoever_still_has_the_cookie_of_an_ended_session_logs_in(served: Served) -> None:
    client = served.logged_in("worker@example.com")
    ended = dict(client.cookies)
    client.call("logout")
    client.cookies = ended
    assert client.call("login", usr="worker@example.com", pwd=PASSWORD).status == 200
    assert client.get(WHO).json["message"] == "worker@example.com"


def test_logging_in_again_ends_the_session_that_the_browser_had(served: Served) -> None:
    client = served.logged_in("worker@example.com")
    first = client.cookies["sid"]
    client.call("login", usr="worker@example.com", pwd=PASSWORD)
    assert client.cookies["sid"] != first
    client.cookies["sid"] = first
    assert client.get(WHO).status == 403


def test_cookies_of_others_are_no_hindrance(served: Served) -> None:
    """A browser sends whatever any site of the same host has set."""
    own = f"sid={served.logged_in('worker@example.com').cookies['sid']}"
    for other in ("theirs=\xff\xe9", "theirs=\u00a4; ;=;", "theirs", "sidecar=1", '"='):
        for sent in (f"{other}; {own}", f"{own}; {other}"):
            answer = served.guest().get(WHO, Cookie=sent)
            assert (answer.status, sent, answer.json["message"]) == (
                200,
                sent,
                "worker@example.com",
            )
