"""What may go to another program by itself: nothing of a restricted case, nor of what is protected besides cases.

A webhook has no reader whose rights could be asked. So of protected documents only ordinary cases leave, and of
other documents those that name no restricted one. An engine that asks (hook `may_leave_site`) is told so for each
document; elsewhere the condition of the webhook says it, which is written into each one for cases.
"""

import ast
from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.privacy import clearance, own_types

CASE = "Case"
ASKED = "is_ordinary"
GUARD = f"doc.{ASKED}()"
BEGINNING = f"{GUARD} and ("
LINKS = ("Link", "Dynamic Link")


def may_leave(doc: Document) -> bool:
    """Whether a document may be told to another program."""
    if doc.doctype == CASE:
        # What is shown of a restricted case in memory looks like an ordinary one: what is stored counts, too.
        return _is_ordinary(doc) and _is_open(CASE, str(doc.name))
    if own_types.closes(doc.doctype):
        return False
    return all(_is_open(doctype, name) for doctype, name in _named(doc))


def keep_silent_on_restricted(webhook: Document, method: str | None = None) -> None:
    """Write into a webhook for cases that it keeps silent on restricted ones; refuse one for what is closed."""
    if webhook.webhook_doctype != CASE:
        if own_types.closes(webhook.webhook_doctype):
            frappe.throw(
                _(
                    "What happens to {0} is told to no other program: not everybody may see all of it."
                ).format(_(webhook.webhook_doctype))
            )
        return
    webhook.condition = _guarded((webhook.condition or "").strip())


def _guarded(condition: str) -> str:
    """A condition that holds for ordinary cases alone, whatever it says: read as one expression, not as text."""
    if condition in ("", GUARD):
        return GUARD
    is_guarded = condition.startswith(BEGINNING) and condition.endswith(")")
    within = condition[len(BEGINNING) : -1] if is_guarded else ""
    own = _expression(within) or _expression(condition)
    if own is None:
        frappe.throw(_("This condition cannot be read as one expression."))
    return f"{BEGINNING}{own})"


def _expression(text: str) -> str | None:
    """One expression as Python writes it, without comments; None for what is none."""
    try:
        return ast.unparse(ast.parse(text, mode="eval"))
    except (SyntaxError, ValueError):
        return None


def forget_case(name: str) -> None:
    """A case that becomes restricted goes from what was told, and from what waits to be told."""
    for log in ("Webhook Request Log", "Webhook Delivery"):
        if frappe.db.exists("DocType", log):
            frappe.db.delete(log, {"reference_document": name})


def _is_ordinary(case: Any) -> bool:
    """By the case as it is, and by its class: whichever changes first counts."""
    return not cint(case.get("is_restricted")) and not clearance.is_restricted(
        case.get("sensitivity")
    )


def _is_open(doctype: str, name: str) -> bool:
    if not own_types.closes(doctype):
        return True
    if doctype != CASE:
        return False
    facts = frappe.db.get_value(CASE, name, ["is_restricted", "sensitivity"], as_dict=True)
    return facts is None or _is_ordinary(facts)


def _named(doc: Document) -> Iterator[tuple[str, str]]:
    """The documents that a document and its rows lead to."""
    for row in (doc, *doc.get_all_children()):
        for df in row.meta.fields:
            name = row.get(df.fieldname)
            if df.fieldtype in LINKS and name:
                is_link = df.fieldtype == "Link"
                yield str(df.options if is_link else row.get(df.options)), str(name)
