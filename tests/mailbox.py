"""A real SMTP server that keeps what it takes in."""

from __future__ import annotations

import email
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from .live import free_port

LOGIN, SECRET = "office@mail.test", "s3cret-of-the-box"
PATIENCE_SECONDS = 20


class Mailbox:
    """What the server took in: envelope recipients and the message, in the order of arrival."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], EmailMessage]] = []
        self.raw: list[bytes] = []
        self.refused: set[str] = set()
        self._news = threading.Condition()

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=modern)
        assert isinstance(message, EmailMessage)
        with self._news:
            self.raw.append(envelope.content)
            self.received.append((list(envelope.rcpt_tos), message))
            self._news.notify_all()
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for recipients, message in self.received if recipients == [address]]

    def wait_for(self, address: str, count: int = 1) -> EmailMessage:
        """The newest message for an address, as soon as there are so many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.to(address)) >= count, PATIENCE_SECONDS), (
                f"nothing for {address}; there is mail for {[to for to, _mail in self.received]}"
            )
            return self.to(address)[-1]


def check_login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (
        LOGIN.encode(),
        SECRET.encode(),
    )
    return AuthResult(success=good)


@contextmanager
def listening() -> Iterator[tuple[Mailbox, int]]:
    """The server, which wants the log-in above, and its port."""
    box, port = Mailbox(), free_port()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        authenticator=check_login,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


def account(port: int) -> dict[str, object]:
    """The values of the account by which an office sends through the server."""
    server = {"smtp_server": "127.0.0.1", "smtp_port": str(port), "password": SECRET}
    sends = {"enable_outgoing": 1, "default_outgoing": 1}
    return {"email_account_name": "Bureau", "email_id": LOGIN, **sends, **server}
