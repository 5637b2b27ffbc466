"""Empties the Email Queue."""

from __future__ import annotations

import smtplib
import ssl
from pathlib import Path
from typing import Any

from ..core.context import local
from ..document.api import get_doc
from ..utils.dates import now_datetime
from .account import Account, outgoing_account

__all__ = ["flush", "send_now"]

_TRIES = 3
_BATCH = 500
_TIMEOUT_SECONDS = 30


def flush() -> int:
    """Send what waits, urgent and old e-mails first; how many went out.

    An e-mail that fails is tried three times, then it stays with status "Error" and its reason.
    """
    if local.flags.mute_emails or local.conf.mute_emails:
        return 0
    names = local.db.get_all(
        "Email Queue",
        filters={"status": ["in", ("Not Sent", "Partially Sent")]},
        or_filters=[["send_after", "is", "not set"], ["send_after", "<", now_datetime()]],
        order_by="priority desc, creation asc",
        pluck="name",
        limit=_BATCH,
    )
    return sum(send_now(get_doc("Email Queue", name)) for name in names)


def send_now(queued: Any) -> int:
    """Send one queued e-mail to those who did not get it yet; 1 when nobody is left, else 0."""
    account = outgoing_account(queued.sender)
    waiting = [row for row in queued.recipients if row.status != "Sent"]
    try:
        _deliver(account, queued, [row.recipient for row in waiting])
    except (OSError, smtplib.SMTPException, ValueError) as error:
        queued.retry = (queued.retry or 0) + 1
        queued.error = f"{type(error).__name__}: {error}"
        queued.status = "Error" if queued.retry >= _TRIES else "Not Sent"
        queued.save(ignore_permissions=True)
        local.db.commit()
        return 0
    for row in waiting:
        row.status = "Sent"
    queued.status = "Sent"
    queued.error = None
    queued.save(ignore_permissions=True)
    local.db.commit()
    return 1


def _deliver(account: Account | None, queued: Any, recipients: list[str]) -> None:
    if account is None:
        raise ValueError("no outgoing e-mail account is set up")
    if account.server is None:
        _write_file(queued)
        return
    with _connected(account) as server:
        if account.login and account.password:
            server.login(account.login, account.password)
        server.sendmail(account.sender, recipients, queued.message.encode())


def _connected(account: Account) -> smtplib.SMTP:
    host = str(account.server)
    if account.use_ssl:
        return smtplib.SMTP_SSL(
            host, account.port, timeout=_TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    server = smtplib.SMTP(host, account.port, timeout=_TIMEOUT_SECONDS)
    if account.use_tls:
        server.starttls(context=ssl.create_default_context())
    return server


def _write_file(queued: Any) -> None:
    """The outbox: one file an e-mail, as a trial or a training needs it."""
    folder = Path(local.site_state.path) / "outbox"
    folder.mkdir(exist_ok=True)
    (folder / f"{queued.name}.eml").write_text(queued.message, encoding="utf-8")
