"""Many messages, each brought three times and out of order, while the server is killed: each is there once.

``CFM_FLOOD=10000`` brings ten thousand; a thousand suffice in the ordinary run. On a bench see `flooded`.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest

from tests.browser.tongue import FRENCH, Tongue
from tests.live import Running, Server
from tests.patterns import Patterns

from .flood import (
    REASONS,
    SENDERS,
    STATUSES,
    TOO_LARGE,
    WHOLE,
    WORDS,
    Postmen,
    Request,
    forged,
    sound,
    wamid,
)
from .flooded import Flooded, OnBench, Own
from .meta import NUMBER_ID, SECRET
from .providers import Provider

MESSAGES = int(os.environ.get("CFM_FLOOD", "1000"))
OF_EACH = MESSAGES // len(SENDERS)
FORGED_OF_EACH_KIND = MESSAGES // 200
KILLS = 2
AT_ONCE = 4
MEGABYTES = 25
FILM = b"\0\0\0\x18ftypmp42"
SECONDS = 3600 if "CFM_SITE_URL" in os.environ else 600
SAY = Tongue(FRENCH)


@pytest.fixture
def office(tmp_path: Path, patterns: Patterns) -> Iterator[Flooded]:
    if address := os.environ.get("CFM_SITE_URL"):
        if "CFM_KILL" not in os.environ:
            pytest.skip("CFM_KILL names no command that ends the processes of the bench")
        yield OnBench(Running(address.rstrip("/")))
        return
    server = Server(patterns.with_app(tmp_path / "flood"), demo=False)
    yield Own(server)
    server.stop()


@pytest.fixture
def files(provider: Provider) -> Provider:
    """A provider with the two files that people sent: one that is just taken, one a byte too large."""
    for name, size in ((WHOLE, MEGABYTES << 20), (TOO_LARGE, (MEGABYTES << 20) + 1)):
        place = f'{{"url": "{provider.url}/bytes/{name}"}}'
        provider.pages[f"/{name}"] = ("application/json", place.encode())
        provider.pages[f"/bytes/{name}"] = ("video/mp4", FILM.ljust(size, b"\0"))
    return provider


def test_each_message_is_there_once(office: Flooded, files: Provider) -> None:
    postmen = Postmen(account(office, files.url))
    chance = random.Random(20)
    requests = [*sound(chance, OF_EACH), *forged(chance, FORGED_OF_EACH_KIND)]
    chance.shuffle(requests)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [pool.submit(postmen.bring, each) for each in requests]
        for number in range(1, KILLS + 1):
            _until(lambda number=number: _done(answers) >= len(answers) * number // (KILLS + 1))
            office.kill()
        for request, answer in zip(requests, answers, strict=True):
            assert answer.result() == STATUSES.get(request.fault, 200), request.fault
    _tell(postmen)
    _until(office.is_at_rest)
    _compare_messages(office)
    _compare_files(office)
    _compare_log(office, requests, postmen.tried)
    assert not any(word in office.printed() for word in WORDS)


def account(office: Flooded, graph_url: str) -> str:
    """The address of a new account, as its provider calls it."""
    known = {"phone_number_id": NUMBER_ID, "graph_url": graph_url, "api_secret": "x"}
    more = {"signature_secret": SECRET, "media_megabytes": MEGABYTES, "channel": "WhatsApp"}
    return office.open_account(adapter="WhatsApp", **known, **more)


def _done(answers: list[Future[int]]) -> int:
    return sum(each.done() for each in answers)


def _until(is_so: Any) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _tell(postmen: Postmen) -> None:
    *_rest, p95 = quantiles(postmen.seconds, n=20)
    print(f"\n{len(postmen.seconds)} requests, p95 of the door {p95 * 1000:.0f} ms")


def _compare_messages(office: Flooded) -> None:
    ours = {"account": office.name}
    envelopes = office.rows("CFM Envelope", ours, ["state", "payload"])
    assert len(envelopes) == len(SENDERS) * OF_EACH
    assert {(row.state, row.payload) for row in envelopes} == {("Done", None)}
    found = office.rows("CFM Conversation", ours, ["name", "contact_address", "unread"])
    assert {row.contact_address: row.unread for row in found} == {
        f"+{sender}": OF_EACH for sender in SENDERS
    }
    for row in found:
        fields, in_thread = ["sender_id", "text"], "sent_on asc, creation asc"
        messages = office.rows("CFM Message", {"conversation": row.name}, fields, in_thread)
        sender = row.contact_address.removeprefix("+")
        wanted = [wamid(sender, number) for number in range(OF_EACH)]
        assert [each.sender_id for each in messages] == wanted
        for number, each in enumerate(messages):
            assert each.text.rpartition(" ") in [(word, " ", str(number)) for word in WORDS]


def _compare_files(office: Flooded) -> None:
    fields = ["name", "media_id", "media_state", "media_note"]
    with_file = {"account": office.name, "media_id": ["is", "set"]}
    messages = office.rows("CFM Message", with_file, fields)
    found = Counter((row.media_id, row.media_state, row.media_note) for row in messages)
    reason = SAY("The file is larger than {0} MB, so it was not kept.", MEGABYTES)
    each = len(SENDERS)
    assert found == {(WHOLE, "Fetched", None): each, (TOO_LARGE, "Refused", reason): each}
    names = [row.name for row in messages]
    attached = {"attached_to_doctype": "CFM Message", "attached_to_name": ["in", names]}
    files = office.rows("File", attached, ["attached_to_name", "file_size"])
    kept = sorted(row.name for row in messages if row.media_id == WHOLE)
    assert sorted(row.attached_to_name for row in files) == kept
    assert {row.file_size for row in files} == {MEGABYTES << 20}


def _compare_log(office: Flooded, requests: list[Request], tried: Counter[str]) -> None:
    """Every refusal has its reason; what was written down without an answer came again."""
    logged = office.logged()
    assert not any(word in str(logged) for word in WORDS)
    reasons = Counter(row.error for row in logged)
    for reason in set(REASONS.values()):
        faults = [fault for fault in REASONS if REASONS[fault] == reason]
        sent = sum(request.fault in faults for request in requests)
        # Strangers are written down once a minute.
        least = 1 if "token" in reason else sent
        most = sum(tried[fault] for fault in faults)
        assert least <= reasons.pop(SAY(reason), 0) <= most, reason
    assert not reasons
