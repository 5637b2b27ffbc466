"""A client of the contract that others wrote talks to the free line.

It pins an old version of requests, so it is none of what tests need; this one runs where it is installed
(``pip install --no-deps py-zammad-cti classmods``).
"""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import OPERATOR, Office
from .test_line import CALLS, ok

pytest.importorskip("zammad_cti", reason="py-zammad-cti is not installed")

NUMBER = "+23566885501"


def test_a_client_that_others_wrote_tells_of_calls(office: Office) -> None:
    from zammad_cti import CTIClient  # type: ignore[import-not-found,unused-ignore]

    account = office.account(
        account_name="line of the client",
        adapter="Free line",
        channel="Ligne verte",
        extensions=[{"extension": "201", "user": OPERATOR}],
    )
    client = CTIClient(f"http://127.0.0.1:{office.served.port}{office.address(account)}")
    call: dict[str, Any] = {"_from": NUMBER, "to": "1212", "direction": "in", "call_id": "z1"}
    assert client.new_call(**call, user=["201", "nobody"], queue="cfm") == {}
    office.work()
    shown = ok(office.user(OPERATOR).call(f"{CALLS}.ringing"))
    assert [row["state"] for row in shown if row["state"] == "Ringing"]
    assert client.answer(**call, answering_number="201") == {}
    assert client.hangup(**call, cause="normalClearing", answering_number="201") == {}
    office.work()
    fields = ("number", "state", "operator", "queue")
    [row] = office.rows("CFM Call", *fields, account=account)
    told = (row.number, row.state, row.operator, row.queue)
    assert told == (NUMBER, "Ended", OPERATOR, "cfm")
