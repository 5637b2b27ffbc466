"""The data that a device takes along: no case and no person, only what the form needs from the server."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import cint

from cfm_app.base.settings import setting
from cfm_app.exchange.field_desk import receipts
from cfm_app.procedures.answers import call_scripts, standard_answers
from cfm_app.procedures.sop.trees import chain
from cfm_app.web.pages import category_words, consent_questions, form_choices


def of_place(place: str | None) -> dict[str, Any]:
    """Places at and below one, categories, and by language answers, consent texts and scripts.

    With the permissions and in the language of the user in the session.
    """
    languages = [row.name for row in form_choices.of_new_case()["languages"]]
    may_answer = frappe.has_permission("CFM Standard Answer", "read")
    return {
        "places": _places(place),
        "categories": _categories(place),
        "answers": {
            code: standard_answers.all_of(code, place) if may_answer else [] for code in languages
        },
        "statements": {code: consent_questions.statement(code) for code in languages},
        "scripts": {code: call_scripts.scripts_for(code) for code in languages},
        "unused_days": cint(setting("field_unused_days")),
        "sent_days": receipts.days_on_device(),
    }


def _places(place: str | None) -> list[dict[str, str]]:
    found = form_choices.places()
    return (
        [row for row in found if place in chain("CFM Location", row["value"])] if place else found
    )


def _categories(place: str | None) -> dict[str, dict[str, Any]]:
    """What each category entails at the place; `above` lists ancestors whose answers apply."""
    found = {}
    for row in form_choices.categories():
        name = row["value"]
        told = category_words.for_category(name, location=place)
        found[name] = {**told, "answers": [], "above": chain("Case Category", name)}
    return found
