"""A handler gives sealed reports to today's handlers."""

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.security import audit
from cfm_app.security.sealing import circle, keys, resealing, switching, unlocking


def give(sensitivity: str, place: str = "") -> resealing.Batch:
    """Seal the next reports of a class for today's circle, or open them if it is no longer sealed.

    The user is a handler whose key is unlocked. Former handlers cannot read new seals; what they have
    read, they have read.
    """
    if not switching.is_handler(sensitivity):
        frappe.throw(_("A handler of the class does this."), frappe.PermissionError)
    unlocking.required()
    batch = resealing.next_batch(sensitivity, resealing.report_at(place))
    if batch.done:
        named = ", ".join(get_fullname(user) for user in circle.of(sensitivity).members)
        # How many there are is nobody's to read in the log.
        told = _("Given to {0}").format(named or _("everybody entrusted"))
        audit.record(keys.LOGGED, "Case Sensitivity", sensitivity, detail=told[:140])
    return batch
