"""Wrong passwords lock whoever guesses them, and neither the owner's own browser nor other places."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.services.auth.known_devices import COOKIE
from tests.engine.served import PASSWORD, Client, Served

pytestmark = pytest.mark.usefixtures("locks_after_three")
OWNER, COLLEAGUE = "owner@example.com", "colleague@example.com"
ELSEWHERE = "127.0.0.2"


@pytest.fixture(autouse=True, scope="module")
def users(served: Served) -> Iterator[None]:
    served.add_user(OWNER, "Desk User")
    served.add_user(COLLEAGUE, "Desk User")
    yield


def log_in(client: Client, password: str = PASSWORD, user: str = OWNER) -> int:
    return client.call("login", usr=user, pwd=password).status


def without_session(client: Client) -> Client:
    """The same browser after its session has ended."""
    kept = {COOKIE: client.cookies[COOKIE]}
    return Client(client.port, cookies=kept, address=client.address)


def guess(served: Served, times: int, address: str = "127.0.0.1") -> int:
    return [log_in(Client(served.port, address=address), "wrong") for _ in range(times)][-1]


def test_a_browser_of_the_owner_is_not_locked_by_guesses(served: Served) -> None:
    own = without_session(served.logged_in(OWNER, with_token=False))
    assert guess(served, 5) == 429
    assert log_in(served.guest()) == 429
    assert log_in(own) == 200
    assert guess(served, 1) == 429


def test_guesses_in_one_place_lock_no_other(served: Served) -> None:
    assert guess(served, 5, ELSEWHERE) == 429
    assert log_in(served.guest()) == 200
    assert guess(served, 1, ELSEWHERE) == 429


def test_all_unknown_places_together_wait(served: Served) -> None:
    for number in range(10):
        guess(served, 3, f"127.0.1.{number + 1}")
    guess(served, 1, "127.0.1.20")
    assert log_in(Client(served.port, address="127.0.1.21")) == 429


def test_a_known_browser_that_guesses_locks_itself_alone(served: Served) -> None:
    own = served.logged_in(OWNER, with_token=False)
    statuses = [log_in(without_session(own), "wrong") for _ in range(5)]
    assert statuses == [401] * 4 + [429]
    assert log_in(without_session(own)) == 429
    assert log_in(served.guest()) == 200


@pytest.mark.parametrize("forged", ["0" * 32, "0" * 32 + "." + "1" * 32, "é", "a.b", "." * 200])
def test_a_forged_browser_is_unknown(served: Served, forged: str) -> None:
    guess(served, 5)
    client = served.guest()
    client.cookies[COOKIE] = forged.encode().decode("latin-1")
    assert log_in(client) == 429


def test_the_browser_of_a_colleague_is_unknown_to_the_owner_until_they_log_in(
    served: Served,
) -> None:
    shared = without_session(served.logged_in(COLLEAGUE, with_token=False))
    guess(served, 5)
    assert log_in(without_session(shared)) == 429
    served.work(lambda: local.db.sql("delete from `__login_failure`"))
    assert log_in(shared) == 200
    guess(served, 5)
    assert log_in(without_session(shared)) == 200
    assert log_in(without_session(shared), user=COLLEAGUE) == 200
    assert OWNER not in shared.cookies[COOKIE]


def test_each_further_failure_doubles_the_lock(served: Served) -> None:
    waits = []
    for _number in range(3):
        guess(served, 5)
        answer = served.guest().call("login", usr=OWNER, pwd=PASSWORD)
        waits.append(int(answer.header("Retry-After") or 0))
        served.work(
            lambda: local.db.sql(
                "update `__login_failure` set last_failure = datetime('now', 'localtime', '-2 hours')"
            )
        )
    assert waits == sorted(waits)
    assert 590 <= waits[0] <= 601
    assert 1190 <= waits[1] <= 1201


def test_names_that_nobody_has_are_locked_alike(served: Served) -> None:
    for user in (OWNER, "nobody@example.com"):
        statuses = [log_in(served.guest(), "wrong", user) for _ in range(5)]
        assert statuses == [401] * 4 + [429]
        assert log_in(Client(served.port, address=ELSEWHERE), "wrong", user) == 401
