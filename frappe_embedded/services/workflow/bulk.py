"""One action on many documents at once."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import clear_messages, collect, msgprint, throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.api import get_doc
from ...kernel.document.comments import log_error
from ...kernel.i18n import _
from ...kernel.utils.json_text import parsed_list
from ...kernel.utils.urls import get_link_to_form
from ..jobs.queue import enqueue
from .transitions import apply_workflow

_AT_ONCE = 20
_MOST = 500


@whitelist(methods=["POST", "PUT"])
def bulk_workflow_approval(docnames: Any, doctype: str, action: str) -> None:
    """Take an action on each of up to 500 documents: fewer than 20 at once, else in background.

    Every document is a transaction of its own: one that is refused holds up no other.
    """
    names = [str(name) for name in parsed_list(docnames, "docnames")]
    if len(names) > _MOST:
        throw(
            _("Bulk approval only support up to {0} documents.").format(_MOST),
            title=_("Too Many Documents"),
        )
    if len(names) < _AT_ONCE:
        apply_to_all(names, doctype, action)
        return
    msgprint(_("Bulk {0} is enqueued in background.").format(action), alert=True)
    enqueue(apply_to_all, docnames=names, doctype=doctype, action=action)


def apply_to_all(docnames: list[str], doctype: str, action: str) -> None:
    """Take the action on one document after the other, and say which refused it and why."""
    clear_messages()
    failed: dict[str, str] = {}
    done: dict[str, str] = {}
    for name in docnames:
        reason = _apply(doctype, name, action)
        if reason is None:
            done[name] = ""
        else:
            failed[name] = reason
    color = "green" if not failed else "orange" if done else "red"
    _report(_("Failed Transactions"), doctype, failed, color)
    _report(_("Successful Transactions"), doctype, done, color)


def _apply(doctype: str, name: str, action: str) -> str | None:
    """Why one document refused; ``None`` if it did not."""
    problem: list[Exception] = []

    def attempt() -> None:
        try:
            apply_workflow(get_doc(doctype, name), action)
            local.db.commit()
        except Exception as error:
            local.db.rollback()
            problem.append(error)

    said = collect(attempt)
    if not problem:
        return None
    title = f"Workflow {action} threw an error for {doctype} {name}"
    log_error(title, f"{type(problem[0]).__name__}: {problem[0]}", "Workflow", action)
    local.db.commit()
    return " ".join(text for text in said if text) or type(problem[0]).__name__


def _report(title: str, doctype: str, outcome: dict[str, str], color: str) -> None:
    if outcome:
        lines = "".join(
            f"<li>{get_link_to_form(doctype, name)} {reason}</li>"
            for name, reason in outcome.items()
        )
        msgprint(f"<h4>{title}</h4><ul>{lines}</ul>", title=_("Workflow Status"), indicator=color)
