"""Give a case another class of sensitivity, with the reason."""

from frappe.model.document import Document

from cfm_app.privacy import request_gate


def reclassify(name: str, sensitivity: str, reason: str) -> Document:
    """Settle what a case is. The user may lose sight of it by that."""
    case = request_gate.get_open("Case", name, for_update=True)
    case.check_permission("write")
    case.sensitivity = sensitivity
    case.sensitivity_reason = reason
    case.save()
    return case
