"""Empties the Email Queue, and tries an account before somebody relies on it."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any

from ...kernel.core.context import local
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.utils.dates import add_days, now_datetime
from ..jobs.queue import enqueue_once
from .account import Account, outgoing_account
from .fates import KEPT_DAYS
from .message import RECIPIENT, in_one_line, put, written

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


def send_again() -> int:
    """Let e-mails of the last 30 days that could not be sent wait anew; how many."""
    since = add_days(now_datetime(), -KEPT_DAYS)
    names = local.db.get_all(
        "Email Queue", filters={"status": "Error", "creation": [">", since]}, pluck="name"
    )
    # One without recipients was kept from all of them.
    names = [name for name in names if local.db.exists("Email Queue Recipient", {"parent": name})]
    for name in names:
        values = {"status": "Not Sent", "retry": 0, "error": None}
        local.db.set_value("Email Queue", name, values)
    if names:
        enqueue_once(flush, queue="short")
    return len(names)


def send_now(queued: Any) -> int:
    """Send one queued e-mail to those who did not get it yet; 1 when nobody is left, else 0."""
    waiting = [row for row in queued.recipients if row.status != "Sent"]
    failures: list[str] = []
    try:
        _deliver(outgoing_account(queued.sender), queued, waiting, failures)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        failures.append(f"{type(error).__name__}: {error}")
    if failures:
        queued.retry = (queued.retry or 0) + 1
    queued.error = "\n".join(failures) or None
    queued.status = _status(queued)
    queued.save(ignore_permissions=True)
    local.db.commit()
    return int(not failures)


def _status(queued: Any) -> str:
    sent = [row.status == "Sent" for row in queued.recipients]
    if all(sent):
        return "Sent"
    if queued.retry >= _TRIES:
        return "Error"
    return "Partially Sent" if any(sent) else "Not Sent"


def _deliver(account: Account | None, queued: Any, rows: list[Any], failures: list[str]) -> None:
    """Give the server one copy for each row; what it refuses is added to ``failures``."""
    if account is None:
        raise ValueError("no outgoing e-mail account is set up")
    if account.server is None:
        for row in rows:
            _write_file(queued, row.recipient)
            row.status = "Sent"
        return
    with connected(account) as server:
        if account.login and account.password:
            server.login(account.login, account.password)
        for row in rows:
            try:
                server.sendmail(account.sender, row.recipient, copy_for(queued, row.recipient))
            except smtplib.SMTPRecipientsRefused as error:
                row.error = str(error.recipients[row.recipient])
                failures.append(f"{row.recipient}: {row.error}")
            else:
                row.status = "Sent"


def copy_for(queued: Any, recipient: str) -> bytes:
    """The copy of a queued e-mail for one recipient, as it goes over the wire.

    ``ValueError`` if a header of it would become another one.
    """
    return written(queued.message.replace(RECIPIENT, in_one_line(recipient)))


def connected(account: Account) -> smtplib.SMTP:
    """A session with the account's server; ``OSError`` or ``SMTPException`` where that fails."""
    host = str(account.server)
    if account.use_ssl:
        return smtplib.SMTP_SSL(
            host, account.port, timeout=_TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    server = smtplib.SMTP(host, account.port, timeout=_TIMEOUT_SECONDS)
    if account.use_tls:
        server.starttls(context=ssl.create_default_context())
    return server


def _write_file(queued: Any, recipient: str) -> None:
    """The outbox: one file a copy, as a trial or a training needs it."""
    folder = Path(local.site_state.path) / "outbox"
    folder.mkdir(exist_ok=True)
    at = [row.recipient for row in queued.recipients].index(recipient)
    copy = copy_for(queued, recipient)
    local.site_state.files.write_bytes(folder / f"{queued.name}-{at}.eml", copy)


def try_account(account: Account, to: str) -> str:
    """Send a short letter at once; gives the reason why that failed, or nothing."""
    if not account.server:
        return str(_("Enter the address of the outgoing mail server first."))
    place = f"{account.server}:{account.port}"
    try:
        with connected(account) as server:
            if account.login and account.password:
                server.login(account.login, account.password)
            server.send_message(_letter(account, to), account.sender, [to])
    except smtplib.SMTPAuthenticationError:
        return str(_("{0} answers, but refuses the log-in or the password.").format(place))
    except smtplib.SMTPRecipientsRefused:
        return str(_("{0} does not accept mail for {1}.").format(place, to))
    except ssl.SSLError:
        return str(
            _("{0} does not speak the chosen encryption. Try TLS, SSL or another port.").format(
                place
            )
        )
    except (OSError, smtplib.SMTPException) as error:
        reason = str(_("{0} cannot be reached or does not answer as a mail server: {1}"))
        return reason.format(place, error)
    return ""


def _letter(account: Account, to: str) -> EmailMessage:
    letter = EmailMessage()
    put(letter, "From", account.sender)
    put(letter, "To", to)
    put(letter, "Subject", str(_("This e-mail account works")))
    letter["Date"], letter["Message-ID"] = formatdate(localtime=True), make_msgid()
    letter.set_content(
        str(_("This message was sent to try the account. Nothing needs to be done."))
    )
    return letter
