"""Making a kind of record of the office's own: what is asked, and who may do what with it."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, record_type, roles, shell

SCRIPT = "record_type"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.RECORD_TYPES, record_type.ROUTE)
    offered = record_type.view()
    context["view"] = offered
    context["own"] = record_type.own()
    shell.fill_context(context, _("New kind of record"), record_type.ROUTE, SCRIPT, **offered)
