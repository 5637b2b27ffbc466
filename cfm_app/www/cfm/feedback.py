"""Where anybody tells the office something, without a user and without scripts. Open to everybody."""

from typing import Any

import frappe

from cfm_app.channels.public_form import addresses
from cfm_app.web.pages import feedback, public_pages


def get_context(context: dict[str, Any]) -> None:
    offered = public_pages.languages()
    language = public_pages.choose(str(frappe.form_dict.get("language") or ""), offered)
    address = str(frappe.form_dict.get("form") or addresses.OFFICE)
    shown = feedback.view(language and language.name, address)
    if status := shown.get("http_status_code"):
        context["http_status_code"] = status
    context["feedback"] = {**shown, "language": language and language.name}
    context["offered"] = [
        {**each, "url": addresses.path(address, language=each.name)} for each in offered
    ]
    context["action"] = addresses.path(address)
    context["spoken"] = public_pages.language_choices()
    public_pages.fill_context(context, shown["heading"], addresses.PAGE)
