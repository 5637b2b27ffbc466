"""Submitting, cancelling or changing many documents at once."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import clear_messages, msgprint, throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.utils.json_text import parsed_list, parsed_object
from ..jobs.queue import enqueue

_AT_ONCE = 20
_MOST = 500
_DRAFT, _SUBMITTED, _CANCELLED = 0, 1, 2


@whitelist(methods=["POST", "PUT"])
def submit_cancel_or_update_docs(
    doctype: str, docnames: Any, action: str = "submit", data: Any = None, task_id: Any = None
) -> list[str] | None:
    """Submit, cancel or update up to 500 documents; gives the names of those that refused it.

    Fewer than 20 are done at once, others in the background. Each is a transaction of its own.
    """
    names = [str(name) for name in parsed_list(docnames, "docnames")]
    if len(names) > _MOST:
        throw(
            _("Bulk operations only support up to {0} documents.").format(_MOST),
            title=_("Too Many Documents"),
        )
    values = parsed_object(data, "data") if data else {}
    if len(names) < _AT_ONCE:
        return act_on_all(names, doctype, action, values)
    msgprint(_("Bulk operation is enqueued in background."), alert=True)
    enqueue(act_on_all, queue="short", docnames=names, doctype=doctype, action=action, data=values)
    return None


def act_on_all(docnames: list[str], doctype: str, action: str, data: dict[str, Any]) -> list[str]:
    """Do it to one document after the other; the names of those that refused it."""
    known = {df.fieldname for df in get_meta(doctype).fields}
    values = {name: value for name, value in data.items() if name in known}
    failed = []
    for name in docnames:
        try:
            is_done = _act(get_doc(doctype, name), action, values)
            local.db.commit()
        except Exception:
            local.db.rollback()
            is_done = False
        if not is_done:
            failed.append(name)
    clear_messages()
    return failed


def _act(doc: Any, action: str, values: dict[str, Any]) -> bool:
    """Whether the state of the document allows the action; then it is done."""
    if action == "submit" and doc.docstatus == _DRAFT:
        doc.submit()
    elif action == "cancel" and doc.docstatus == _SUBMITTED:
        doc.cancel()
    elif action == "update" and doc.docstatus != _CANCELLED:
        doc.update(values)
        doc.save()
    else:
        return False
    return True
