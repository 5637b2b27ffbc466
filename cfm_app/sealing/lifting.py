"""Another class for a sealed case: whoever changes it reads the words, so that those who come after can."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.privacy import clearance, particulars
from cfm_app.sealing import body, circle


def check(case: Document) -> None:
    """Refuse another class where the session cannot read the report, and others than now are to read it.

    Of a class that is lifted the words go back into the case; of another one they are sealed anew.
    """
    before = case.get_doc_before_save()
    if not before or before.sensitivity == case.sensitivity:
        return
    is_lifted = not clearance.is_restricted(case.sensitivity)
    if not is_lifted and circle.of(before.sensitivity) == circle.of(case.sensitivity):
        return
    if clearance.is_restricted(before.sensitivity) and body.is_shut(
        particulars.report_of(case.name)
    ):
        frappe.throw(
            _(
                "What was said is sealed. A handler of the class who unlocks it can change the class: {0}."
            ).format("/cfm/sealing-key")
        )
