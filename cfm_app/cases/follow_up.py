"""Note what was done about a case, or tick a step of the procedure."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.base.clock import believed_now
from cfm_app.security.access_rule import open_documents


def note(name: str, action: str) -> Document:
    """Add a follow-up."""
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    if not (action or "").strip():
        frappe.throw(_("Write what was done."), frappe.MandatoryError)
    row = {"followed_on": believed_now(), "followed_by": frappe.session.user, "action": action}
    case.append("follow_ups", row)
    case.save()
    return case


def tick(name: str, step: str, done: bool, note: str | None = None) -> Document:
    """Mark a step (by the name of its row) as done, or as not done.

    A step that an act does can be ticked by hand only with a note why the act is not needed.
    """
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    row = next((each for each in case.sop_steps if each.name == step), None)
    if row is None:
        frappe.throw(_("There is no such step any more. Load the page again."))
    if row.by_act and not cint(done):
        frappe.throw(_("This step is done by the act itself, which stays done."))
    row.done = cint(done)
    row.note = "\n".join(filter(None, (row.note, (note or "").strip())))
    case.save()
    return case
