"""Pads of paper forms for committees without a device: drawn, printed, and the photos of their pages."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, pads, roles, shell

SCRIPT, SHEET = "pads", "register-entry"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.PADS, pads.LIST)
    context["view"] = pads.overview()
    data = {"pad": pads.PAD}
    shell.fill_context(context, _("Paper pads"), pads.LIST, SCRIPT, SHEET, **data)
