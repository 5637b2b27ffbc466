"""A training course: how long it lasts, and its quiz if the office makes one."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint


class CFMTrainingCourse(Document):
    """Whoever needs it attends a session or passes the quiz."""

    def validate(self) -> None:
        if not 0 <= cint(self.pass_mark) <= 100:
            frappe.throw(_("A share is between 0 and 100 %."))
        for row in self.questions:
            if not row.get(f"choice_{row.right_choice}"):
                frappe.throw(_("Question {0}: the right answer is empty.").format(row.idx))
