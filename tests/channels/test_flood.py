"""A thousand messages, each brought three times and out of order, while the server is killed: each is there once."""

from __future__ import annotations

import hashlib
import hmac
import json
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
from .meta import NUMBER_ID, SECRET, envelope, text

SENDERS = ("23566300001", "23566300002", "23566300003", "23566300004")
OF_EACH = 250
TIMES = 3
KILLS = 2
START = 1_764_100_000
WORDS = ("Il manque du mil 🌾", "لم نستلم الحصة ‏", "zero\u200bwidth\u200d", "Merci 🙏🏿")
SECONDS = 120


@pytest.fixture
def server(tmp_path: Path, patterns: Patterns) -> Iterator[Server]:
    folder = patterns.with_app(tmp_path / "flood")
    found = Server(folder, demo=False)
    yield found
    found.stop()


def account(server: Server) -> str:
    """The address of a new account, as its provider calls it."""
    with opened(get_site(server.site.name, server.site.parent)):
        given = {"doctype": "CFM Channel Account", "account_name": "flood", "adapter": "WhatsApp"}
        known = {"phone_number_id": NUMBER_ID, "graph_url": "http://127.0.0.1:9", "api_secret": "x"}
        doc = get_doc(
            {**given, **known, "channel": "WhatsApp", "signature_secret": SECRET}
        ).insert()
        token = doc.get_password("token")
        local.db.commit()
    forget_site(server.site.name, server.site.parent)
    return f"{server.url}{DOOR}?{urlencode({'account': 'flood', 'token': token})}"


def batches(chance: random.Random) -> list[bytes]:
    """The messages of all senders in requests of up to ten, each three times, in any order."""
    values = [
        text(f"wamid.{sender}.{number}", f"{chance.choice(WORDS)} {number}", START + number, sender)
        for sender in SENDERS
        for number in range(OF_EACH)
    ]
    found: list[bytes] = []
    for _time in range(TIMES):
        chance.shuffle(values)
        rest = list(values)
        while rest:
            size = chance.randint(1, 10)
            body, rest = envelope(*rest[:size]), rest[size:]
            found.append(json.dumps(body, ensure_ascii=False).encode())
    chance.shuffle(found)
    return found


def bring(address: str, raw: bytes, secret: str = SECRET) -> tuple[int, float]:
    """As Meta does: signed, and again until somebody answers."""
    signature = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        began = time.perf_counter()
        try:
            answer = requests.post(address, data=raw, headers=headers, timeout=30)
        except requests.RequestException:
            time.sleep(0.1)
            continue
        if answer.status_code < 500:
            return answer.status_code, time.perf_counter() - began
    raise AssertionError("nobody answered")


def test_each_message_is_there_once(server: Server) -> None:
    address = account(server)
    server.start()
    chance = random.Random(20)
    requests_ = batches(chance)
    forged = requests_[:30]
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(bring, address, raw) for raw in requests_]
        refused = [pool.submit(bring, address, raw, "another secret") for raw in forged]
        for number in range(1, KILLS + 1):
            while sum(each.done() for each in sent) < len(sent) * number // (KILLS + 1):
                time.sleep(0.02)
            server.kill()
            server.start()
        answers = [each.result() for each in sent]
        assert {status for status, _seconds in answers} == {200}
        assert {each.result()[0] for each in refused} == {403}
    times = sorted(seconds for _status, seconds in answers)
    print(f"\n{len(times)} requests, p95 of the door {quantiles(times, n=20)[-1] * 1000:.0f} ms")
    server.stop()
    _work_off(server)
    with opened(get_site(server.site.name, server.site.parent)):
        _compare()
    forget_site(server.site.name, server.site.parent)


def _work_off(server: Server) -> None:
    """What was left over is worked off by the jobs that run anyway."""
    with opened(get_site(server.site.name, server.site.parent)):
        while waits := get_all("CFM Envelope", filters={"state": "Waiting"}, pluck="name"):
            conversations.process_waiting()
            left = get_all("CFM Envelope", filters={"state": "Waiting"}, pluck="name")
            assert len(left) < len(waits)


def _compare() -> None:
    envelopes = get_all("CFM Envelope", fields=["state", "payload"], limit_page_length=0)
    assert len(envelopes) == len(SENDERS) * OF_EACH
    assert {(row.state, row.payload) for row in envelopes} == {("Done", None)}
    found = get_all("CFM Conversation", fields=["name", "contact_address", "unread"])
    assert {row.contact_address: row.unread for row in found} == {
        f"+{sender}": OF_EACH for sender in SENDERS
    }
    for row in found:
        messages: list[Any] = get_all(
            "CFM Message",
            filters={"conversation": row.name},
            fields=["sender_id", "text"],
            order_by="sent_on asc, creation asc",
            limit_page_length=0,
        )
        sender = row.contact_address.removeprefix("+")
        assert [each.sender_id for each in messages] == [
            f"wamid.{sender}.{number}" for number in range(OF_EACH)
        ]
        assert all(each.text.startswith(WORDS) for each in messages)
    logged = get_all("Error Log", filters={"reference_name": "flood"}, fields=["method", "error"])
    assert len(logged) >= 30 and not any(word in str(logged) for word in WORDS)
