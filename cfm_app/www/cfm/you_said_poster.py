"""What was said and done as a poster, to be printed on A3."""

from typing import Any

import frappe

from cfm_app.figures.releases.entry import READERS as RELEASE_READERS
from cfm_app.web.pages import admission, routes, shell, you_said


def get_context(context: dict[str, Any]) -> None:
    asked = {
        "name": str(frappe.form_dict.get("name") or "").strip(),
        "language": str(frappe.form_dict.get("language") or "").strip(),
    }
    admission.enter(RELEASE_READERS, routes.address_of(you_said.POSTER, **asked))
    context["page"] = page = you_said.print_view(**asked)
    context["entry"] = routes.address_of(you_said.ENTRY, name=asked["name"])
    shell.fill_context(
        context, page["told"].title, you_said.POSTER, "print_button", "you-said-print"
    )
    context["cfm"]["query"] = asked
