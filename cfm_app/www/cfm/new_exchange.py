"""The form of a new agreement on exchange."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, exchange, roles, shell

SCRIPT, SHEET = "new_exchange", "register-form"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.EXCHANGE, exchange.FORM)
    context["form"] = exchange.form()
    shell.fill_context(
        context, _("New agreement"), exchange.FORM, SCRIPT, SHEET, entry=exchange.ENTRY
    )
