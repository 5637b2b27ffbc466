"""Give a case another class of sensitivity, with the reason."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.privacy import clearance, particulars, request_gate
from cfm_app.sop import classification


def reclassify(name: str, sensitivity: str, reason: str, category: str | None = None) -> Document:
    """Settle what a case is, and with a category what it is about. The user may lose sight of it by that.

    What a category says of a restricted class goes: one that restricts a case does not stay on an open one.
    """
    case = request_gate.get_open("Case", name, for_update=True)
    case.check_permission("write")
    category = category or case.category or particulars.particular(case, "category")
    if not clearance.is_restricted(sensitivity) and clearance.is_restricted(
        classification.settled(category)
    ):
        frappe.throw(
            _("{0} is a category of a restricted class. Choose what the case is about.").format(
                _(category)
            ),
            title=_("Category"),
        )
    case.category = category
    case.sensitivity = sensitivity
    case.sensitivity_reason = reason
    case.save()
    return case
