"""What becomes of messages: sent, waiting, failed and why, or never sent because no account sends.

A fate names neither receivers nor what a message is about: it is read by whoever sets the site up.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ...kernel.core.context import local
from ...kernel.query.writing import insert_record
from ...kernel.utils.clock import is_doubted
from ...kernel.utils.dates import add_days, now, now_datetime

WAITING, SENT, FAILED, NO_ACCOUNT = "Waiting", "Sent", "Failed", "No account"
ORDER = (NO_ACCOUNT, FAILED, WAITING, SENT)
KEPT_DAYS = 30
_NOBODY_SENDS = "ValueError"
_OF_QUEUE = {"Sent": SENT, "Error": FAILED}


@dataclass(frozen=True)
class Fate:
    """How many messages of a channel had the same fate; ``reason`` is the name of an error."""

    channel: str
    status: str
    messages: int
    reason: str = ""


def note(
    channel: str,
    status: str,
    *,
    notification: str | None = None,
    receivers: int = 0,
    reason: str = "",
    email_queue: str | None = None,
) -> str:
    """Keep the fate of one message in the current transaction; returns its name."""
    if not is_doubted():
        local.db.sql("delete from `tabMessage Fate` where creation < %s", (_since(KEPT_DAYS),))
    values = {
        "notification": notification,
        "channel": channel,
        "status": status,
        "receivers": receivers,
        "reason": reason,
        "email_queue": email_queue,
    }
    return insert_record(local.db, "Message Fate", values)


def settle(name: str, status: str, reason: str = "") -> None:
    """What became of a message that waited."""
    local.db.sql(
        "update `tabMessage Fate` set status = %s, reason = %s, modified = %s where name = %s",
        (status, reason, now(), name),
    )


def lately(days: int, notification: str | None = None) -> list[Fate]:
    """The fates of the last days, those first that somebody should look at.

    All e-mails of the queue are among them, or those of one notification.
    """
    counted: dict[tuple[str, str, str], int] = {}
    rows = (*_of_mails(days, notification), *_of_others(days, notification))
    for channel, status, reason in rows:
        key = (channel, status, reason or "")
        counted[key] = counted.get(key, 0) + 1
    found = [Fate(*key[:2], number, key[2]) for key, number in counted.items()]
    return sorted(found, key=lambda each: (ORDER.index(each.status), each.channel, -each.messages))


def _of_mails(days: int, notification: str | None) -> Iterable[tuple[str, str, str]]:
    condition, values = "", [_since(days)]
    if notification:
        condition = (
            " and name in (select email_queue from `tabMessage Fate` where notification = %s)"
        )
        values.append(notification)
    rows = local.db.sql(
        f"select status, error from `tabEmail Queue` where creation > %s{condition}", tuple(values)
    )
    for status, error in rows:
        reason = _kind_of(str(error or ""))
        is_lost = status == "Error" and reason == _NOBODY_SENDS
        fate = NO_ACCOUNT if is_lost else _OF_QUEUE.get(status, WAITING)
        yield "Email", fate, "" if fate in (SENT, NO_ACCOUNT) else reason


def _kind_of(error: str) -> str:
    """The name of an error; its words may hold addresses, and begin with one that was refused."""
    name = error.partition(":")[0].strip()
    return name if name.isidentifier() else "SMTPRecipientsRefused" if name else ""


def _of_others(days: int, notification: str | None) -> Iterable[tuple[str, str, str]]:
    condition, values = "", [_since(days)]
    if notification:
        condition = " and notification = %s"
        values.append(notification)
    found: Iterable[tuple[str, str, str]] = local.db.sql(
        "select channel, status, reason from `tabMessage Fate`"
        f" where creation > %s and ifnull(email_queue, '') = ''{condition}",
        tuple(values),
    )
    return found


def _since(days: int) -> str:
    return str(add_days(now_datetime(), -days))
