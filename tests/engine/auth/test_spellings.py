"""A user is one user for the lock, however their name is typed."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from frappe_embedded.kernel.core.context import local
from tests.engine.served import PASSWORD, Served

pytestmark = pytest.mark.usefixtures("locks_after_three")
USER = "target@example.com"
ALLOWED = 3
SPELLINGS = (
    "target@example.com",
    "TARGET@Example.com",
    "target@example.com ",
    "target@example.com   ",
    "target@example.com\u00a0",
    "tárgét@example.com",
    "ｔａｒｇｅｔ@example.com",
    "target＠example.com",
    "targe\u0301t@example.com",
    "tar\u0323get@example.com",
)


@pytest.fixture(autouse=True, scope="module")
def user(served: Served) -> None:
    served.add_user(USER, "Desk User")


def guess(served: Served, name: object, password: str = "wrong") -> int:
    return served.guest().call("login", usr=name, pwd=password).status


def test_all_spellings_share_one_count(served: Served) -> None:
    found = Counter(guess(served, name) for name in SPELLINGS * 12)
    assert found == {401: ALLOWED + 1, 429: len(SPELLINGS) * 12 - ALLOWED - 1}


def test_guesses_at_once_are_judged_no_more_often(served: Served) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(guess(served, USER))) for _ in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(found) == {401: ALLOWED + 1, 429: 24 - ALLOWED - 1}


def test_whoever_types_another_spelling_still_logs_in(served: Served) -> None:
    assert guess(served, "TARGET@example.com ", PASSWORD) == 200


def test_a_name_that_nobody_has_is_locked_as_well(served: Served) -> None:
    spellings = ["nobody@example.com", "NOBODY@example.com ", "nobódy@example.com"] * 3
    found = Counter(guess(served, name) for name in spellings)
    assert found == {401: ALLOWED + 1, 429: len(spellings) - ALLOWED - 1}


@pytest.mark.parametrize("name", ["x" * 141, "ü" * 60_000, "\ud800@example.com"])
def test_what_is_no_name_is_refused(served: Served, name: str) -> None:
    assert guess(served, name) == 401


def test_a_name_of_megabytes_is_not_even_read(served: Served) -> None:
    assert guess(served, "ü" * 2_000_000) == 413


def test_nothing_long_is_stored(served: Served) -> None:
    for name in ("y" * 141, "z" * 2_000_000, "n" * 140):
        guess(served, name)
    longest = served.work(
        lambda: local.db.sql("select max(length(name)) from `__login_failure`")[0][0]
    )
    assert (longest or 0) <= 150


def test_the_names_that_nobody_has_take_bounded_room(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frappe_embedded.services.auth.lockout._MOST_UNKNOWN", 20)
    for number in range(40):
        guess(served, f"made-up-{number}@example.com")
    kept = served.work(lambda: local.db.sql("select count(*) from `__login_failure`")[0][0])
    assert kept == 20


def test_a_password_of_half_characters_is_wrong(served: Served) -> None:
    assert guess(served, USER, "\udc80\ud800") == 401


def test_changing_the_password_by_guesses_locks_too(served: Served) -> None:
    client = served.logged_in(USER)
    update = "frappe.core.doctype.user.user.update_password"
    served.work(lambda: local.db.sql("delete from `__rate_limit`"))
    found = [
        client.call(update, new_password="Other-9-word!", old_password="no").status
        for _ in range(ALLOWED + 2)
    ]
    assert found == [401] * (ALLOWED + 1) + [429]
