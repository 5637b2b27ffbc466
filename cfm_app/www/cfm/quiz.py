"""The quiz of a course that the user needs."""

from typing import Any

import frappe

from cfm_app.security.obligations import quiz
from cfm_app.web.pages import admission, obligations, roles, routes, shell


def get_context(context: dict[str, Any]) -> None:
    course = str(frappe.form_dict.get("course") or "")
    back = routes.way_back(frappe.form_dict.get("next"))
    asked = {"course": course, **({"next": back} if back else {})}
    admission.enter(roles.OBLIGATIONS, routes.address_of(obligations.QUIZ, **asked))
    context["quiz"] = quiz.questions(course)
    shell.fill_context(
        context,
        context["quiz"]["title"],
        obligations.QUIZ,
        "quiz",
        course=course,
        after=routes.address_of(obligations.ROUTE, done="quiz", **({"next": back} if back else {})),
    )
    context["cfm"]["query"] = asked
