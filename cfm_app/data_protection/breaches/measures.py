"""Measures about a breach: contain it, repair it, prevent the next."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base.arguments import required_text
from cfm_app.base.table_rows import row_of
from cfm_app.data_protection.breaches import entry

CONTAIN, MEND, PREVENT = "Contain", "Mend", "Prevent"
PURPOSES = (CONTAIN, MEND, PREVENT)


def add(
    name: str,
    measure: str,
    purpose: str = CONTAIN,
    responsible: str | None = None,
    due_on: str | None = None,
) -> Document:
    """Add what is to be done; `due_on` is a date."""
    breach = entry.opened(name)
    words = required_text(measure, _("Write what is to be done."))
    if purpose not in PURPOSES:
        frappe.throw(_("Choose whether this contains the breach, mends it, or prevents the next."))
    row = {"measure": words, "purpose": purpose}
    breach.append("measures", {**row, "responsible": responsible or None, "due_on": due_on or None})
    return entry.save(breach)


def settle(name: str, row: str, note: str = "") -> Document:
    """Mark a measure as done."""
    return _settle(name, row, note.strip(), is_needless=False)


def leave_out(name: str, row: str, reason: str) -> Document:
    """Mark a measure as not needed, with a reason."""
    words = required_text(reason, _("Write why this is not needed here."))
    return _settle(name, row, words, is_needless=True)


def _settle(name: str, row: str, note: str, *, is_needless: bool) -> Document:
    breach = entry.opened(name)
    found = row_of(breach.measures, row)
    found.note = note or found.note
    found.is_needless = int(is_needless)
    found.done_on, found.done_by = now_datetime(), frappe.session.user
    return entry.save(breach)


def settle_contained(breach: Document) -> None:
    """Set since when it is contained: since its last containing measure was settled."""
    rows = [row for row in breach.measures if row.purpose == CONTAIN]
    settled = [row.done_on for row in rows if row.done_on]
    is_contained = bool(rows) and len(settled) == len(rows)
    breach.contained_on = max(map(str, settled)) if is_contained else None
