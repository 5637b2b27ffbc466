"""My work: what is due, whom to call back, whom to inform, and the search."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import batch_cache
from cfm_app.cases import assignment
from cfm_app.web.pages import admission, first_steps, my_work, roles, search_results, shell

ROUTE = "/cfm/console"
COOKIE = "whose"
"""Whose cases somebody looked at last in their browser."""


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.CONSOLE, ROUTE)
    wanted = str(frappe.form_dict.get("q") or "").strip()
    opened = str(frappe.form_dict.get("section") or "")
    whose = assignment.as_view(str(frappe.form_dict.get("whose") or _looked_at_last()))
    context["wanted"] = wanted
    with batch_cache.cached_batch():
        context["groups"] = search_results.groups(wanted) if wanted else []
        context["sections"] = [] if wanted else my_work.sections(opened, whose)
        context["views"] = [] if wanted else my_work.views(whose)
        context["stubs"] = my_work.stubs()
        context["saved"] = _just_saved(context["stubs"])
        context["requests"] = [] if wanted else my_work.requests()
        context["first_steps"] = None if wanted else first_steps.card()
    shell.fill_context(context, _("My work"), ROUTE, "console")
    context["cfm"]["wanted"] = wanted


def _looked_at_last() -> str:
    request = getattr(frappe.local, "request", None)
    return str(request.cookies.get(COOKIE) or "") if request else ""


def _just_saved(stubs: list[dict[str, Any]]) -> str | None:
    """The number with which a form sends here whoever recorded what is closed to them now."""
    given = frappe.form_dict.get("saved")
    return next((each["number"] for each in stubs if each["number"] == given), None)
