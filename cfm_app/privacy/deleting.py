"""Refusing to delete what cases refer to, without naming one.

The framework names the first document that it finds, which may be one nobody may know of. The
refusal here is the same whichever case it is.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import consts
from cfm_app.privacy import clearance

# They belong to one case: whoever may delete them knows it.
PARTS_OF_A_CASE = ("Case", "Referral", "Consent", "Sensitive Report")


def refuse_naming_cases(doc: Document, method: str | None = None) -> None:
    """Refuse the deletion of a record that a case, or what belongs to one, refers to."""
    if doc.doctype in PARTS_OF_A_CASE or clearance.of().is_unlimited:
        return
    for doctype, field in _references(doc.doctype):
        if frappe.db.exists(doctype, {field: doc.name}):
            frappe.throw(
                _(
                    "{0} {1} is used by cases and cannot be deleted. Change it, or take it out of"
                    " use."
                ).format(_(doc.doctype), _(doc.name)),
                frappe.LinkExistsError,
            )


def _references(target: str) -> list[tuple[str, str]]:
    """The links to a DocType from protected documents and their rows."""
    return [
        (doctype, field.fieldname)
        for doctype in (*consts.PROTECTED, *consts.CHILDREN)
        for field in frappe.get_meta(doctype).get_link_fields()
        if field.options == target
    ]
