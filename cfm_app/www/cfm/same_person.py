"""Records that may be of the same person: one of both, or two people."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, roles, same_person, shell

SCRIPT = "same_person"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.SAME_PERSON, same_person.ROUTE)
    context["pairs"] = same_person.pairs()
    shell.fill_context(context, _("Same person?"), same_person.ROUTE, SCRIPT)
