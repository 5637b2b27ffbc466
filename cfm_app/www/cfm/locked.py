"""Where a session is opened again that nobody used for a while, or that was locked; then on to what was asked for."""

from typing import Any

import frappe
from frappe import _

from cfm_app.security.second_factor import idle
from cfm_app.web.pages import admission, own_log_in, roles, shell

SHEET = "my-sessions"


def get_context(context: dict[str, Any]) -> None:
    back = own_log_in.way_back(frappe.form_dict.get("next"))
    admission.enter(roles.EVERYBODY, back)
    if not idle.is_locked():
        frappe.local.flags.redirect_location = back
        raise frappe.Redirect(302)
    context["back"] = back
    shell.fill_context(context, _("Locked"), idle.PAGE, "", SHEET)
    # Nothing of the office is on it, and nothing is asked of the server.
    context["cfm"].update(links=[], search="", obligations=None, unprepared=None, rest=None)
    context["cfm"].update(scripts=(), modules=[])
    context["cfm"]["idle"]["at_once"] = True
