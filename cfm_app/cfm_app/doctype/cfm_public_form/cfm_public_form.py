"""The form by which anybody writes to the office without an account."""

from frappe.model.document import Document

from cfm_app.channels.public_form import form, questions


class CFMPublicForm(Document):
    """What a manager decides about the form; it has an account as soon as it is open."""

    def validate(self) -> None:
        questions.settle(self)
        form.settle(self)

    def onload(self) -> None:
        questions.show_labels(self)
