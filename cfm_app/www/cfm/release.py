"""One release: its tables, its words, who gets it, and its next step."""

from typing import Any

import frappe
from frappe import _

from cfm_app.figures.releases.entry import READERS as RELEASE_READERS
from cfm_app.web.pages import admission, releases, routes, shell

SCRIPT, SHEET = "release", "register-entry"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("name") or "").strip()
    admission.enter(RELEASE_READERS, routes.address_of(releases.ENTRY, name=name))
    context["view"] = releases.detail(name)
    context["list"] = routes.address_of(releases.LIST)
    shell.fill_context(context, _("Figures to release"), releases.ENTRY, SCRIPT, SHEET, name=name)
    context["cfm"]["query"] = {"name": name}
