"""Which events of documents set off which webhooks.

What is told is how the document stands when its transaction is committed: one request for each webhook and
document, however often it was stored on the way.
"""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.signals import document_event
from ...kernel.document.api import get_doc
from ...kernel.meta.loader import get_meta
from ...kernel.utils.dates import get_datetime
from . import delivery
from .composing import compose, condition_holds, may_leave

EVENTS = frozenset(
    (
        *("after_insert", "on_update", "on_submit", "on_cancel", "on_trash"),
        *("on_update_after_submit", "on_change"),
    )
)
_QUIET = ("in_import", "in_patch", "in_install", "in_migrate", "in_bootstrap")
_PENDING = "webhooks_pending"

Key = tuple[str, str, str]


def hear(doc: Any, method: str) -> None:
    """Note the webhooks that an event of a document sets off."""
    if method not in EVENTS:
        return
    flags = local.flags
    if [flag for flag in _QUIET if flags.get(flag)]:
        return
    if method == "on_change" and doc.flags.in_insert:
        return
    for webhook in _webhooks_for(doc.doctype):
        if webhook.webhook_docevent == method and _is_set_off(webhook, doc):
            _note(webhook.name, doc, method)


def _webhooks_for(doctype: str) -> list[_dict]:
    known = local.db.cached("webhooks", ["tabwebhook"], _read)
    found: list[_dict] = known.get(doctype, [])
    return found


def _read() -> dict[str, list[_dict]]:
    found: dict[str, list[_dict]] = {}
    rows = local.db.sql(
        "select name, webhook_doctype, webhook_docevent, `condition` from `tabWebhook`"
        " where enabled = 1 order by creation, name",
        as_dict=True,
    )
    for row in rows:
        found.setdefault(row.webhook_doctype, []).append(row)
    return found


def _is_set_off(webhook: Any, doc: Any) -> bool:
    """A condition that fails is logged and stops nobody: Frappe refuses the save."""
    try:
        return condition_holds(webhook.condition, doc)
    except Exception as error:
        delivery.not_composed(get_doc("Webhook", webhook.name), doc, error)
        return False


def _note(webhook: str, doc: Any, method: str) -> None:
    pending: dict[Key, tuple[Any, str]] | None = local.flags.get(_PENDING)
    if pending is None:
        pending = local.flags[_PENDING] = {}
        local.db.before_commit.add(_keep_pending)
        local.db.after_rollback.add(lambda: local.flags.pop(_PENDING, None))
    key = (webhook, doc.doctype, str(doc.name))
    # The last state counts, at the place of the last event.
    pending.pop(key, None)
    pending[key] = (doc, method)


def _keep_pending() -> None:
    """Store the requests together with the changes that they tell of."""
    pending: dict[Key, tuple[Any, str]] = local.flags.pop(_PENDING, None) or {}
    for (name, _doctype, _docname), (doc, method) in pending.items():
        if not _has_happened(doc, method) or not may_leave(doc):
            continue
        webhook = get_doc("Webhook", name)
        try:
            outgoing = compose(webhook, doc)
        except Exception as error:
            delivery.not_composed(webhook, doc, error)
            continue
        delivery.keep(name, doc, outgoing)


def _has_happened(doc: Any, method: str) -> bool:
    """Whether an event is part of what is committed, or was undone with a savepoint."""
    if get_meta(doc.doctype).issingle:
        return True
    modified = local.db.get_value(doc.doctype, doc.name, "modified")
    if method == "on_trash":
        return modified is None
    return modified is not None and get_datetime(modified) >= get_datetime(doc.modified)


document_event.connect(hear)
