"""Keys by which partners' programs get in: made, tried, renewed and ended."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, program_access, roles, shell

SCRIPT = "program_access"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.PROGRAMS, program_access.ROUTE)
    offered = program_access.view()
    context["view"] = offered
    context["keys"] = program_access.keys()
    shell.fill_context(context, _("Keys for programs"), program_access.ROUTE, SCRIPT, **offered)
