"""One question of a course, with its answers and the right one."""

from frappe.model.document import Document


class CFMQuizQuestion(Document):
    """A row of its document."""
