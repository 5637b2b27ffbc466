"""Who may consent for whom: the person, somebody for them; children are asked as well.

A child's consent is given by a parent, guardian or caregiver, and the child assents. Where asking would
endanger the child, another legal basis is recorded (IASC, and the inter-agency guidelines for case
management and child protection, 2014).
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

MINORS = ("0-12", "13-17")
SHARING = ("Share inside", "Share with partner", "Photo or audio")
SELF = "Self"
CONSENT = "Consent"


def check(consent: Document) -> None:
    """Throw if the giver could not take this decision."""
    granted = {row.purpose for row in consent.purposes if row.decision == "Granted"}
    if not granted:
        return
    is_own = (consent.giver or SELF) == SELF
    if not is_own and not (consent.giver_relation or "").strip():
        frappe.throw(_("Write how the giver of the consent is related to the person."))
    if is_minor(consent.cfm_case):
        _check_child(consent, granted, is_own)


def is_asked(consent: Any) -> bool:
    """Whether a consent rests on what the person says. Takes a document or the values of a form."""
    return (consent.get("legal_basis") or CONSENT) == CONSENT


def is_minor(case: str) -> bool:
    """Whether the person of a case is under eighteen, as far as anybody said."""
    age = frappe.db.get_value("Case", case, "age_group")
    age = age or frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "age_group")
    return age in MINORS


def _check_child(consent: Document, granted: set[str], is_own: bool) -> None:
    if is_own and is_asked(consent):
        frappe.throw(
            _(
                "A child does not agree alone: record the parent, guardian or caregiver as the giver,"
                " or leave the answers open and ask them later. If asking them would put the child in"
                " danger, a manager or the focal point chooses another legal basis."
            ),
            title=_("A child"),
        )
    if not is_own and not consent.assent_of_minor:
        frappe.throw(_("Ask the child, too, and record what he or she says."), title=_("A child"))
    if consent.assent_of_minor == "No" and granted & set(SHARING):
        frappe.throw(
            _("The child does not agree: nothing may be shared. Refuse these purposes."),
            title=_("A child"),
        )
