"""Lifting the class of a sealed case: its words go back into the case, so somebody has to read them first."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.privacy import clearance, particulars
from cfm_app.sealing import body


def check(case: Document) -> None:
    """Refuse to lift the class of a case whose report the session cannot read."""
    before = case.get_doc_before_save()
    if not before or not clearance.is_restricted(before.sensitivity):
        return
    if clearance.is_restricted(case.sensitivity):
        return
    if body.is_shut(particulars.report_of(case.name)):
        frappe.throw(
            _(
                "What was said is sealed. A handler of the class who unlocks it can lift the class: {0}."
            ).format("/cfm/sealing-key")
        )
