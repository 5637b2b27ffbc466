"""The rules of *CFM Obligation Settings*: what each role needs."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import nowdate

# Roles of everybody, of nobody, or of system administrators.
NO_ROLES = ("Administrator", "All", "Guest", "Desk User")


def check(settings: Document) -> None:
    """Throw unless each row requires one thing of one role, without repetition."""
    seen = set()
    for row in settings.obligations:
        row.from_date = row.from_date or nowdate()
        if bool(row.agreement_kind) == bool(row.course):
            frappe.throw(
                _("Row {0}: choose either an agreement or a training course.").format(row.idx)
            )
        if row.for_role in NO_ROLES:
            frappe.throw(_("Row {0}: this role is not given to people.").format(row.idx))
        key = (row.for_role, row.agreement_kind or "", row.course or "")
        if key in seen:
            frappe.throw(_("Row {0}: this is there twice.").format(row.idx))
        seen.add(key)
