"""A versioned text which is read to the person before consent is asked."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import nowdate


class ConsentStatement(Document):
    """Published once and then kept: consents refer to the text as it was read."""

    published_on: str | None

    def validate(self) -> None:
        before = self.get_doc_before_save()
        if before and before.status != "Draft" and self._differs_from(before):
            frappe.throw(
                _("A published text cannot be changed. Make a new version and publish that.")
            )
        if self.status == "Published" and not self.published_on:
            self.published_on = nowdate()

    def _differs_from(self, before: Document) -> bool:
        return before.statement_text != self.statement_text or self.status == "Draft"
