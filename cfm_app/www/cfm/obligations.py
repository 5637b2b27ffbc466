"""What the user must sign and learn, how it stands, and what they have signed."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, obligations, roles, routes, shell


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.OBLIGATIONS, obligations.ROUTE)
    back = routes.way_back(frappe.form_dict.get("next"))
    context["view"] = obligations.overview(back)
    context["done"] = str(frappe.form_dict.get("done") or "")
    shell.fill_context(context, _("What I must sign and learn"), obligations.ROUTE, "obligations")
    context["cfm"]["query"] = {"next": back} if back else {}
