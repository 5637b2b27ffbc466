"""What a person agrees to, they have heard first: which text, in which language, read by whom."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.privacy import givers


def check(consent: Document) -> None:
    """Refuse a grant without the text that was read; note its language and who read it.

    A text is read in its own language unless another one is given. What rests on another legal
    basis than consent was not asked for, and needs no text. A refusal needs none either.
    """
    if not givers.is_asked(consent) or not any(
        row.decision == "Granted" for row in consent.purposes
    ):
        return
    if not consent.statement:
        frappe.throw(
            _("Read the consent text to the person first, and say which one you read."),
            frappe.exceptions.MandatoryError,
            title=_("Not read"),
        )
    own = frappe.db.get_value("Consent Statement", consent.statement, "language")
    consent.language = consent.language or own
    consent.read_by = consent.read_by or frappe.session.user
