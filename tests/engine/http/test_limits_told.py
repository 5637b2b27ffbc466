"""Whoever asks too often is told when to come back, and how much is left where the site has a limit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.web.http.work_limit import WorkLimit
from tests.engine.served import Served

RULE = {"limit": 10, "window": 3600}
PING = "/api/method/ping"


@pytest.fixture
def limited(served: Served) -> Iterator[Served]:
    served.site.config.rate_limit = RULE
    yield served
    del served.site.config["rate_limit"]


def test_answers_tell_what_is_left(limited: Served) -> None:
    first, second = limited.guest().get(PING), limited.guest().get(PING)
    assert first.header("X-RateLimit-Limit") == "10000000"
    assert 0 < int(first.header("X-RateLimit-Reset") or 0) <= 3600
    assert int(first.header("X-RateLimit-Used") or 0) > 0
    left = [int(each.header("X-RateLimit-Remaining") or 0) for each in (first, second)]
    assert left[1] < left[0] <= 10_000_000


def test_a_site_whose_work_is_done_refuses_and_says_until_when(served: Served) -> None:
    served.site.config.rate_limit = {"limit": 0.000001, "window": 3600}
    try:
        served.guest().get(PING)
        answer = served.guest().get(PING)
    finally:
        del served.site.config["rate_limit"]
    assert answer.status == 429
    assert answer.header("Retry-After") == answer.header("X-RateLimit-Reset")
    assert answer.header("X-RateLimit-Remaining") == "0"
    assert served.guest().get(PING).status == 200


def test_a_site_without_a_limit_tells_of_none(served: Served) -> None:
    assert not [key for key, _value in served.guest().get(PING).headers if "RateLimit" in key]


def test_the_count_begins_anew_with_each_window() -> None:
    moments = iter((3600.0, 3608.0, 3610.0, 3615.0, 7200.0, 7201.0))
    work = WorkLimit(clock=lambda: next(moments))
    first = work.begin(RULE)
    assert first is not None
    work.end(first)
    second = work.begin(RULE)
    assert second is not None and second.remaining == 2_000_000
    work.end(second)
    third = work.begin(RULE)
    assert third is not None
    assert (third.remaining, third.reset) == (10_000_000, 3600)


def test_a_function_that_is_called_too_often_says_when_to_come_back(served: Served) -> None:
    served.work(lambda: local.db.sql("delete from `__rate_limit`"))
    path = "frappe.core.doctype.user.user.reset_password"
    answers = [served.guest().call(path, user="nobody@example.org") for _try in range(40)]
    refused = [each for each in answers if each.status == 429]
    assert refused
    assert all(0 < int(each.header("Retry-After") or 0) <= 3600 for each in refused)
    served.work(lambda: local.db.sql("delete from `__rate_limit`"))


def test_who_is_locked_out_is_told_for_how_long(served: Served) -> None:
    user = "worker@example.com"
    answers = [served.guest().call("login", usr=user, pwd="wrong") for _try in range(15)]
    assert answers[-1].status == 429
    assert 0 < int(answers[-1].header("Retry-After") or 0) <= 3600
    served.work(lambda: local.db.sql("delete from `__login_failure`"))
