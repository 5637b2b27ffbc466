"""Calls that really ring: SIPp calls, Kamailio lets softphones ring, and the bridge tells the free line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from . import telephones
from .conftest import OPERATOR, SECOND, Office, ok

CALLS = "cfm_app.api.calls"
PHONES = {"201": OPERATOR, "202": SECOND}
SECONDS = 30


@pytest.fixture
def exchange(
    office: Office, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[telephones.Exchange]:
    if not telephones.IS_HERE:
        pytest.skip(telephones.WHY_SKIPPED)
    rows = [{"extension": each, "user": user} for each, user in PHONES.items()]
    account = office.account(
        account_name=f"rings {request.node.name}"[:100],
        adapter="Free line",
        channel="Ligne verte",
        extensions=rows,
    )
    with telephones.installed(tmp_path) as found:
        found.start(
            f"http://127.0.0.1:{office.served.port}{office.address(account)}", tuple(PHONES)
        )
        yield found
    office.change("CFM Channel Account", account, enabled=0)


def comes(office: Office, number: str, is_right: Callable[[Any], bool]) -> Any:
    """The call with a number, as soon as it is as it should be."""
    fields = ("state", "direction", "operator", "rings_at", "cause", "call_back_state")
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        office.work()
        rows = office.rows("CFM Call", *fields, number=number)
        if rows and is_right(rows[-1]):
            return rows[-1]
        time.sleep(0.05)
    raise AssertionError(rows)


def shown(office: Office, user: str, number: str) -> list[str]:
    """The states of the calls with a number that pop up on the page of somebody."""
    names = [row.name for row in office.rows("CFM Call", number=number)]
    rows = ok(office.user(user).call(f"{CALLS}.ringing"))
    return [row["state"] for row in rows if row["name"] in names]


def test_who_calls_pops_up_where_the_phone_rings_and_stays_where_it_is_answered(
    office: Office, exchange: telephones.Exchange
) -> None:
    number = "+23566890001"
    exchange.phone("201")
    second = exchange.phone("202")
    caller = exchange.somebody_calls(number)
    comes(office, number, lambda row: len((row.rings_at or "").splitlines()) == 2)
    assert [shown(office, user, number) for user in (OPERATOR, SECOND)] == [["Ringing"]] * 2
    second.picks_up()
    assert comes(office, number, lambda row: row.state == "Answered").operator == SECOND
    assert [shown(office, user, number) for user in (OPERATOR, SECOND)] == [[], ["Answered"]]
    second.hangs_up()
    row = comes(office, number, lambda row: row.state == "Ended")
    assert (row.direction, row.cause, row.call_back_state) == ("In", "normalClearing", "")
    assert caller.wait(SECONDS) == 0


def test_it_rings_at_one_phone_only_and_who_gives_up_is_called_back(
    office: Office, exchange: telephones.Exchange
) -> None:
    number = "+23566890002"
    first = exchange.phone("201")
    person = exchange.phone(number)
    person.calls(f"sip:{telephones.LINE}@127.0.0.1:{exchange.port}")
    comes(office, number, lambda row: row.rings_at == OPERATOR)
    assert [shown(office, user, number) for user in (OPERATOR, SECOND)] == [["Ringing"], []]
    person.hangs_up()
    row = comes(office, number, lambda row: row.state == "Missed")
    assert (row.cause, row.call_back_state) == ("cancel", "Open")

    # Whoever calls back is seen to do so.
    first.calls(f"sip:{number}@127.0.0.1:{exchange.port}")
    row = comes(office, number, lambda row: row.direction == "Out")
    assert row.operator == OPERATOR
    person.picks_up()
    comes(office, number, lambda row: row.state == "Answered")
    person.hangs_up()
    comes(office, number, lambda row: row.state == "Ended")
    assert not office.rows("CFM Call", number=number, call_back_state="Open")


def test_who_calls_while_nobody_is_at_a_phone_has_called(
    office: Office, exchange: telephones.Exchange
) -> None:
    number = "+23566890003"
    exchange.somebody_calls(number)
    row = comes(office, number, lambda row: row.state == "Missed")
    assert (row.cause, row.call_back_state) == ("congestion", "Open")


def test_a_phone_that_is_busy_says_so(office: Office, exchange: telephones.Exchange) -> None:
    number = "+23566890004"
    first = exchange.phone("201")
    exchange.somebody_calls(number)
    comes(office, number, lambda row: row.rings_at == OPERATOR)
    first.hangs_up()
    row = comes(office, number, lambda row: row.state == "Declined")
    assert (row.cause, row.operator) == ("busy", None)


def test_calls_between_two_phones_are_not_told(
    office: Office, exchange: telephones.Exchange
) -> None:
    first, second = exchange.phone("201"), exchange.phone("202")
    first.calls(f"sip:202@127.0.0.1:{exchange.port}")
    deadline = time.monotonic() + SECONDS
    while "Incoming call" not in _printed(exchange):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    second.picks_up()
    second.hangs_up()
    number = "+23566890005"
    exchange.somebody_calls(number)
    comes(office, number, lambda row: row.rings_at)
    assert not office.rows("CFM Call", number="202")


def _printed(exchange: telephones.Exchange) -> str:
    return "".join(
        file.read_text(errors="replace") for file in exchange.folder.glob("baresip-*.log")
    )
