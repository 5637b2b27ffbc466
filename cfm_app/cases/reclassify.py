"""Give a case another class of sensitivity, with the reason."""

from frappe.model.document import Document

from cfm_app.privacy import particulars, request_gate
from cfm_app.sop import classification


def reclassify(name: str, sensitivity: str, reason: str, category: str | None = None) -> Document:
    """Settle what a case is, and with a category what it is about. The user may lose sight of it by that."""
    case = request_gate.get_open("Case", name, for_update=True)
    case.check_permission("write")
    known = case.category or particulars.particular(case, "category")
    classification.check_category(category or known, sensitivity)
    # A form sends what it shows; only another category says something new.
    if category and category != known:
        case.category = category
    case.sensitivity = sensitivity
    case.sensitivity_reason = reason
    case.save()
    return case
