"""Keep what is held on a person and use it for nothing, until whoever decides on it says that this ends."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.data_protection.person_requests import entry, states
from cfm_app.data_protection.personal_data import holds

SUBJECTS = {
    "community_member": "Community Member",
    "cfm_case": "Case",
    "conversation": consts.CONVERSATION,
}


def restrict(name: str) -> Document:
    """Put a hold that restricts use on the person; where none is recorded, on the case or the conversation."""
    request = entry.opened(name, states.DECIDED)
    if request.kind != states.RESTRICTION:
        frappe.throw(_("This request restricts no use."))
    field = next((each for each in SUBJECTS if request.get(each)), None)
    if field is None:
        frappe.throw(_("Say first whose data it is about."))
    reason = _("Request {0}").format(request.name)
    made = holds.hold(SUBJECTS[field], request.get(field), reason, restricts_use=True)
    request.proof = f"{holds.DOCTYPE}: {made.name}"
    request.carried_out_on, request.carried_out_by = now_datetime(), frappe.session.user
    return entry.save(request)
