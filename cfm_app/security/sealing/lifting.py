"""Changing the class of a sealed case: the user must be able to read the words."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.entitlement import clearance
from cfm_app.security.restricted_cases import particulars
from cfm_app.security.sealing import body, circle, reporters


def check(case: Document) -> None:
    """Throw for another class if the session cannot read the report and its readers would change.

    When the class is lifted, the words return to the case; for another class they are sealed again.
    """
    before = case.get_doc_before_save()
    if not before or before.sensitivity == case.sensitivity:
        return
    is_lifted = not clearance.is_restricted(case.sensitivity)
    if not is_lifted and circle.of(before.sensitivity) == circle.of(case.sensitivity):
        return
    report = clearance.is_restricted(before.sensitivity) and particulars.report_of(case.name)
    if report and (body.is_shut(report) or reporters.is_shut_for(report.community_member)):
        frappe.throw(
            _(
                "What was said is sealed. A handler of the class who unlocks it can change the class: {0}."
            ).format("/cfm/sealing-key")
        )
