"""The account that e-mails go out through."""

from dataclasses import dataclass
from email.utils import formataddr
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.document.passwords import get_decrypted_password
from ...kernel.utils.numbers import cint
from ...kernel.utils.validators import extract_email_id, validate_email_address


@dataclass(frozen=True)
class Account:
    """How to reach a mail server; without a server e-mails become files in the outbox."""

    name: str | None
    sender: str
    server: str | None = None
    port: int = 0
    login: str | None = None
    password: str | None = None
    use_tls: bool = False
    use_ssl: bool = False


@core_controller("Email Account")
class EmailAccount(Document):
    """A mail box. The engine only sends."""

    def validate(self) -> None:
        validate_email_address(self.email_id, throw=True)
        if self.default_outgoing:
            local.db.sql(
                "update `tabEmail Account` set default_outgoing = 0 where name != %s", (self.name,)
            )


def outgoing_account(sender: str | None = None) -> Account | None:
    """The account of a sender, else the default one, else the one of the site's configuration.

    ``mail_outbox`` in the configuration stands in for a server: e-mails are written as files.
    """
    rows = local.db.get_all(
        "Email Account",
        filters={"enable_outgoing": 1},
        fields=["*"],
        order_by="default_outgoing desc, creation asc",
    )
    wanted = extract_email_id(sender) if sender else None
    chosen = next((row for row in rows if wanted and row.email_id == wanted), None)
    chosen = chosen or next((row for row in rows if row.default_outgoing), None)
    if chosen is not None:
        return account_of(chosen)
    return _from_config(local.conf)


def account_of(row: Any) -> Account:
    """How to reach the server of a stored Email Account."""
    password = None
    if not row.no_smtp_authentication:
        password = get_decrypted_password("Email Account", row.name, "password", False)
    return Account(
        name=row.name,
        sender=formataddr((row.email_account_name or "", row.email_id)),
        server=row.smtp_server,
        port=cint(row.smtp_port)
        or (465 if row.use_ssl_for_outgoing else 587 if row.use_tls else 25),
        login=None if row.no_smtp_authentication else (row.login_id or row.email_id),
        password=password,
        use_tls=bool(row.use_tls),
        use_ssl=bool(row.use_ssl_for_outgoing),
    )


def _from_config(conf: _dict) -> Account | None:
    if conf.mail_server:
        return Account(
            name=None,
            sender=conf.auto_email_id or _nobody_at(str(conf.mail_server)),
            server=conf.mail_server,
            port=cint(conf.mail_port) or 25,
            login=conf.mail_login,
            password=conf.mail_password,
            use_tls=bool(conf.use_tls),
            use_ssl=bool(conf.use_ssl),
        )
    if conf.mail_outbox:
        return Account(name=None, sender=conf.auto_email_id or _nobody_at("localhost"))
    return None


def _nobody_at(host: str) -> str:
    """A sender on a host, as an address that is valid also where the host has no domain."""
    return validate_email_address(f"noreply@{host}") or "noreply@localhost.localdomain"
