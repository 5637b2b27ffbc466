"""Many messages, each brought three times and out of order, while the server is killed: each is there once.

``CFM_FLOOD=10000`` brings ten thousand; a thousand suffice in the ordinary run.
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
from urllib.parse import urlencode

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.site import forget_site, get_site
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.query.select import get_all
from tests.live import Server
from tests.patterns import Patterns

from .conftest import DOOR
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
from .meta import NUMBER_ID, SECRET
from .providers import Provider

MESSAGES = int(os.environ.get("CFM_FLOOD", "1000"))
OF_EACH = MESSAGES // len(SENDERS)
FORGED_OF_EACH_KIND = MESSAGES // 200
KILLS = 2
AT_ONCE = 4
MEGABYTES = 25
FILM = b"\0\0\0\x18ftypmp42"
SECONDS = 600


@pytest.fixture
def server(tmp_path: Path, patterns: Patterns) -> Iterator[Server]:
    folder = patterns.with_app(tmp_path / "flood")
    found = Server(folder, demo=False)
    yield found
    found.stop()


@pytest.fixture
def files(provider: Provider) -> Provider:
    """A provider with the two files that people sent: one that is just taken, one a byte too large."""
    for name, size in ((WHOLE, MEGABYTES << 20), (TOO_LARGE, (MEGABYTES << 20) + 1)):
        place = f'{{"url": "{provider.url}/bytes/{name}"}}'
        provider.pages[f"/{name}"] = ("application/json", place.encode())
        provider.pages[f"/bytes/{name}"] = ("video/mp4", FILM.ljust(size, b"\0"))
    return provider


def account(server: Server, graph_url: str) -> str:
    """The address of a new account, as its provider calls it."""
    with opened(get_site(server.site.name, server.site.parent)):
        # Reasons are told in the language of the office.
        local.db.set_value("System Settings", "System Settings", {"language": "en"})
        given = {"doctype": "CFM Channel Account", "account_name": "flood", "adapter": "WhatsApp"}
        known = {"phone_number_id": NUMBER_ID, "graph_url": graph_url, "api_secret": "x"}
        more = {"signature_secret": SECRET, "media_megabytes": MEGABYTES, "channel": "WhatsApp"}
        doc = get_doc({**given, **known, **more}).insert()
        token = doc.get_password("token")
        local.db.commit()
    forget_site(server.site.name, server.site.parent)
    return f"{server.url}{DOOR}?{urlencode({'account': 'flood', 'token': token})}"


def test_each_message_is_there_once(server: Server, files: Provider) -> None:
    postmen = Postmen(account(server, files.url))
    server.start()
    chance = random.Random(20)
    requests = [*sound(chance, OF_EACH), *forged(chance, FORGED_OF_EACH_KIND)]
    chance.shuffle(requests)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [pool.submit(postmen.bring, each) for each in requests]
        for number in range(1, KILLS + 1):
            _until(lambda number=number: _done(answers) >= len(answers) * number // (KILLS + 1))
            server.kill()
            server.start()
        for request, answer in zip(requests, answers, strict=True):
            assert answer.result() == STATUSES.get(request.fault, 200), request.fault
    _tell(postmen)
    _until(lambda: not _waiting(server))
    server.stop()
    with opened(get_site(server.site.name, server.site.parent)):
        _compare_messages()
        _compare_files()
        _compare_log(requests, postmen.tried)
    forget_site(server.site.name, server.site.parent)
    assert not any(word in server.printed() for word in WORDS)


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


def _waiting(server: Server) -> int:
    """How much the server has yet to do; it is asked beside it, in its database."""
    with opened(get_site(server.site.name, server.site.parent)):
        jobs = local.db.sql("select count(*) from `__job` where status in ('queued', 'started')")
        return int(jobs[0][0]) + int(local.db.count("CFM Envelope", {"state": "Waiting"}))


def _compare_messages() -> None:
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
        wanted = [wamid(sender, number) for number in range(OF_EACH)]
        assert [each.sender_id for each in messages] == wanted
        for number, each in enumerate(messages):
            assert each.text.rpartition(" ") in [(word, " ", str(number)) for word in WORDS]


def _compare_files() -> None:
    fields = ["name", "media_id", "media_state", "media_note"]
    messages = get_all("CFM Message", {"media_id": ["is", "set"]}, fields, limit_page_length=0)
    found = Counter((row.media_id, row.media_state, row.media_note) for row in messages)
    reason = f"The file is larger than {MEGABYTES} MB, so it was not kept."
    each = len(SENDERS)
    assert found == {(WHOLE, "Fetched", None): each, (TOO_LARGE, "Refused", reason): each}
    files = get_all(
        "File", {"attached_to_doctype": "CFM Message"}, ["attached_to_name", "file_size"]
    )
    kept = sorted(row.name for row in messages if row.media_id == WHOLE)
    assert sorted(row.attached_to_name for row in files) == kept
    assert {row.file_size for row in files} == {MEGABYTES << 20}


def _compare_log(requests: list[Request], tried: Counter[str]) -> None:
    """Every refusal has its reason; what was written down without an answer came again."""
    logged = get_all("Error Log", fields=["method", "error"], limit_page_length=0)
    assert not any(word in str(logged) for word in WORDS)
    reasons = Counter(row.error for row in logged)
    for reason in set(REASONS.values()):
        faults = [fault for fault in REASONS if REASONS[fault] == reason]
        sent = sum(request.fault in faults for request in requests)
        # Strangers are written down once a minute.
        least = 1 if "token" in reason else sent
        assert least <= reasons.pop(reason, 0) <= sum(tried[fault] for fault in faults), reason
    assert not reasons
