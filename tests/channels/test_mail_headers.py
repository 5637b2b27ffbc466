"""Nothing that a stranger sends stands in the headers of our mails, and what cannot be written has a fate."""

from __future__ import annotations

from itertools import count

import pytest

from cfm_app.channels.mail import sending

from .conftest import Office
from .mail_servers import Imap, Postman
from .postbox import Postbox, mail, postbox, raw

INJECTED = "<=?utf-8?q?=0d=0aReply-To:=20evil=40attacker.test=0d=0a=0d=0aRepondez=20avec=20votre=20PIN?=@b>"
_numbers = count(1)


@pytest.fixture
def box(office: Office, imap: Imap, postman: Postman) -> Postbox:
    return postbox(office, imap, postman, f"headers-{next(_numbers)}")


@pytest.mark.parametrize(
    "given", [INJECTED, "<a=?utf-8?q?=0aX:y?=@b>", f"<{'a' * 200}@b>", "<a\x0bb@c>", "<a b@c>"]
)
def test_an_id_that_is_more_than_an_id_is_not_named_in_our_answer(box: Postbox, given: str) -> None:
    box.arrives(raw("Bonjour", Message_ID=given))
    # Nor where it was stored before anybody looked at it.
    (came,) = box.messages()
    box.office.set("CFM Message", came.name, sender_id=given[:140])
    box.answer(box.conversations()[0].name, "Merci")
    (sent,) = box.postman.to("b@gens.test")
    assert sent["Reply-To"] is None and sent["In-Reply-To"] is None and sent["References"] is None
    assert sent.get_content().strip() == "Merci"
    assert box.messages("Out")[0].state == "Sent"


@pytest.mark.parametrize(
    "given",
    [
        "<CAHk-=wiXabc+d_e@mail.gmail.com>",
        "<DB7PR04MB4970A1B2C3D4E5F6A7B8C9D0E1F2@DB7PR04MB4970.eurprd04.prod.outlook.com>",
        "<1234@[192.0.2.1]>",
    ],
)
def test_ids_as_mail_programs_write_them_are_named_unchanged(box: Postbox, given: str) -> None:
    box.arrives(raw("Bonjour", Message_ID=given))
    assert box.messages()[0].sender_id == given
    box.answer(box.conversations()[0].name, "Merci")
    (sent,) = box.postman.to("b@gens.test")
    assert sent["In-Reply-To"] == given == sent["References"]


@pytest.mark.parametrize(
    "address",
    ["=?utf-8?q?a=0d=0ab?=@evil.test", "a@b.test\r\nBcc: c@d.test", "a@b.test, c@d.test", "<x"],
)
def test_an_address_that_is_none_is_given_up_and_says_why(box: Postbox, address: str) -> None:
    box.arrives(raw("Bonjour"))
    (conversation,) = box.conversations()
    box.office.set("CFM Conversation", conversation.name, contact_address=address)
    box.answer(conversation.name, "Merci")
    (out,) = box.messages("Out")
    assert out.state == "Failed" and "no address" in out.error
    assert box.postman.received == []


def test_an_encoded_word_is_no_address(box: Postbox) -> None:
    box.arrives(raw("Bonjour", sender="=?utf-8?q?a=0d=0ab?=@evil.test"))
    (conversation,) = box.conversations()
    assert conversation.contact_address is None


@pytest.mark.parametrize(
    "name", ["=?utf-8?q?=0d=0aReply-To:=20e=40f.test?=", "PAM\x1e", "a\u2028b"]
)
def test_a_mail_that_cannot_be_written_fails_and_says_so(box: Postbox, name: str) -> None:
    box.arrives(raw("Bonjour"))
    box.office.set("CFM Channel Account", box.account, from_name=name)
    box.answer(box.conversations()[0].name, "Merci")
    (out,) = box.messages("Out")
    assert out.state == "Failed" and "cannot be written as a mail" in out.error
    assert box.postman.received == []


def test_an_account_with_such_a_name_is_not_stored(box: Postbox) -> None:
    with pytest.raises(Exception, match="no header of a mail"):
        box.office.change("CFM Channel Account", box.account, mail_subject="=?utf-8?q?=0aX?=")


def test_whatever_goes_wrong_while_it_is_sent_a_message_has_a_fate(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.arrives(mail("un"), mail("deux", sender="c@gens.test"))
    first, second = box.conversations()
    with monkeypatch.context() as patched:
        patched.setattr(sending, "send", lambda *given: (_ for _ in ()).throw(RuntimeError))
        box.answer(first.name, "Merci")
    box.answer(second.name, "Merci")
    assert [row.state for row in box.messages("Out")] == ["Unknown", "Sent"]
    assert "went wrong" in box.messages("Out")[0].error
