"""Redaction by hand: somebody marks words in a text that is due for erasure, and the rest stays.

Without it the whole text is erased. For a restricted case, the people entrusted with it redact before one
of them asks to erase it: the second person agrees to what stays, too.
"""

from collections.abc import Collection

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate, now_datetime, nowdate

from cfm_app.base.counting import counted
from cfm_app.data_protection.personal_data import (
    decisions,
    redaction_texts,
    redaction_words,
    redactions,
    retention_due,
)
from cfm_app.data_protection.personal_data.redaction_texts import FreeText
from cfm_app.data_protection.personal_data.retention_due import Due
from cfm_app.data_protection.personal_data.retention_rules import notice_days
from cfm_app.security.access_rule import open_documents
from cfm_app.security.obligations import gate
from cfm_app.security.persons import processing_restriction


def open_case(case: str, *, for_update: bool = False) -> Due:
    """A case due for erasure, for whoever decides what is kept; throws for everybody else."""
    gate.require()
    if not processing_restriction.may_decide():
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    open_documents.get_open("Case", case, for_update=for_update)
    only = f"`tabCase`.`name` = {frappe.db.escape(case)}"
    until = getdate(add_days(nowdate(), notice_days()))
    found = list(retention_due.of("Case", until, only))
    if not found:
        frappe.throw(counted(_("{0} does not go within {1} days."), case, notice_days()))
    return found[0]


def keep(case: str, key: str, shown: str, marked: Collection[int]) -> Document:
    """Keep a text without the marked words (by number).

    `key` names its place, `shown` is the digest of the text that was read; a changed text is refused.
    """
    text = _text(case, key)
    if redaction_words.digest_of(text.text) != shown:
        frappe.throw(_("This text was changed meanwhile. Reload the page and read it again."))
    known = {word.number for word in redaction_words.words(text.text)}
    if not known.issuperset(marked):
        frappe.throw(_("This text was changed meanwhile. Reload the page and read it again."))
    spans = redaction_words.spans(text.text, marked)
    _forget(text)
    made = frappe.new_doc(redactions.DOCTYPE)
    place = text.place
    made.update({"cfm_case": case, **vars(place)})
    made.update(
        {
            "spans": frappe.as_json(spans, indent=None),
            "digest": redaction_words.digest_of(redaction_words.blacken(text.text, spans)),
            "redacted_by": frappe.session.user,
            "redacted_on": now_datetime(),
        }
    )
    return made.insert(ignore_permissions=True)


def let_go(case: str, key: str) -> None:
    """Undo a redaction: the whole text is erased."""
    _forget(_text(case, key))


def is_decided(due: Due) -> bool:
    """Whether somebody has asked to erase a restricted case: its redactions are final."""
    return due.rule.is_restricted and due.name in decisions.of("Case", [due.name])


def _text(case: str, key: str) -> FreeText:
    due = open_case(case, for_update=True)
    if is_decided(due):
        frappe.throw(
            _("Somebody has asked that it goes, with what stays of it. Take that back first.")
        )
    for text in redaction_texts.of_case(case):
        if text.place.key == key and not text.is_sealed:
            return text
    frappe.throw(_("This text was changed meanwhile. Reload the page and read it again."))


def _forget(text: FreeText) -> None:
    frappe.db.delete(redactions.DOCTYPE, vars(text.place))
