"""Calls are counted, and the count never decides over what its caller has written."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.exceptions import RateLimitExceededError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.auth.rate_limit import rate_limit
from tests.engine.served import Served

ROLE = {"doctype": "Role", "role_name": "Half done"}


@rate_limit(limit=2, seconds=60)
def limited() -> str:
    return "done"


@rate_limit(limit=1, seconds=60, methods="POST")
def limited_in_posts() -> str:
    return "done"


@rate_limit(limit=lambda: 0, seconds=60)
def closed() -> str:
    raise AssertionError


def in_request(work: Any, method: str = "POST") -> Any:
    local.request = SimpleNamespace(method=method)
    try:
        return work()
    finally:
        local.request = None


@pytest.fixture(autouse=True)
def no_calls_yet(served: Served) -> None:
    served.work(lambda: local.db.sql("delete from `__rate_limit`"))


def test_calls_that_their_caller_undoes_count(served: Served) -> None:
    """Otherwise whoever makes something fail afterwards may try as often as they like."""

    def tried() -> None:
        get_doc(ROLE).insert()
        in_request(limited)
        local.db.rollback()

    served.work(tried)
    served.work(tried)
    with pytest.raises(RateLimitExceededError):
        served.work(tried)


def test_a_count_keeps_nothing_that_its_caller_may_undo(served: Served) -> None:
    def half() -> list[str]:
        get_doc(ROLE).insert()
        in_request(limited)
        local.db.rollback()
        return list(local.db.get_values("Role", {"name": ROLE["role_name"]}, "name"))

    assert served.work(half) == []


def test_a_refusal_undoes_nothing_that_its_caller_may_keep(served: Served) -> None:
    def whole() -> Any:
        get_doc(ROLE).insert()
        for _each in range(2):
            in_request(limited)
        with pytest.raises(RateLimitExceededError):
            in_request(limited)
        return local.db.get_value("Role", ROLE["role_name"], "name")

    assert served.work(whole) == ROLE["role_name"]


def test_a_single_method_may_be_given_as_a_text(served: Served) -> None:
    def ask() -> None:
        for _each in range(3):
            in_request(limited_in_posts, "GET")
        in_request(limited_in_posts)
        with pytest.raises(RateLimitExceededError):
            in_request(limited_in_posts)

    served.work(ask)


def test_who_may_call_never_is_told_how_long_to_wait(served: Served) -> None:
    def ask() -> None:
        with pytest.raises(RateLimitExceededError) as refused:
            in_request(closed)
        assert 0 < refused.value.retry_after <= 60

    served.work(ask)


def test_a_clock_that_went_wrong_locks_nobody_out(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small computer without a battery starts in another year."""
    now = time.time()

    def ask() -> Any:
        monkeypatch.setattr(time, "time", lambda: now + 365 * 24 * 3600)
        for _each in range(2):
            in_request(limited)
        monkeypatch.setattr(time, "time", lambda: now)
        return in_request(limited)

    assert served.work(ask) == "done"


def test_the_addresses_of_one_network_are_one_place(served: Served) -> None:
    """Who has one address of version 6 has all of its network: a new one for each call."""

    def asked(address: str) -> str:
        local.request_ip = address
        return str(in_request(limited))

    for number in (1, 2):
        assert served.work(lambda number=number: asked(f"2001:db8:1:2::{number}")) == "done"
    with pytest.raises(RateLimitExceededError):
        served.work(lambda: asked("2001:db8:1:2:3:4:5:6"))
    assert served.work(lambda: asked("2001:db8:1:3::1")) == "done"
    # An address of version 4 is its own place, however it is written.
    for address in ("::ffff:192.0.2.1", "192.0.2.1"):
        assert served.work(lambda address=address: asked(address)) == "done"
    with pytest.raises(RateLimitExceededError):
        served.work(lambda: asked("192.0.2.1"))
    assert served.work(lambda: asked("192.0.2.2")) == "done"
