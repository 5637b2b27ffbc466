"""One pad as it is printed."""

from typing import Any

import frappe
from frappe import _

from cfm_app.web.pages import admission, pads, roles, routes, shell


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    spoken = str(frappe.form_dict.get("spoken") or "")
    admission.enter(roles.PADS, routes.address_of(pads.PAD, name=name))
    context["view"] = pads.detail(name, spoken.split(","))
    title = f"{_('Paper pad')} {name}"
    shell.fill_context(context, title, pads.PAD, "paper_kit", "paper-kit", name=name)
    context["cfm"]["query"] = {"name": name, **({"spoken": spoken} if spoken else {})}
