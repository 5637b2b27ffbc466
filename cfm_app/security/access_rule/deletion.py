"""Refuses to delete what cases may refer to.

Whether a record can be deleted would reveal whether a closed case uses it: a manager who finds no case of
a category and still may not delete it would know of a restricted one. So such records are disabled, and
only the Administrator deletes them.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts, doctype_access
from cfm_app.security.entitlement import clearance

# These belong to one case, which whoever deletes them may see.
PARTS_OF_A_CASE = (
    *("Case", "Referral", "Consent", "Sensitive Report"),
    *(consts.CONVERSATION, consts.MESSAGE, consts.CALL),
)
# Set where the app deletes what it created itself.
WITHDRAWN = "cfm_withdrawn"
# The record merged in this request: references to it are updated by then.
MERGED = "cfm_merged"


def note_merge(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """Event before a merge: the merged record goes whether or not cases name it, so that reveals nothing."""
    frappe.flags[MERGED] = (doc.doctype, old) if merge else None


def refuse_naming_cases(doc: Document, method: str | None = None) -> None:
    """Refuse to delete a record that a case, or a document of a case, may refer to."""
    if doc.doctype in PARTS_OF_A_CASE or clearance.of().is_unlimited or doc.flags.get(WITHDRAWN):
        return
    if frappe.flags.get(MERGED) == (doc.doctype, doc.name):
        return
    if doc.doctype in linked_by_cases():
        frappe.throw(
            _(
                "Cases may use {0} {1}, so it is not deleted. Take it out of use, or change its name."
            ).format(_(doc.doctype), _(doc.name)),
            frappe.LinkExistsError,
        )


def linked_by_cases() -> set[str]:
    """The DocTypes that protected documents and their rows link to."""
    return {
        str(field.options)
        for doctype in (*doctype_access.PROTECTED, *doctype_access.CHILDREN)
        for field in frappe.get_meta(doctype).get_link_fields()
    }
