"""Who is told of a breach, with what words; and whom nobody tells, and why."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import fields
from cfm_app.base.arguments import required_text
from cfm_app.base.table_rows import row_of
from cfm_app.data_protection.breaches import entry

WAYS = ("In the tool", "E-mail", "Phone", "Letter", "In person")


def note_told(name: str, who: str, via: str, words: str) -> Document:
    """Note that an audience was told, how, and in which words."""
    breach = entry.opened(name)
    if via not in WAYS:
        frappe.throw(_("Choose how they were told."))
    row = notice_for(breach, who)
    row.words = required_text(words, _("Write what was said."))
    row.told_via, row.told_by, row.told_on = via, frappe.session.user, now_datetime()
    row.needless_because = None
    return entry.save(breach)


def note_needless(name: str, who: str, reason: str) -> Document:
    """Decide that an audience is not told, with a reason."""
    breach = entry.opened(name)
    row = notice_for(breach, who)
    if row.told_on:
        frappe.throw(_("They were told already."))
    row.needless_because = required_text(reason, _("Write why they are not told."))
    return entry.save(breach)


def note_person_told(name: str, row: str) -> Document:
    """Note that the person of a case that is named in a breach was told."""
    breach = entry.opened(name)
    row_of(breach.cases, row).told_on = now_datetime()
    return entry.save(breach)


def notice_for(breach: Document, who: str) -> Any:
    """The row about somebody who is told, new where there is none."""
    if who not in fields.options_of("CFM Breach Notice", "audience"):
        frappe.throw(_("Choose who is told."))
    found = next((row for row in breach.notices if row.audience == who), None)
    return found or breach.append("notices", {"audience": who})
