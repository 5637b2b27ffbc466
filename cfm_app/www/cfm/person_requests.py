"""The register of what persons ask about their data: what is open, how much time is left."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, person_requests, roles, shell


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.PERSON_REQUESTS, person_requests.LIST)
    context["view"] = person_requests.overview()
    shell.fill_context(context, _("Requests of persons"), person_requests.LIST, sheet="register")
