"""What each role needs before its holders register cases and open identities."""

from frappe.model.document import Document

from cfm_app.security.obligations import needs


class CFMObligationSettings(Document):
    """One row for each role and agreement or course."""

    def validate(self) -> None:
        needs.check(self)
