"""Where anybody tells the office something, without a user and without scripts. Open to everybody."""

from typing import Any

import frappe
from frappe import _

from cfm_app.channels.adapters.public_form import PAGE
from cfm_app.pages import feedback, public_pages


def get_context(context: dict[str, Any]) -> None:
    offered = public_pages.languages()
    language = public_pages.choose(str(frappe.form_dict.get("language") or ""), offered)
    shown = feedback.shown(language and language.name)
    if status := shown.get("http_status_code"):
        context["http_status_code"] = status
    context["feedback"] = {**shown, "language": language and language.name}
    context["offered"] = offered
    context["spoken"] = public_pages.spoken()
    public_pages.fill_context(context, _("Tell us"), PAGE)
