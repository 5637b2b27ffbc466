"""Whatever mail servers do: nothing is read twice or missed, nothing leaves twice, each fault is explained."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from cfm_app.channels import conversations, outbox, receiving
from cfm_app.channels.mail import automatic, connections, fetching, reading
from frappe_embedded.kernel.utils.dates import add_to_date, now_datetime
from tests.png import png_of

from .conftest import Office, ok
from .mail_servers import SECRET, Imap, Postman, write_certificate
from .postbox import Postbox, mail, postbox, values

OLD = add_to_date(now_datetime(), minutes=-20)
LARGE = 26 << 20


@pytest.fixture
def box(office: Office, imap: Imap, postman: Postman, request: pytest.FixtureRequest) -> Postbox:
    return postbox(office, imap, postman, f"fault-{request.node.name}"[:100])


class Killed(BaseException):
    """As if the machine went down here."""


def test_a_mail_that_was_kept_and_not_marked_is_there_once(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.imap.put(bytes(mail("un")), bytes(mail("deux")), folder=box.folder)
    with monkeypatch.context() as patched:
        patched.setattr(fetching, "_mark", lambda *given: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            box.look()
    assert box.imap.seen(box.folder) == [False, False]
    assert len(box.office.rows("CFM Envelope", account=box.account, state="Waiting")) == 1
    box.look()
    box.look()
    assert [row.text for row in box.messages()] == ["Ration\n\nun", "Ration\n\ndeux"]
    assert box.imap.seen(box.folder) == [True, True]


def test_a_mail_that_was_not_kept_is_not_marked(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.imap.put(bytes(mail("un")), folder=box.folder)
    with monkeypatch.context() as patched:
        patched.setattr(receiving, "_insert", lambda *given: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            box.look()
    assert box.imap.seen(box.folder) == [False]
    box.look()
    assert len(box.messages()) == 1


def test_what_somebody_opened_by_hand_is_taken_in_and_numbers_made_anew_repeat_nothing(
    box: Postbox,
) -> None:
    box.arrives(mail("un"))
    box.imap.put(bytes(mail("deux")), folder=box.folder)
    with box.imap.inbox(box.folder) as other:
        other.store("2", "+FLAGS", "\\Seen")
    box.look()
    box.imap.numbered_anew()
    box.imap.put(bytes(mail("trois")), folder=box.folder)
    box.look()
    box.look()
    assert [row.text[8:] for row in box.messages()] == ["un", "deux", "trois"]


def test_three_hundred_mails_with_duplicates_are_there_once(box: Postbox) -> None:
    mails = [bytes(mail(f"numéro {number}", f"p{number % 7}@gens.test")) for number in range(100)]
    box.arrives(*mails, *mails, *mails)
    box.look()
    found = box.messages()
    assert len(found) == 100 and len({row.text for row in found}) == 100
    assert sum(row.unread for row in box.conversations()) == 100
    assert box.imap.seen(box.folder) == [True] * 300


def test_another_sender_with_a_known_id_is_another_mail(box: Postbox) -> None:
    first = mail("un", sender="a@gens.test")
    stolen = mail("deux", sender="b@gens.test", Message_ID=first["Message-ID"])
    box.arrives(first, stolen)
    assert len(box.messages()) == 2


def test_read_mails_are_moved_into_a_folder_with_accents(
    office: Office, imap: Imap, postman: Postman
) -> None:
    imap.make("Trait&AOk-s")
    box = postbox(office, imap, postman, "fault-moved", after_reading="Move", moved_to="Traités")
    box.arrives(mail("un"), mail("deux"))
    assert box.imap.seen(box.folder) == []
    assert box.imap.seen("Trait&AOk-s") == [True, True]
    assert len(box.messages()) == 2


def test_a_folder_that_is_missing_keeps_no_mail_back(
    office: Office, imap: Imap, postman: Postman
) -> None:
    box = postbox(office, imap, postman, "fault-unmoved", after_reading="Move", moved_to="Absent")
    box.arrives(mail("un"), mail("deux"))
    box.arrives(mail("trois"))
    assert [row.text[8:] for row in box.messages()] == ["un", "deux", "trois"]
    assert "cannot be moved to Absent" in box.told("fetch_error").fetch_error
    assert box.imap.seen(box.folder) == [True] * 3


def test_a_mail_that_is_too_large_is_told_and_left(box: Postbox) -> None:
    came = mail("court", subject="Grand")
    came.add_attachment(b"\0" * LARGE, maintype="image", subtype="png", filename="a.png")
    box.arrives(came)
    (said,) = box.messages()
    assert said.text.startswith("Grand\n\n(This mail has ") and not said.media_state
    assert box.office.rows("CFM Envelope", account=box.account, state="Part") == []


def test_a_mail_of_some_megabytes_comes_in_pieces_and_leaves_none(box: Postbox) -> None:
    came = mail("photos")
    for number in range(3):
        photo = png_of(bytes([number]) * (4 << 20))
        came.add_attachment(photo, maintype="image", subtype="png", filename=f"{number}.png")
    came.add_attachment(b"%PDF-" + b"\0" * (2 << 20), maintype="a", subtype="pdf", filename="p.pdf")
    box.office.change("CFM Channel Account", box.account, media_megabytes=3)
    box.imap.put(bytes(came), folder=box.folder)
    box.office.served.work(lambda: fetching.fetch(box.account))
    parts = box.office.rows("CFM Envelope", account=box.account, state="Part")
    assert len(parts) > 1
    box.office.work()
    (said,) = box.messages()
    assert said.media_state == "Refused" and "larger than 3 MB" in said.media_note
    assert len(box.office.rows("File", attached_to_name=said.name)) == 1
    assert box.office.rows("CFM Envelope", account=box.account, state="Part") == []


def test_a_server_that_is_down_is_told_and_nothing_is_lost(box: Postbox, postman: Postman) -> None:
    box.imap.stop()
    try:
        box.look()
        assert "does not answer" in box.told("fetch_error").fetch_error
    finally:
        box.imap.start()
    box.arrives(mail("un"))
    assert box.told("fetch_error").fetch_error is None and len(box.messages()) == 1


# --- going out --------------------------------------------------------------------------------


def waiting(box: Postbox) -> Any:
    return box.messages("Out")[0]


@pytest.mark.parametrize(
    ("answers", "state", "said"),
    [
        ({"RCPT": "450 later"}, "Queued", "takes no mail for now"),
        ({"RCPT": "550 no such user"}, "Failed", "does not take mail to this address"),
        ({"MAIL": "553 not yours"}, "Failed", "write from the address"),
        ({"DATA": "451 later"}, "Queued", "takes no mail for now"),
        ({"DATA": "554 spam"}, "Failed", "refuses the mail"),
    ],
)
def test_each_refusal_has_its_fate(
    box: Postbox, answers: dict[str, str], state: str, said: str
) -> None:
    box.arrives(mail("un"))
    box.postman.answers = answers
    box.answer(box.conversations()[0].name, "Merci")
    assert waiting(box).state == state and said in waiting(box).error
    box.postman.answers = {}
    box.office.set("CFM Message", waiting(box).name, next_attempt_on=OLD)
    box.office.served.work(lambda: outbox.deliver(box.account))
    assert waiting(box).state == ("Sent" if state == "Queued" else state)
    assert len(box.postman.received) == (1 if state == "Queued" else 0)


def test_a_line_that_breaks_after_the_mail_was_handed_over_sends_no_second_one(
    box: Postbox,
) -> None:
    box.arrives(mail("un"))
    box.postman.breaks_off = True
    box.answer(box.conversations()[0].name, "Merci")
    assert waiting(box).state == "Unknown"
    box.office.served.work(outbox.deliver_waiting)
    assert len(box.postman.received) == 1


def test_what_was_being_sent_when_the_machine_went_down_is_unknown(box: Postbox) -> None:
    box.arrives(mail("un"))
    box.postman.answers = {"RCPT": "450 later"}
    name = box.answer(box.conversations()[0].name, "Merci")
    box.office.set("CFM Message", name, state="Sending", sending_since=OLD)
    box.office.served.work(lambda: outbox.deliver(box.account))
    assert waiting(box).state == "Unknown"


# --- trying an account ------------------------------------------------------------------------


def tried(office: Office, account: str) -> str:
    manager = office.user("leads@test.cfm")
    given = {"dt": "CFM Channel Account", "dn": account, "method": "try_connection"}
    return str(ok(manager.post("/api/method/run_doc_method", given)))


def test_an_account_that_works_says_so_and_looks_at_once(box: Postbox) -> None:
    box.imap.put(bytes(mail("un")), folder=box.folder)
    said = tried(box.office, box.account)
    assert f"the folder {box.folder} is there" in said and "retour@pam.test may send" in said
    box.office.work()
    assert len(box.messages()) == 1 and box.postman.received == []


def test_a_trial_that_cannot_get_in_holds_up_none_that_can(box: Postbox) -> None:
    box.imap.put(bytes(mail("un")), folder=box.folder)
    box.office.change("CFM Channel Account", box.account, imap_password="another")
    tried(box.office, box.account)
    box.office.change("CFM Channel Account", box.account, imap_password=SECRET)
    box.office.work()
    assert box.messages() == []
    tried(box.office, box.account)
    box.office.work()
    assert len(box.messages()) == 1


WRONG = [
    ({"imap_host": "no-such-host.invalid"}, "no server called no-such-host.invalid"),
    ({"imap_port": 9}, "does not answer at port 9"),
    ({"imap_password": "another"}, "incoming mail refuses the user or the password"),
    ({"imap_folder": "Absent"}, "no folder Absent"),
    ({"after_reading": "Move", "moved_to": "Absent"}, "no folder Absent to move"),
    ({"imap_host": "127.0.0.1"}, "certificate of the server is not for 127.0.0.1"),
    ({"imap_security": "STARTTLS"}, "does not answer at port"),
    ({"smtp_host": "no-such-host.invalid"}, "no server called"),
    ({"smtp_password": "another"}, "outgoing mail refuses the user or the password"),
    ({"smtp_security": "TLS"}, "speaks no TLS at port"),
]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=["-".join(each) for each, _said in WRONG])
def test_what_is_wrong_is_said_in_a_sentence(
    office: Office,
    imap: Imap,
    postman: Postman,
    monkeypatch: pytest.MonkeyPatch,
    given: dict[str, Any],
    said: str,
) -> None:
    monkeypatch.setattr(connections, "CONNECT_SECONDS", 1)
    account = office.account(
        account_name=f"wrong-{'-'.join(given)}-{len(office.rows('CFM Channel Account'))}",
        **{**values(imap, postman, "INBOX"), **given},
    )
    assert said in tried(office, account)


def test_a_certificate_that_nobody_trusts_is_named(
    box: Postbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    said = tried(box.office, box.account)
    assert said.count("is not trusted, or has expired") == 2


def test_starttls_works_both_ways_and_postmen_refuse_strangers(
    office: Office, imap: Imap, postman: Postman
) -> None:
    box = postbox(
        office,
        imap,
        postman,
        "fault-starttls",
        imap_port=imap.starttls_port,
        imap_security="STARTTLS",
    )
    assert "may send" in tried(office, box.account)
    postman.answers = {"MAIL": "553 5.7.1 secret words"}
    said = tried(office, box.account)
    assert "does not let this user write from" in said and "secret" not in said


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_silent_server_holds_nobody_up(box: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECT_SECONDS", 0.5)
    with silent() as port:
        box.office.change("CFM Channel Account", box.account, imap_port=port, smtp_port=port)
        began = time.monotonic()
        said = tried(box.office, box.account)
        assert said.count("does not answer") == 2 and time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"imap_host": "https://imap.test"}, "no name of a server"),
        ({"from_address": "bureau"}, "e-mail address"),
        ({"imap_password": ""}, "needs this field"),
        ({"after_reading": "Move"}, "into which other folder"),
    ],
)
def test_what_cannot_work_is_not_stored(
    office: Office, imap: Imap, postman: Postman, given: dict[str, Any], said: str
) -> None:
    asked = {**values(imap, postman, "INBOX"), "account_name": "fault-unstored", **given}
    answer = office.user("leads@test.cfm").post("/api/resource/CFM%20Channel%20Account", asked)
    assert answer.status == 417 and said in answer.text


def test_a_mail_that_cannot_be_read_at_all_waits_and_holds_up_no_other(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = automatic.header

    def failing(message: Message, name: str) -> str:
        if reading.sender(message)[1] == "a@gens.test":
            raise RecursionError
        return header(message, name)

    monkeypatch.setattr(automatic, "header", failing)
    box.arrives(mail("piège", sender="a@gens.test"), mail("un"))
    assert [row.text for row in box.messages()] == ["Ration\n\nun"]
    states = box.office.rows("CFM Envelope", "attempts", account=box.account, state="Waiting")
    assert [row.attempts for row in states] == [1]


def test_an_open_form_does_not_set_the_mailbox_back(box: Postbox) -> None:
    box.arrives(mail("un"))
    before = box.told("uid_next", "uid_validity")
    box.office.change("CFM Channel Account", box.account, uid_next="99999", uid_validity="7")
    assert box.told("uid_next", "uid_validity") == before
    box.office.change("CFM Channel Account", box.account, imap_folder="INBOX")
    assert box.told("uid_next").uid_next is None


def test_a_mail_at_which_the_process_ends_is_given_up_and_holds_up_no_other(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.imap.put(bytes(mail("piège")), bytes(mail("un")), folder=box.folder)
    keep = fetching._keep

    def deadly(account: str, payload: dict[str, Any], raw: bytes) -> None:
        if b"pi=C3=A8ge" in raw or "piège".encode() in raw:
            raise Killed
        keep(account, payload, raw)

    monkeypatch.setattr(fetching, "_keep", deadly)
    for _time in range(fetching.MOST_BEGUN):
        with pytest.raises(Killed):
            box.look()
    box.look()
    assert [row.text for row in box.messages()] == ["Ration\n\nun"]
    assert box.imap.flagged(box.folder) == [True, False]
    assert "flag" in box.told("last_ignored").last_ignored


def test_a_line_that_breaks_is_none_of_the_mails_fault(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.imap.put(bytes(mail("un")), folder=box.folder)
    with monkeypatch.context() as patched:
        patched.setattr(fetching, "_fetched", lambda *given: (_ for _ in ()).throw(OSError))
        for _time in range(fetching.MOST_BEGUN + 1):
            box.look()
    box.look()
    assert [row.text for row in box.messages()] == ["Ration\n\nun"]


def test_words_at_which_the_process_ends_are_given_up_and_hold_up_no_others(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = reading.words

    def deadly(message: Message) -> reading.Words:
        if reading.sender(message)[1] == "a@gens.test":
            raise Killed
        return words(message)

    monkeypatch.setattr(reading, "words", deadly)
    with pytest.raises(Killed):
        box.arrives(mail("piège", sender="a@gens.test"), mail("un"))
    for _time in range(conversations.MOST_TRIES - 1):
        with pytest.raises(Killed):
            box.office.served.work(conversations.process_waiting)
    box.office.served.work(conversations.process_waiting)
    assert [row.text for row in box.messages()] == ["Ration\n\nun"]
    assert "cannot be read" in box.told("last_error").last_error
