"""The ways in which people reach the office, as the stories of the browser use them.

A way says how somebody's words come in, and what they were told in return.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol

from ..channels.postbox import mail
from ..live import Client, Server
from .mail_office import MailOffice
from .writing_in import ACCOUNT, MANAGER, SENT_ID, Gateway, Meta, gateway, whatsapp


class Way(Protocol):
    """Somebody who writes, and reads what comes back."""

    sender: str
    """What their conversation is found by in the list."""

    def writes(self, text: str) -> None:
        """A message of theirs arrives at the office."""
        ...

    def hears(self) -> str:
        """The last message that reached them; the office is told so where a provider tells it."""
        ...


def new_number() -> str:
    """Of somebody who has not reached the office before."""
    return f"+2356{secrets.randbelow(10**7):07d}"


def new_name() -> str:
    return f"Achta {secrets.token_hex(4)}"


@dataclass
class BySms:
    post: Gateway
    sender: str = field(default_factory=new_number)

    def writes(self, text: str) -> None:
        self.post.brings(self.sender, text)

    def hears(self) -> str:
        last = [each for each in self.post.sent() if each.values["to"] == self.sender][-1]
        self.post.reports(last.values["reference"], "DELIVRD")
        return str(last.values["text"])


@dataclass
class ByWhatsApp:
    post: Meta
    number: str = field(default_factory=new_number)
    sender: str = field(default_factory=new_name)

    def writes(self, text: str) -> None:
        self.post.brings(self.number, text, name=self.sender)

    def hears(self) -> str:
        last = self.post.sent()[-1].values
        assert last["to"] == self.number.removeprefix("+")
        self.post.reports(SENT_ID, "delivered")
        return str(last["text"]["body"])


@dataclass
class ByMail:
    """Whoever writes by e-mail, and answers the last mail that they got."""

    office: MailOffice
    sender: str = field(default_factory=new_name)
    last: EmailMessage | None = None

    @property
    def address(self) -> str:
        return f"{self.sender.rpartition(' ')[2]}@gens.test"

    def writes(self, text: str) -> None:
        subject = f"Re: {self.last['Subject']}" if self.last else "Ration"
        sender = f"{self.sender} <{self.address}>"
        came = mail(text, sender=sender, subject=subject, Date=formatdate())
        if self.last:
            came["In-Reply-To"] = self.last["Message-ID"]
        self.office.imap.put(bytes(came))
        # A manager who tries the account has the mailbox looked into, which happens each minute.
        asked = {"dt": ACCOUNT, "dn": self.office.account, "method": "try_connection"}
        Client(self.office.server.url, MANAGER).ok("POST", "/api/method/run_doc_method", json=asked)

    def hears(self) -> str:
        self.last = self.office.postman.wait_for(self.address)
        return str(self.last.get_content())


@contextlib.contextmanager
def by_sms(office: Server) -> Iterator[Way]:
    with gateway(office, f"sms-{secrets.token_hex(3)}") as post:
        yield BySms(post)


@contextlib.contextmanager
def by_whatsapp(office: Server) -> Iterator[Way]:
    with whatsapp(office, f"whatsapp-{secrets.token_hex(3)}", "Bonjour {{1}}") as post:
        yield ByWhatsApp(post)
