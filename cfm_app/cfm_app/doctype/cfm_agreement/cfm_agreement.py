"""One version of an agreement, with its text in each language."""

from frappe.model.document import Document

from cfm_app.security.obligations import agreements


class CFMAgreement(Document):
    """Published once and then kept: signatures refer to the text as it was read."""

    published_on: str | None

    def validate(self) -> None:
        agreements.check(self)

    def on_update(self) -> None:
        agreements.retire_others(self)

    def on_trash(self) -> None:
        agreements.refuse_deletion(self)
