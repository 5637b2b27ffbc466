"""An office whose account of the kind e-mail has a mailbox and a server to send by, both of the test.

An office on a bench has to trust their certificate: CFM_MAIL_CERTIFICATE names a folder with one for
localhost (`server.pem`, `server.key`), and the bench runs with SSL_CERT_FILE at its `server.pem`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
from ..live import Client, Running, Server
from ..patterns import Patterns
from .writing_in import ACCOUNT, MANAGER

TRUSTED = "CFM_MAIL_CERTIFICATE"


@dataclass(frozen=True)
class MailOffice:
    server: Server | Running
    imap: Imap
    postman: Postman
    account: str
    """The account of the office by which mail comes and goes."""


@contextmanager
def serving_mail_office(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns
) -> Iterator[MailOffice]:
    """An office until the end of the block that trusts the certificate of the mail servers."""
    if not DOVECOT:
        pytest.skip(WHY_SKIPPED)
    runs_already = "CFM_SITE_URL" in os.environ
    if runs_already and TRUSTED not in os.environ:
        pytest.skip(f"{TRUSTED} names no certificate that the bench trusts")
    trusted = Path(os.environ[TRUSTED]) if runs_already else None
    folder = tmp_path_factory.mktemp("mail")
    with serving_imap(trusted) as imap, serving_smtp(imap.folder) as postman:
        own = _own(patterns, folder, imap.certificate)
        with patterns.running_office(folder) if runs_already else own as server:
            account = f"courriel-{secrets.token_hex(3)}"
            given = values(imap, postman, "INBOX")
            Client(server.url, MANAGER).create(ACCOUNT, account_name=account, **given)
            yield MailOffice(server, imap, postman, account)
            # Whoever logs in often enough ends the session from before.
            Client(server.url, MANAGER).change(ACCOUNT, account, enabled=0)


@contextmanager
def _own(patterns: Patterns, folder: Path, certificate: Path) -> Iterator[Server]:
    server = patterns.office(folder / "office")
    server.environment["SSL_CERT_FILE"] = str(certificate)
    try:
        yield server.start()
    finally:
        server.stop()
