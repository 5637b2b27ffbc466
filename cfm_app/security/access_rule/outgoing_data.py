"""What webhooks may send: nothing of a restricted case, and no protected document but ordinary cases.

A webhook has no reader whose permissions could be checked. Of protected documents only ordinary cases
leave; any other document must not name a restricted case. An engine with the hook `may_leave_site` asks
for each document. Elsewhere the condition of every webhook is extended with a guard, and an event of the
document provides the answer before the condition is evaluated. The job that sends asks once more.
"""

import ast
import weakref
from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.security.access_rule import own_types, random_naming
from cfm_app.security.entitlement import clearance

CASE, WEBHOOK, LOG = "Case", "Webhook", "Webhook Request Log"
ASKED, FLAG = "is_ordinary", "stays_here"
OF_CASES, OF_OTHERS = f"doc.{ASKED}()", f"not doc.flags.{FLAG}"
LINKS = ("Link", "Dynamic Link")
# Events that may trigger a webhook; they run before its condition is evaluated.
EVENTS = (
    *("after_insert", "on_update", "on_submit", "on_cancel", "on_trash"),
    *("on_update_after_submit", "before_update_after_submit", "on_change"),
)
LOGGED = ("reference_document", "url", "headers", "data", "response", "error")
# Frappe's job that sends webhooks.
SENDER = "frappe.integrations.doctype.webhook.webhook.enqueue_webhook"


class Withheld(Exception):
    """The document may no longer leave when it is about to be sent."""


class _Answer:
    """Whether a document is withheld, evaluated lazily by a condition; a pickled copy says yes."""

    def __init__(self, doc: Document) -> None:
        self._doc = weakref.ref(doc)

    def __bool__(self) -> bool:
        doc = self._doc()
        return doc is None or not may_leave(doc)

    def __reduce__(self) -> tuple[type, tuple[bool]]:
        return bool, (True,)


def may_leave(doc: Document) -> bool:
    """Whether a document may be sent to another program."""
    if doc.doctype == CASE:
        # A restricted case that was emptied for its recorder looks ordinary in memory, so the stored one counts, too.
        cases = [
            str(doc.name),
            *(name for doctype, name in _linked_documents(doc) if doctype == CASE),
        ]
        return _is_ordinary(doc) and all(_is_open(CASE, name) for name in cases)
    if own_types.closes(doc.doctype):
        return False
    return all(_is_open(doctype, name) for doctype, name in _linked_documents(doc))


def attach_answer(doc: Document, method: str | None = None) -> None:
    """Event of a document: provide whether it is withheld, where the condition of a webhook looks."""
    doc.flags[FLAG] = _Answer(doc)


def check_before_sending(
    method: str = "", kwargs: dict[str, Any] | None = None, **_job: Any
) -> None:
    """Before the job of a webhook: raise `Withheld` if the document has become restricted meanwhile."""
    doc = (kwargs or {}).get("doc") if method == SENDER else None
    if doc is not None and not may_leave(doc):
        raise Withheld


def guard_webhook(webhook: Document, method: str | None = None) -> None:
    """Add the guard to the condition of a webhook; throw for a DocType that may not leave at all."""
    if own_types.closes(webhook.webhook_doctype) and webhook.webhook_doctype != CASE:
        frappe.throw(
            _(
                "What happens to {0} is told to no other program: not everybody may see all of it."
            ).format(_(webhook.webhook_doctype))
        )
    guard = OF_CASES if webhook.webhook_doctype == CASE else OF_OTHERS
    own = condition_without_guard(webhook.condition)
    webhook.condition = f"{guard} and ({own})" if own else guard


def condition_without_guard(condition: str | None) -> str:
    """The condition that somebody wrote, without the guard; empty where there is no other condition."""
    text = (condition or "").strip()
    for guard in (OF_CASES, OF_OTHERS):
        if text == guard:
            return ""
        beginning = f"{guard} and ("
        if text.startswith(beginning) and text.endswith(")"):
            within = _expression(text[len(beginning) : -1])
            if within is not None:
                return within
    own = _expression(text) if text else ""
    if own is None:
        frappe.throw(_("This condition cannot be read as one expression."))
    return own


def guard_stored_webhooks() -> None:
    """Add the guard to all stored webhooks; disable those that may no longer exist."""
    for name in frappe.get_all(WEBHOOK, pluck="name"):
        webhook = frappe.get_doc(WEBHOOK, name)
        stored = webhook.condition
        try:
            guard_webhook(webhook)
        except frappe.ValidationError:
            frappe.clear_messages()
            webhook.db_set("enabled", 0)
            print(
                _("A webhook was switched off, for it would tell what is closed: {0}").format(name)
            )
        else:
            if webhook.condition == stored:
                continue
            webhook.db_set("condition", webhook.condition)
        # Clears Frappe's cache of webhooks.
        webhook.run_method("on_update")


def _expression(text: str) -> str | None:
    """A text as one normalised Python expression; None if it is none."""
    try:
        return ast.unparse(ast.parse(text, mode="eval"))
    except (SyntaxError, ValueError):
        return None


def forget_case(name: str) -> None:
    """Delete a case that becomes restricted from the log of webhooks and from what waits to be sent."""
    for log, words in ((LOG, "data"), ("Webhook Delivery", "request")):
        if frappe.db.exists("DocType", log):
            frappe.db.delete(log, {"reference_document": name})
            frappe.db.delete(log, {words: ["like", f"%{name}%"]})


def redact_log(log: Document, method: str | None = None) -> None:
    """Event of the log: empty the entry if a case in it has become restricted while it was being sent."""
    told = "\n".join(str(log.get(field) or "") for field in LOGGED)
    numbers = sorted(set(random_naming.NUMBER.findall(told)))
    # Waits for a transaction that is restricting the case, which deletes earlier log entries.
    if not all(_is_open(CASE, number, wait=True) for number in numbers):
        log.update(dict.fromkeys(LOGGED, ""))


def _is_ordinary(case: Any) -> bool:
    """Whether neither the case nor its class is restricted: either may change first."""
    return not cint(case.get("is_restricted")) and not clearance.is_restricted(
        case.get("sensitivity")
    )


def _is_open(doctype: str, name: str, wait: bool = False) -> bool:
    if not own_types.closes(doctype):
        return True
    if doctype != CASE:
        return False
    facts = frappe.db.get_value(
        CASE, name, ["is_restricted", "sensitivity"], as_dict=True, for_update=wait
    )
    return facts is None or _is_ordinary(facts)


def _linked_documents(doc: Document) -> Iterator[tuple[str, str]]:
    """DocType and name of every document that a document and its rows link to."""
    for row in (doc, *doc.get_all_children()):
        for df in row.meta.fields:
            name = row.get(df.fieldname)
            if df.fieldtype in LINKS and name:
                is_link = df.fieldtype == "Link"
                yield str(df.options if is_link else row.get(df.options)), str(name)
