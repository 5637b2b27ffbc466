"""An office whose account of the kind e-mail has a mailbox and a server to send by, both of the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from ..channels.mail_servers import (
    DOVECOT,
    WHY_SKIPPED,
    Imap,
    Postman,
    serving_imap,
    serving_smtp,
)
from ..channels.postbox import values
from ..live import Client, Server
from ..patterns import Patterns
from .writing_in import ACCOUNT, MANAGER

MAILBOX = "courriel"
"""The account of the office by which mail comes and goes."""


@dataclass(frozen=True)
class MailOffice:
    server: Server
    imap: Imap
    postman: Postman


@contextmanager
def serving_mail_office(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns
) -> Iterator[MailOffice]:
    """An office of its own until the end of the block: it trusts the certificate of the mail servers."""
    if not DOVECOT:
        pytest.skip(WHY_SKIPPED)
    with serving_imap() as imap, serving_smtp(imap.folder) as postman:
        server = patterns.office(tmp_path_factory.mktemp("mail") / "office")
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("SSL_CERT_FILE", str(imap.certificate))
            server.start()
        try:
            manager = Client(server.url, MANAGER)
            manager.create(ACCOUNT, account_name=MAILBOX, **values(imap, postman, "INBOX"))
            yield MailOffice(server, imap, postman)
        finally:
            server.stop()
