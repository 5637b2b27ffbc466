"""The form of a new case, for somebody who has the caller on the line."""

from typing import Any

import frappe
from frappe import _

from cfm_app.api import console
from cfm_app.base import declarations, spoken_language
from cfm_app.web.pages import (
    admission,
    consent_questions,
    form_choices,
    intake_channels,
    intake_fields,
    obligations,
    roles,
    shell,
)

ROUTE = "/cfm/new-case"
SCRIPT = "new_case"


def get_context(context: dict[str, Any]) -> None:
    admission.enter(roles.NEW_CASE, ROUTE)
    if not frappe.form_dict.get("shell"):
        obligations.lead_there(ROUTE)
    fill_form(context, _("New case"), ROUTE, SCRIPT)
    # The service worker keeps the form, which then opens without a connection.
    if frappe.form_dict.get("shell"):
        leave_out_user(context)


def leave_out_user(context: dict[str, Any]) -> None:
    """Make of the form what a browser may keep: nobody is in it, and nothing that ends soon."""
    shell.leave_out_user(context)
    context["legal_basis_options"] = []
    context["parts"] = []


def fill_form(context: dict[str, Any], title: str, route: str, script: str, **data: Any) -> None:
    """What the form of a case is made of, for the page that it stands on."""
    frappe.has_permission("Case", "create", throw=True)
    choices = console.choices()
    context["channels"] = intake_channels.offered(choices["channels"])
    context["languages"] = choices["languages"]
    context["usual_language"] = spoken_language.usual()
    context["partners"] = choices["partners"]
    context["areas"] = frappe.get_list(
        "CFM Functional Area",
        filters={"enabled": 1},
        fields=["name"],
        order_by="name asc",
        limit_page_length=0,
    )
    for key, value in consent_questions.form().items():
        context[key] = value
    context["asks_later"] = True
    for field in ("speaker_relation", "sex", "age_group", "disability", "population_group"):
        context[f"{field}_options"] = form_choices.options("Case", field)
    context["satisfaction_options"] = form_choices.options("Case", "satisfaction")
    asked, own = intake_fields.page_fields(), intake_fields.own_questions()
    context["labels"], context["hidden_fields"], context["own"] = (
        asked["labels"],
        asked["hidden"],
        own,
    )
    context["presets"], context["person_fields"] = asked["presets"], asked["person"]
    if usual := asked["presets"]["language"]:
        context["usual_language"] = usual
    context["person_options"] = {
        field: form_choices.options("Case", field) for field in intake_fields.OF_PERSON
    }
    context["reasons"] = intake_fields.reasons()
    context["parts"] = _parts()
    shell.fill_context(
        context,
        title,
        route,
        script,
        sheet="new-case",
        categories=form_choices.categories(),
        required=asked["required"],
        rules=intake_fields.rules(),
        own=[intake_fields.for_script(each) for each in own],
        **data,
    )


def _parts() -> list[dict[str, Any]]:
    """What features ask here, where there is anything to choose from."""
    return [
        {"template": part.template, "script": part.script, "choices": found}
        for part, choices in declarations.form_parts()
        if (found := choices())
    ]
