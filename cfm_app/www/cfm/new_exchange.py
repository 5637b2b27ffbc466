"""The form of a new agreement on exchange."""

from typing import Any

from frappe import _

from cfm_app.web.pages import exchange, roles, shell

SCRIPT, SHEET = "new_exchange", "register-form"


def get_context(context: dict[str, Any]) -> None:
    shell.enter(roles.EXCHANGE, exchange.FORM)
    context["form"] = exchange.form()
    shell.fill_context(
        context, _("New agreement"), exchange.FORM, SCRIPT, SHEET, entry=exchange.ENTRY
    )
