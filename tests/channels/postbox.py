"""A folder of a mailbox for one test, the account of the office that reads it, and mails that people write."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from typing import Any

from cfm_app.channels.mail import fetching
from tests.mailbox import LOGIN
from tests.mailbox import SECRET as SEND_SECRET

from .conftest import OPERATOR, Office, ok
from .mail_servers import HOST, SECRET, USER, Imap, Postman

INBOX = "cfm_app.api.inbox"
ADDRESS = "retour@pam.test"
_numbers = count(1)


@dataclass
class Postbox:
    office: Office
    imap: Imap
    postman: Postman
    folder: str
    account: str

    def arrives(self, *mails: bytes | EmailMessage) -> None:
        """Mails arrive, and the office looks into its mailbox."""
        self.imap.put(*[bytes(each) for each in mails], folder=self.folder)
        self.look()

    def look(self) -> None:
        self.office.served.work(lambda: fetching.fetch(self.account))
        self.office.work()

    def conversations(self) -> list[Any]:
        fields = ("contact_address", "contact_name", "last_words", "state", "unread")
        return self.office.rows("CFM Conversation", *fields, account=self.account)

    def messages(self, direction: str = "In") -> list[Any]:
        fields = ("text", "whole_text", "sender_id", "conversation", "state", "error", "sent_on")
        media = ("media_name", "media_state", "media_note", "attempts", "reference")
        return self.office.rows(
            "CFM Message", *fields, *media, account=self.account, direction=direction
        )

    def told(self, *fields: str) -> Any:
        return self.office.rows("CFM Channel Account", *fields, account_name=self.account)[0]

    def answer(self, conversation: str, text: str) -> str:
        """An operator answers; the name of the message."""
        operator = self.office.user(OPERATOR)
        ok(operator.call(f"{INBOX}.take_over", name=conversation))
        made = ok(operator.call(f"{INBOX}.answer", name=conversation, text=text))
        self.office.work()
        return str(made["message"]["name"])


def values(imap: Imap, postman: Postman, folder: str) -> dict[str, Any]:
    """The fields of an account."""
    return {
        "adapter": "E-mail",
        "channel": "Courriel",
        "imap_host": HOST,
        "imap_port": imap.port,
        "imap_security": "TLS",
        "imap_user": USER,
        "imap_password": SECRET,
        "imap_folder": folder,
        "smtp_host": HOST,
        "smtp_port": postman.port,
        "smtp_security": "STARTTLS",
        "smtp_user": LOGIN,
        "smtp_password": SEND_SECRET,
        "from_address": ADDRESS,
        "from_name": "PAM Tchad",
    }


def postbox(office: Office, imap: Imap, postman: Postman, name: str, **given: Any) -> Postbox:
    """A new account and its folder."""
    folder = given.pop("imap_folder", f"F{next(_numbers)}")
    if folder.isascii():
        imap.make(folder)
    account = office.account(account_name=name, **{**values(imap, postman, folder), **given})
    return Postbox(office, imap, postman, folder, account)


def mail(
    text: str, sender: str = "Achta <achta@gens.test>", subject: str = "Ration", **headers: str
) -> EmailMessage:
    """A mail as a program writes it."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = ADDRESS
    made["Subject"] = subject
    made["Date"] = "Thu, 26 Nov 2026 08:15:00 +0100"
    made["Message-ID"] = f"<{next(_numbers)}.abc@gens.test>"
    for key, value in headers.items():
        name = key.replace("_", "-")
        del made[name]
        made[name] = value
    made.set_content(text)
    return made


def raw(text: str = "x", sender: str = "b@gens.test", **headers: str) -> bytes:
    """A mail as bytes, with headers as they are given."""
    given = {"From": sender, "To": "retour@pam.test", "Subject": "Ration", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + text + "\r\n").encode()
