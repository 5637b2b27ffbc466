"""Exchange with other agencies: the agreements."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, exchange, roles, shell


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.READ_EXCHANGE, exchange.LIST)
    context["view"] = exchange.overview()
    shell.fill_context(context, _("Exchange with agencies"), exchange.LIST, sheet="register")
