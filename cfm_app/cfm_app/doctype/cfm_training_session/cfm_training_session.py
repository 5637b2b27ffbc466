"""A session of a course, with who was present."""

from frappe.model.document import Document

from cfm_app.security.obligations import training


class CFMTrainingSession(Document):
    """Its list of who was present makes the training records."""

    def validate(self) -> None:
        training.check_session(self)

    def on_update(self) -> None:
        training.follow_session(self)
