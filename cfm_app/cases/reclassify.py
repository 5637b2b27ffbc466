"""Change the class of a case, with a reason."""

from frappe.model.document import Document

from cfm_app.procedures.sop import classification
from cfm_app.security.access_rule import open_documents
from cfm_app.security.restricted_cases import particulars


def reclassify(name: str, sensitivity: str, reason: str, category: str | None = None) -> Document:
    """Set the class, and optionally the category, of a case. The user may lose access by that."""
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    known = case.category or particulars.particular(case, "category")
    classification.check_category(category or known, sensitivity)
    # A form always sends its category; only a different one is a change.
    if category and category != known:
        case.category = category
    case.sensitivity = sensitivity
    case.sensitivity_reason = reason
    case.save()
    return case
