"""The register of breaches: what is open, what is due, what it was like over a year."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, breaches, roles, shell


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.BREACHES, breaches.LIST)
    context["view"] = breaches.overview()
    shell.fill_context(context, _("Data breaches"), breaches.LIST, sheet="register")
