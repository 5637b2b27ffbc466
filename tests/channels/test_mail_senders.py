"""What the mail server of the office found out about a sender is told to the operators, and to nobody else."""

from __future__ import annotations

from itertools import count

import pytest

from .conftest import OPERATOR, Office, ok
from .mail_servers import Imap, Postman
from .postbox import INBOX, Postbox, mail, postbox

_numbers = count(1)
MANAGER = "leads@test.cfm"
SERVER = "mx.pam.test"
BOTH = "dkim=pass header.d={0}; spf=pass smtp.mailfrom={0}"

CONFIRMED = [
    f"{SERVER}; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=gens.test",
    f"{SERVER}; dkim=fail header.d=gens.test; spf=softfail smtp.mailfrom=x.test; dmarc=pass",
    f"{SERVER} 1;\r\n dkim=pass (2048-bit key; secure) header.d=gens.test header.i=@gens.test",
    f'{SERVER}; dkim=pass header.i="@gens.test"; dmarc=none',
    f"{SERVER}; spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=achta@gens.test",
    f"{SERVER.upper()}; DMARC=Pass",
    f'{SERVER}; spf=pass (he said "hi) smtp.mailfrom="achta"@gens.test',
    f'{SERVER}; spf=pass smtp.mailfrom="achta@gens.test"',
]
NOT_CONFIRMED = [
    "",
    SERVER,
    f"{SERVER}; none",
    f"{SERVER}; dmarc=fail header.from=gens.test; {BOTH.format('gens.test')}",
    f"{SERVER}; {BOTH.format('evil.test')}",
    f"{SERVER}; dkim=pass header.d=evil.gens.test",
    f"{SERVER}; dkim=pass header.d=notgens.test",
    f"{SERVER}; dkim=pass header.d=test",
    f"{SERVER}; (dmarc=pass) dkim=fail header.d=gens.test",
    f"{SERVER}; dkim=neutral reason=dmarc=pass header.d=gens.test",
    "mx.evil.test; dmarc=pass",
    f"mx.evil.test; {SERVER}; dmarc=pass",
    "dmarc=pass",
    f'{SERVER}; spf=pass smtp.mailfrom="x@gens.test"@evil.test',
    f'{SERVER}; spf=pass smtp.mailfrom="x; dkim=pass header.d=gens.test "@evil.test',
    f'{SERVER}; spf=pass smtp.mailfrom="("@evil.test; dmarc=fail; dkim=pass header.d=gens.test'
    ' header.i=")"@evil.test',
    f'{SERVER}; spf=pass smtp.mailfrom="x@evil.test; dmarc=pass',
    f"{SERVER}; spf=pass smtp.mailfrom=x@gens.test@evil.test",
    f"{SERVER}; dmarc=pass header.from=evil.test",
]


@pytest.fixture
def box(office: Office, imap: Imap, postman: Postman) -> Postbox:
    name = f"senders-{next(_numbers)}"
    return postbox(office, imap, postman, name, authserv_id=f" {SERVER} ")


def doubts(box: Postbox) -> list[bool]:
    operator = box.office.user(OPERATOR)
    (conversation,) = box.conversations()
    shown = ok(operator.call(f"{INBOX}.thread", name=conversation.name))
    return [each["is_doubtful"] for each in shown["messages"]]


def arrives(box: Postbox, said: str) -> None:
    box.arrives(b"".join((f"Authentication-Results: {said}\r\n".encode(), bytes(mail("un")))))


@pytest.mark.parametrize("said", CONFIRMED)
def test_a_sender_for_whom_the_server_vouches(box: Postbox, said: str) -> None:
    arrives(box, said)
    assert doubts(box) == [False]
    assert box.office.rows("CFM Message", "sender_check", account=box.account)[0].sender_check == (
        "Confirmed"
    )


@pytest.mark.parametrize("said", NOT_CONFIRMED)
def test_a_sender_for_whom_nobody_vouches(box: Postbox, said: str) -> None:
    arrives(box, said)
    assert doubts(box) == [True]


def test_what_stands_below_was_written_by_the_sender(box: Postbox) -> None:
    forged = f"Authentication-Results: {SERVER}; dmarc=pass\r\n".encode() + bytes(mail("un"))
    box.arrives(f"Authentication-Results: {SERVER}; dmarc=fail\r\n".encode() + forged)
    assert doubts(box) == [True]


def test_a_server_that_leaves_its_name_out(office: Office, imap: Imap, postman: Postman) -> None:
    box = postbox(office, imap, postman, "senders-nameless", authserv_id="-")
    arrives(box, "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=gens.test; dmarc=pass")
    assert doubts(box) == [False]


def test_without_a_server_nothing_is_said(office: Office, imap: Imap, postman: Postman) -> None:
    box = postbox(office, imap, postman, "senders-none")
    arrives(box, f"{SERVER}; dmarc=fail")
    assert doubts(box) == [False]


def test_whoever_tries_an_account_learns_the_name(
    office: Office, imap: Imap, postman: Postman
) -> None:
    box = postbox(office, imap, postman, "senders-tried")
    arrives(box, f"{SERVER}; dmarc=pass")
    assert SERVER in tried(box)
    office.change("CFM Channel Account", box.account, authserv_id=SERVER)
    assert SERVER not in tried(box)


def tried(box: Postbox) -> str:
    asked = {"dt": "CFM Channel Account", "dn": box.account, "method": "try_connection"}
    return str(ok(box.office.user(MANAGER).post("/api/method/run_doc_method", asked)))
