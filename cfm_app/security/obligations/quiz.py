"""The quiz of a course: its questions without the answers, and how answers are marked."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from cfm_app.base.arguments import as_fields
from cfm_app.security.obligations import compliance, names, training
from cfm_app.security.obligations.duties import COURSE

CHOICES = ("1", "2", "3", "4")


def questions(course: str) -> dict[str, Any]:
    """The questions of a course that the user needs. The right answers stay in the server."""
    doc = _needed(course)
    return {
        "title": doc.title,
        "explanation": doc.explanation or "",
        "pass_mark": cint(doc.pass_mark),
        "questions": [
            {
                "name": row.name,
                "question": row.question,
                "choices": [
                    {"value": each, "label": row.get(f"choice_{each}")}
                    for each in CHOICES
                    if row.get(f"choice_{each}")
                ],
            }
            for row in doc.questions
        ],
        "attempts_left": _attempts_left(doc),
    }


def answer(course: str, answers: Any) -> dict[str, Any]:
    """Mark the answers of the user in the session, and store the result, passed or not."""
    # Under a lock, so that simultaneous attempts are all counted.
    doc = _needed(course, for_update=True)
    if _attempts_left(doc) <= 0:
        frappe.throw(_("No more attempts today. Go through the course again and try tomorrow."))
    given = as_fields(answers)
    if any(str(given.get(row.name) or "") not in CHOICES for row in doc.questions):
        frappe.throw(_("Answer every question first."))
    right = sum(str(given[row.name]) == row.right_choice for row in doc.questions)
    score = round(100 * right / len(doc.questions))
    passed = score >= cint(doc.pass_mark)
    training.record(frappe.session.user, training.obtained(doc.name, passed), score=score)
    return {
        "passed": passed,
        "right": right,
        "total": len(doc.questions),
        "attempts_left": _attempts_left(doc),
    }


def has_quiz(course: str) -> bool:
    """Whether a course can be obtained by a quiz."""
    return bool(
        frappe.db.exists("CFM Quiz Question", {"parent": course, "parenttype": names.COURSE})
    )


def _needed(course: str, for_update: bool = False) -> Any:
    """A course with a quiz that the user's role requires; throws for any other."""
    owed = {duty.subject for duty in compliance.duties() if duty.kind == COURSE}
    if course not in owed or not has_quiz(course):
        frappe.throw(_("None of your roles asks for this quiz."), frappe.PermissionError)
    return frappe.get_doc(names.COURSE, course, for_update=for_update)


def _attempts_left(course: Any) -> int:
    today = {
        "user": frappe.session.user,
        "course": course.name,
        "obtained_on": getdate(),
        "training_session": ["is", "not set"],
    }
    return max(0, (cint(course.attempts_a_day) or 1) - frappe.db.count(names.RECORD, today))
