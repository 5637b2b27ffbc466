"""One follow-up of a case: what was done, by whom, what comes next."""

from frappe.model.document import Document


class CaseFollowUp(Document):
    """One follow-up of a case: what was done, by whom, what comes next."""
