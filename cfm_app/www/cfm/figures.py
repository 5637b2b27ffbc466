"""Figures: of any days for those who read cases, of months that are over for those who read none."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import batch_cache
from cfm_app.figures import visible_cases
from cfm_app.web.pages import admission, figures, figures_for_others, roles, shell

SCRIPT = "figures"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.FIGURES, figures.PAGE)
    if visible_cases.reads_cases():
        with batch_cache.cached_batch():
            context["view"] = view = figures.view(frappe.form_dict)
        query = view["query"]
    else:
        told = figures_for_others.view(str(frappe.form_dict.get("name") or ""))
        context["told"] = told
        query = {"name": told["chosen"]["name"] if told and told["chosen"] else ""}
    shell.fill_context(context, _("Figures"), figures.PAGE, SCRIPT, query=query)
