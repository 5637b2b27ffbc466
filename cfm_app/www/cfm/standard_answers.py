"""Standard answers: who owns each, until when it holds, how often it was given and did not help."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, improvements, roles, shell


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.IMPROVE, improvements.ANSWERS)
    context["answers"] = improvements.answers()
    context["are_counted"] = any(each["used"] is not None for each in context["answers"])
    shell.fill_context(
        context,
        _("Standard answers and their owners"),
        improvements.ANSWERS,
        sheet="improvements",
    )
