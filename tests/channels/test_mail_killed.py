"""Three hundred mails, each brought three times, while the server is killed: each is there once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cfm_app.channels import conversations
from cfm_app.channels.mail import queueing
from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.site import forget_site, get_site
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.query.select import get_all
from tests.live import Server
from tests.patterns import Patterns

from .mail_servers import Imap, Postman
from .postbox import mail, values

FOLDER = "Tues"
MAILS, TIMES = 100, 3
SECONDS = 120


@pytest.fixture
def server(tmp_path: Path, patterns: Patterns, imap: Imap, postman: Postman) -> Iterator[Server]:
    found = Server(patterns.with_app(tmp_path / "mails"), demo=False)
    yield found
    found.stop()


def in_site(server: Server, work: Callable[[], None]) -> None:
    with opened(get_site(server.site.name, server.site.parent)):
        work()
        local.db.commit()
    forget_site(server.site.name, server.site.parent)


def until_marked(imap: Imap, count: int) -> None:
    deadline = time.monotonic() + SECONDS
    while sum(imap.seen(FOLDER)) < count:
        assert time.monotonic() < deadline, f"{sum(imap.seen(FOLDER))} of {count}"
        time.sleep(0.1)


def test_each_mail_is_there_once(server: Server, imap: Imap, postman: Postman) -> None:
    imap.make(FOLDER)
    in_site(server, lambda: set_up(values(imap, postman, FOLDER)))
    mails = [bytes(mail(f"numéro {number}", f"p{number % 4}@gens.test")) for number in range(MAILS)]
    imap.put(*mails * TIMES, folder=FOLDER)
    server.start()
    for share in (20, 150):
        until_marked(imap, share)
        server.kill()
        server.start()
    until_marked(imap, MAILS * TIMES)
    server.stop()
    in_site(server, conversations.process_waiting)
    in_site(server, compare)


def set_up(given: dict[str, Any]) -> None:
    """An account whose mailbox is about to be looked into: the clock does so every four minutes."""
    account = {"doctype": "CFM Channel Account", "account_name": "killed", **given}
    queueing.fetch_soon(str(get_doc(account).insert().name))


def compare() -> None:
    envelopes = get_all("CFM Envelope", fields=["state", "payload"], limit_page_length=0)
    assert [(row.state, row.payload) for row in envelopes] == [("Done", None)] * MAILS
    texts = get_all("CFM Message", pluck="text", limit_page_length=0)
    assert sorted(texts) == sorted(f"Ration\n\nnuméro {number}" for number in range(MAILS))
