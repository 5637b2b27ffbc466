"""What waits to go out: each request is tried until it is taken, later each time, and every try is logged.

A document's requests to one webhook keep their order: one that waits for its next try holds back those behind
it. A request is a row that is stored together with the change it tells of, so none is lost with the machine.
"""

import datetime
import json
from dataclasses import asdict, dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import new_document
from ...kernel.i18n import _
from ...kernel.permissions.impersonation import acting_as
from ...kernel.utils.clock import is_doubted
from ...kernel.utils.dates import add_days, get_datetime, now_datetime
from ...kernel.utils.numbers import cint
from ..jobs.queue import enqueue_once
from .composing import Outgoing
from .sending import Undeliverable, send

LOG = "Webhook Request Log"
WAITING = "Webhook Delivery"
KEPT_DAYS = 30
_WAITS_MINUTES = (1, 5, 30, 120, 480)
_BATCH = 200
_TIMEOUT_SECONDS = 5
_FIELDS = [
    *("name", "webhook", "reference_doctype", "reference_document", "request", "attempts"),
    *("next_try", "owner"),
]


@dataclass(frozen=True)
class Try:
    """How one try went: what was answered, or why it was not taken."""

    answer: str
    error: str = ""


def keep(webhook: str, doc: Any, outgoing: Outgoing) -> None:
    """Store a request in the current transaction; it goes out once that is committed."""
    new_document(
        WAITING,
        webhook=webhook,
        reference_doctype=doc.doctype,
        reference_document=str(doc.name),
        request=json.dumps(asdict(outgoing)),
        next_try=now_datetime(),
    ).insert(ignore_permissions=True)
    enqueue_once(deliver_waiting, queue="short")


def deliver_waiting(moment: datetime.datetime | None = None) -> int:
    """Try what is due at a moment, the oldest first; how many were taken."""
    taken = 0
    held: set[tuple[str, str, str]] = set()
    if not is_doubted():
        local.db.delete(LOG, {"creation": ["<", add_days(now_datetime(), -KEPT_DAYS)]})
    rows = local.db.get_all(
        WAITING, fields=_FIELDS, order_by="creation asc, name asc", limit=_BATCH
    )
    local.db.commit()
    for row in rows:
        line = (row.webhook, row.reference_doctype, row.reference_document)
        is_due = get_datetime(row.next_try) <= (moment or now_datetime())
        if line in held or not is_due or not _deliver(row):
            held.add(line)
        else:
            taken += 1
    return taken


def _deliver(row: Any) -> bool:
    """Try one request; whether the line behind it may go on."""
    webhook = get_doc("Webhook", row.webhook) if local.db.exists("Webhook", row.webhook) else None
    if webhook is None or not cint(webhook.enabled):
        local.db.delete(WAITING, {"name": row.name})
        local.db.commit()
        return True
    outgoing = Outgoing(**json.loads(row.request))
    # Nothing is written or locked while the other side takes its time.
    found = tried(outgoing, cint(webhook.timeout))
    with acting_as(row.owner):
        log(row.webhook, row.reference_doctype, row.reference_document, outgoing, found)
    attempts = cint(row.attempts) + 1
    is_given_up = attempts > len(_WAITS_MINUTES)
    if not found.error or is_given_up:
        local.db.delete(WAITING, {"name": row.name})
    else:
        wait = datetime.timedelta(minutes=_WAITS_MINUTES[attempts - 1])
        values = {"attempts": attempts, "next_try": now_datetime() + wait}
        local.db.set_value(WAITING, row.name, values, update_modified=False)
    local.db.commit()
    return not found.error or is_given_up


def tried(outgoing: Outgoing, timeout: int) -> Try:
    """Send a request once."""
    try:
        return Try(send(outgoing, timeout or _TIMEOUT_SECONDS))
    except Undeliverable as error:
        return Try(error.answer, str(error))


def log(webhook: str, doctype: str, name: str, outgoing: Outgoing, found: Try) -> None:
    """Keep how a try went."""
    new_document(
        LOG,
        webhook=webhook,
        reference_doctype=doctype,
        reference_document=name,
        user=local.session.user,
        url=outgoing.url[:140],
        headers=json.dumps(outgoing.headers, indent=1),
        data=json.dumps(json.loads(outgoing.data), indent=1, ensure_ascii=False),
        response=found.answer,
        error=found.error,
    ).insert(ignore_permissions=True)


def not_composed(webhook: Any, doc: Any, error: Exception) -> None:
    """Keep that a request could not be made: a template or an expression is wrong."""
    new_document(
        LOG,
        webhook=webhook.name,
        reference_doctype=doc.doctype,
        reference_document=str(doc.name),
        user=local.session.user,
        url=(webhook.request_url or "")[:140],
        error=str(_("The request could not be made: {0}")).format(type(error).__name__),
    ).insert(ignore_permissions=True)
