"""The second factor of the user, their recovery codes, and where they are logged in."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, own_log_in, push_switch, roles, shell

SCRIPT = "own_log_in"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.EVERYBODY, own_log_in.ROUTE)
    context["view"] = own_log_in.of_user()
    context["devices"] = push_switch.of_user()
    title, push = _("My log-in and devices"), push_switch.marks()
    shell.fill_context(context, title, own_log_in.ROUTE, SCRIPT, push=push)
