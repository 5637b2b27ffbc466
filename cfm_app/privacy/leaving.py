"""What may go to another program by itself: nothing of a restricted case, nor of what is protected besides cases.

A webhook has no reader whose rights could be asked. So of protected documents only ordinary cases leave, and of
other documents those that name no restricted one. An engine that asks (hook `may_leave_site`) is told so for each
document; elsewhere the condition of the webhook says it, which is written into each one for cases.
"""

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app import consts
from cfm_app.privacy import clearance

CASE = "Case"
GUARD = "not doc.is_restricted"
LINKS = ("Link", "Dynamic Link")


def may_leave(doc: Document) -> bool:
    """Whether a document may be told to another program."""
    if doc.doctype == CASE:
        return _is_ordinary(doc)
    if doc.doctype in consts.CLOSED:
        return False
    return all(_is_open(doctype, name) for doctype, name in _named(doc))


def keep_silent_on_restricted(webhook: Document, method: str | None = None) -> None:
    """Write into a webhook for cases that it keeps silent on restricted ones; refuse one for what is closed."""
    if webhook.webhook_doctype != CASE:
        if webhook.webhook_doctype in consts.CLOSED:
            frappe.throw(
                _(
                    "What happens to {0} is told to no other program: not everybody may see all of it."
                ).format(_(webhook.webhook_doctype))
            )
        return
    condition = (webhook.condition or "").strip()
    if not condition.startswith(GUARD):
        webhook.condition = f"{GUARD} and ({condition})" if condition else GUARD


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
    if doctype not in consts.CLOSED:
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
