"""The consent of a case that is there: the same questions as in a call, read out and answered by key."""

from typing import Any

import frappe
from frappe import _

from cfm_app.api import console
from cfm_app.base import spoken_language
from cfm_app.web.pages import admission, consent_questions, roles, routes, shell
from cfm_app.web.pages.case import view

ROUTE = "/cfm/consent"
SCRIPT = "consent_page"


def get_context(context: dict[str, Any]) -> None:
    name = str(frappe.form_dict.get("case") or "").strip()
    admission.enter(roles.CASE, routes.address_of(ROUTE, case=name))
    frappe.has_permission("Consent", "create", throw=True)
    shown = view.load(name)
    context["head"] = view.head(shown)
    context["person"] = view.person(shown)
    context["languages"] = console.choices()["languages"]
    context["partners"] = console.choices()["partners"]
    for key, value in consent_questions.form().items():
        context[key] = value
    context["best_hour"] = context["person"]["best_hour"]
    asked = ("language", "age_group", "speaker_relation", "interpreter_used")
    context["asked"] = {field: shown.get(field) or "" for field in asked}
    context["asked"]["language"] = view.language_of(shown) or spoken_language.usual()
    shell.fill_context(
        context,
        _("Record a consent"),
        ROUTE,
        SCRIPT,
        # It is a part of the form of a new case, and looks like it.
        sheet="new-case",
        name=name,
        restricted=bool(shown.report),
    )
    context["cfm"]["query"] = {"case": name}
