"""Two thousand events of calls, each told three times, in any order, while the server is killed: each call is right."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

import pytest
import requests

from cfm_app.channels import conversations
from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.site import forget_site, get_site
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.query.select import get_all
from tests.live import Server
from tests.patterns import Patterns

from .conftest import DOOR

USERS = ("line1@test.cfm", "line2@test.cfm")
CALLS = 800
NUMBERS = 60
TIMES = 3
KILLS = 2
SECONDS = 120
CAUSES = {"Ended": "normalClearing", "Missed": "cancel", "Declined": "busy"}


@pytest.fixture
def server(tmp_path: Path, patterns: Patterns) -> Iterator[Server]:
    folder = patterns.with_app(tmp_path / "line")
    found = Server(folder, demo=False)
    yield found
    found.stop()


def account(server: Server) -> str:
    with opened(get_site(server.site.name, server.site.parent)):
        for user in USERS:
            get_doc({"doctype": "User", "email": user, "first_name": user[:5]}).insert()
        rows = [{"extension": str(201 + at), "user": user} for at, user in enumerate(USERS)]
        given = {"doctype": "CFM Channel Account", "account_name": "flood", "adapter": "Free line"}
        doc = get_doc({**given, "channel": "Ligne verte", "extensions": rows}).insert()
        token = doc.get_password("token")
        local.db.commit()
    forget_site(server.site.name, server.site.parent)
    return f"{server.url}{DOOR}?{urlencode({'account': 'flood', 'token': token})}"


def of_call(number: int) -> tuple[str, str, list[dict[str, str]]]:
    """The number that calls, how the call ends, and its events."""
    caller, phone = f"+2356660{number % NUMBERS:04d}", str(201 + number % 2)
    state = ("Ended", "Missed", "Ended", "Declined")[number % 4]
    ends = {"from": caller, "to": "1212", "direction": "in", "callId": f"flood-{number}"}
    events = [{"event": "newCall", "user[]": phone}]
    if state == "Ended":
        events.append({"event": "answer", "answeringNumber": phone})
    events.append({"event": "hangup", "cause": CAUSES[state]})
    return caller, state, [{**ends, **each} for each in events]


def tell(address: str, event: dict[str, str]) -> float:
    """As a bridge does: again until somebody answers."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        began = time.perf_counter()
        try:
            answer = requests.post(address, data=event, timeout=30)
        except requests.RequestException:
            time.sleep(0.1)
            continue
        if answer.status_code < 500:
            assert (answer.status_code, answer.text) == (200, "{}")
            return time.perf_counter() - began
    raise AssertionError("nobody answered")


def test_each_call_is_right(server: Server) -> None:
    address = account(server)
    server.start()
    told = [each for number in range(CALLS) for each in of_call(number)[2]] * TIMES
    random.Random(16).shuffle(told)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(tell, address, event) for event in told]
        for number in range(1, KILLS + 1):
            while sum(each.done() for each in sent) < len(sent) * number // (KILLS + 1):
                time.sleep(0.02)
            server.kill()
            server.start()
        times = sorted(each.result() for each in sent)
    print(f"\n{len(times)} events, p95 of the door {quantiles(times, n=20)[-1] * 1000:.0f} ms")
    server.stop()
    with opened(get_site(server.site.name, server.site.parent)):
        while get_all("CFM Envelope", filters={"state": "Waiting"}, pluck="name"):
            conversations.process_waiting()
        _compare()
    forget_site(server.site.name, server.site.parent)


def _compare() -> None:
    fields = ["call_id", "number", "state", "operator", "rings_at", "cause", "talking_seconds"]
    fields += ["call_back_state", "missed_calls", "started_on", "answered_on"]
    rows: list[Any] = get_all("CFM Call", fields=fields, limit_page_length=0)
    found = {row.call_id: row for row in rows}
    assert len(rows) == len(found) == CALLS
    for number in range(CALLS):
        caller, state, _events = of_call(number)
        row, user = found[f"flood-{number}"], USERS[number % 2]
        assert (row.number, row.state, row.cause) == (caller, state, CAUSES[state])
        assert row.rings_at == user and row.operator == (user if state == "Ended" else None)
        assert row.talking_seconds == 0 or state == "Ended"
    for caller in {row.number for row in rows}:
        calls = [row for row in rows if row.number == caller]
        reached = max((row.answered_on for row in calls if row.answered_on), default=None)
        missed = [
            row
            for row in calls
            if row.state != "Ended" and (reached is None or row.started_on > reached)
        ]
        tasks = [row for row in calls if row.call_back_state == "Open"]
        assert [row.missed_calls for row in tasks] == ([len(missed)] if missed else [])
