"""Whoever writes in the name of somebody decides nothing for them: only what answers a mail of ours counts."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from .conftest import OPERATOR, Office, ok
from .mail_servers import Imap, Postman
from .postbox import INBOX, Postbox, mail, postbox
from .test_telling import Thread

_numbers = count(1)


@pytest.fixture
def box(office: Office, imap: Imap, postman: Postman) -> Postbox:
    return postbox(office, imap, postman, f"forged-{next(_numbers)}")


class MailThread(Thread):
    """A person who writes mails, or somebody who writes in their name."""

    def __init__(self, box: Postbox) -> None:
        self.box = box
        super().__init__(box.office, None, box.account, "achta@gens.test")  # type: ignore[arg-type]

    def writes(self, text: str, **headers: str) -> None:
        self.box.arrives(mail(text, sender=self.number, subject="", **headers))

    def replies(self, text: str) -> None:
        sent = self.box.postman.to(self.number)[-1]
        self.writes(text, In_Reply_To=sent["Message-ID"])

    def tells(self, **values: Any) -> str:
        values = {"case": self.case, "text": "Lundi.", "asks_satisfaction": 1, **values}
        name = str(self.does("inform", **values)["message"]["name"])
        self.office.work()
        return name


@pytest.fixture
def thread(box: Postbox) -> MailThread:
    return MailThread(box)


@pytest.mark.parametrize("counts", ["Delivered", "Read"])
def test_a_digit_counts_where_the_mail_answers_ours_and_only_there(
    thread: MailThread, counts: str
) -> None:
    thread.office.change("CFM Settings", "CFM Settings", message_tells=counts)
    try:
        thread.resolves()
        thread.tells()
        before = thread.stands().phase
        thread.writes("5", Authentication_Results="mx.pam.test; dmarc=fail")
        thread.writes("5", In_Reply_To="<%@pam.test>", References=f"<{'0' * 24}@pam.test>")
        assert (thread.stands().phase, thread.stands().satisfaction or "") == (before, "")
        assert thread.waits()
        thread.replies("4")
        assert (thread.stands().phase, thread.stands().satisfaction) == ("Informed", "4")
    finally:
        thread.office.change("CFM Settings", "CFM Settings", message_tells="Delivered")


def test_an_opt_out_counts_where_the_mail_answers_ours_and_only_there(thread: MailThread) -> None:
    thread.office.change("CFM Channel Account", thread.account, opt_out_words="stop")
    thread.does("take_over")
    thread.does("answer", text="Où ?")
    thread.office.work()
    thread.writes("stop")
    assert not opted_out(thread) and thread.waits()
    thread.replies("stop")
    assert opted_out(thread)


def test_nobody_is_brought_back_by_a_mail_in_their_name(thread: MailThread) -> None:
    thread.office.change("CFM Channel Account", thread.account, opt_in_words="start")
    thread.office.set("CFM Conversation", thread.name, opted_out_on="2026-11-20 10:00:00")
    thread.writes("start")
    assert opted_out(thread)


def test_a_code_in_somebodys_name_is_left_to_the_operators(thread: MailThread) -> None:
    thread.resolves()
    thread.does("answer", text="Merci")
    thread.office.work()
    thread.writes(thread.code)
    assert len(thread.box.postman.to(thread.number)) == 1 and thread.waits()
    thread.replies(thread.code)
    assert len(thread.box.postman.to(thread.number)) == 2


def opted_out(thread: MailThread) -> bool:
    rows = thread.office.rows("CFM Conversation", "opted_out_on", name=thread.name)
    return bool(rows[0].opted_out_on)


def test_what_an_operator_sees_of_it_is_what_was_written(thread: MailThread) -> None:
    thread.writes("stop")
    shown = ok(thread.office.user(OPERATOR).call(f"{INBOX}.thread", name=thread.name))
    assert shown["messages"][-1]["text"] == "stop"
