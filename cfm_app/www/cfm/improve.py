"""Propose an improvement: what the dialog of the app's pages shows, for whoever comes from elsewhere."""

from typing import Any

from frappe import _

from cfm_app.web.pages import admission, improvements, roles, shell


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.IMPROVE, improvements.FORM)
    shell.fill_context(
        context, _("Propose an improvement"), improvements.FORM, sheet="improvements"
    )
