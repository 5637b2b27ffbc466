"""A form by which anybody writes to the office without an account."""

from frappe.model.document import Document

from cfm_app.channels.public_form import addresses, form, questions, texts


class CFMPublicForm(Document):
    """What a manager decides about a form; it has an account as soon as it is open."""

    def autoname(self) -> None:
        self.address = self.name = addresses.new_name(self)

    def validate(self) -> None:
        questions.sync_rows(self)
        texts.sync_rows(self)
        form.ensure_account(self)

    def onload(self) -> None:
        questions.show_labels(self)
