"""A person hears the text before they agree: which text, in which language, read by whom."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.lawful_basis import consent_givers, consent_methods


def correct(consent: Document) -> None:
    """Set the language of the reading to that of its text; nobody may name somebody else as the reader.

    Imported consents keep their reader.
    """
    if consent.statement:
        text = frappe.db.get_value("Consent Statement", consent.statement, "language")
        consent.language = text or consent.language
    if frappe.session.user == "Administrator":
        return
    before = consent.get_doc_before_save()
    is_same = bool(before) and before.statement == consent.statement
    named = frappe.session.user if consent.read_by else None
    consent.read_by = (before.read_by if is_same else None) or named


def check(consent: Document) -> None:
    """Throw for a grant without the text that was read; note who read it.

    A refusal needs no text, and neither does another legal basis than consent.
    """
    if not consent_givers.is_asked(consent) or not any(
        row.decision == "Granted" for row in consent.purposes
    ):
        return
    if not consent.statement:
        frappe.throw(
            _("Read the consent text to the person first, and say which one you read."),
            frappe.exceptions.MandatoryError,
            title=_("Not read"),
        )
    if consent.method not in consent_methods.WITHOUT_READER:
        consent.read_by = consent.read_by or frappe.session.user
