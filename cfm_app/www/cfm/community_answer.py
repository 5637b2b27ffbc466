"""One answer to the community: its topics, its words in each language, and its next step."""

from typing import Any

import frappe
from frappe import _

from cfm_app.figures.releases.entry import READERS as RELEASE_READERS
from cfm_app.web.pages import admission, routes, shell, you_said

SCRIPT, SHEET = "acts", "register-entry"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    admission.enter(RELEASE_READERS, routes.address_of(you_said.ENTRY, name=name))
    context["view"] = you_said.detail(name)
    context["list"] = routes.address_of(you_said.LIST)
    shell.fill_context(context, _("You said, we did"), you_said.ENTRY, SCRIPT, SHEET, name=name)
    context["cfm"]["query"] = {"name": name}
