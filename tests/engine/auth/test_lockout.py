"""Too many wrong passwords lock one user for a while, and nobody else."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.core.context import local
from tests.engine.served import PASSWORD, Served

pytestmark = pytest.mark.usefixtures("locks_after_three")
USER = "lockme@example.com"


@pytest.fixture(autouse=True, scope="module")
def user(served: Served) -> None:
    served.add_user(USER, "Desk User")


def fail(served: Served, times: int) -> list[int]:
    return [served.guest().call("login", usr=USER, pwd="wrong").status for _ in range(times)]


def test_the_right_password_is_refused_while_locked(served: Served) -> None:
    assert fail(served, 4) == [401] * 4
    answer = served.guest().call("login", usr=USER, pwd=PASSWORD)
    assert answer.status == 429
    assert "locked" in answer.messages[0]
    assert "seconds" in answer.messages[0]


def test_others_at_the_same_address_log_in(served: Served) -> None:
    fail(served, 5)
    assert served.guest().call("login", usr="worker@example.com", pwd=PASSWORD).status == 200


def test_failures_are_kept_in_the_database(served: Served) -> None:
    fail(served, 2)
    kept = served.work(
        lambda: local.db.sql(
            "select failures from `__login_failure` where name = %s", f"user:{USER}"
        )
    )
    assert kept == ((2,),)


def test_the_right_password_begins_the_count_anew(served: Served) -> None:
    fail(served, 2)
    assert served.guest().call("login", usr=USER, pwd=PASSWORD).status == 200
    assert fail(served, 2) == [401, 401]
    assert served.guest().call("login", usr=USER, pwd=PASSWORD).status == 200


def test_the_lock_ends(served: Served) -> None:
    fail(served, 5)
    served.work(
        lambda: local.db.sql("update `__login_failure` set last_failure = '2020-01-01 00:00:00'")
    )
    assert served.guest().call("login", usr=USER, pwd=PASSWORD).status == 200
