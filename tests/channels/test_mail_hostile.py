"""Mails made to stop the mailbox, or to take the time of the machine."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

import pytest

from cfm_app.channels import receiving
from cfm_app.channels.mail import fetching, reading

from .conftest import Office
from .mail_servers import Imap, Postman
from .postbox import Postbox, mail, postbox, raw

_numbers = count(1)


@pytest.fixture
def box(office: Office, imap: Imap, postman: Postman) -> Postbox:
    return postbox(office, imap, postman, f"hostile-{next(_numbers)}")


def nested(levels: int) -> bytes:
    """Parts within parts."""
    begins = "".join(
        f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"
        for level in range(levels)
    )
    head = "From: n@gens.test\r\nSubject: Dedans\r\nMIME-Version: 1.0\r\n"
    return (head + begins + "Content-Type: text/plain\r\n\r\nfond\r\n").encode()


def parts(count: int) -> bytes:
    each = "--B\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    return raw(each * count, MIME_Version="1.0", Content_Type="multipart/mixed; boundary=B")


HOSTILE = {
    "brackets": raw(sender="(" * 3000 + " <x@y.test>"),
    "groups": raw(sender="a:" * 20_000),
    "nested": nested(1_500),
    "parts": parts(20_000),
    "lines": raw("\r\n" * 1_500_000),
    "headers": b"X: y\r\n" * 300_000 + raw(),
    "parameters": raw(Content_Type="text/plain" + "; " * 400_000),
    "boundary": raw(Content_Type="multipart/mixed; boundary*=undefined''x"),
    "continued": raw(Content_Type="text/plain; charset*" + "9" * 5_000 + "=x"),
    "words": raw(Subject="=?a?q?" * 100_000),
    "name": raw(Content_Disposition="attachment; filename*=undefined''x.pdf"),
    "date": raw(Date="Fri, 31 Dec 9999 23:59:59 -1200"),
    "date before": raw(Date="Mon, 01 Jan 0001 00:00:00 +1200"),
    "report": raw(
        "\xe9" * 100_000,
        sender="MAILER-DAEMON@gens.test",
        Content_Type="text/plain; charset=unicode_escape",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_mails_behind_a_hostile_one_arrive_and_so_does_it(box: Postbox, kind: str) -> None:
    started = time.monotonic()
    box.arrives(HOSTILE[kind], mail("après", sender="later@gens.test"))
    assert time.monotonic() - started < 20
    assert "later@gens.test" in [row.contact_address for row in box.conversations()]
    assert len(box.messages()) == (1 if kind == "report" else 2)
    assert box.told("fetch_error").fetch_error is None
    envelopes = box.office.rows("CFM Envelope", "state", account=box.account)
    assert {row.state for row in envelopes} == {"Done"}


def test_a_mail_that_cannot_be_read_shows_its_subject_and_where_it_is(box: Postbox) -> None:
    box.arrives(nested(1_500))
    (said,) = box.messages()
    assert said.text.startswith("Dedans\n\n(This mail is built so that")


def test_a_mail_of_which_nothing_can_be_read_is_known_by_its_digest(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "sender", lambda *given: (_ for _ in ()).throw(RecursionError))
    box.arrives(raw("un", Message_ID="<un@gens.test>"))
    box.arrives(raw("un", Message_ID="<un@gens.test>"))
    assert len(box.office.rows("CFM Envelope", account=box.account, state="Waiting")) == 1
    assert box.imap.seen(box.folder) == [True, True]


def test_a_mail_that_cannot_be_kept_is_left_with_a_flag_and_told(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, tries = receiving.store, []

    def refusing(account: str, envelope: Any) -> str | None:
        if b"piege" in envelope.content:
            tries.append(envelope)
            raise MemoryError
        return store(account, envelope)

    monkeypatch.setattr(fetching.receiving, "store", refusing)
    box.arrives(raw("piege"), raw("bon"))
    box.look()
    assert [row.text for row in box.messages()] == ["Ration\n\nbon"]
    told = box.told("last_ignored", "fetch_error")
    assert "with a flag" in told.last_ignored and not told.fetch_error
    assert len(tries) == 2
    with box.imap.inbox(box.folder) as other:
        assert b"\\Flagged" in other.fetch("1", "(FLAGS)")[1][0]


# --- charsets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "utf-7", "rot13", "zip"])
def test_a_codec_that_is_no_charset_costs_nothing(box: Postbox, charset: str) -> None:
    body = "a" * 450_000 + "-" + "b" * 225_000
    started = time.monotonic()
    box.arrives(
        raw(body, Content_Type=f"text/plain; charset={charset}"),
        raw(
            "deux",
            Subject=f"=?{charset}?q?abc-def?=",
            Content_Type="text/plain; charset*=" + charset + "''utf-8",
        ),
    )
    assert time.monotonic() - started < 10
    assert [row.text[:10] for row in box.messages()] == ["Ration\n\naa", "abc-def\n\nd"]
