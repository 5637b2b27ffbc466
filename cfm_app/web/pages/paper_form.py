"""Texts and blank forms on paper, by language."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import spoken_language
from cfm_app.base.languages import direction
from cfm_app.exchange import register
from cfm_app.procedures.answers import call_scripts
from cfm_app.web.pages import consent_questions, form_choices, routes

# Scripts used in the field; without call-backs and difficult calls.
MOMENTS = ("Greeting", "Consent", "Refer", "Closing")
SENSITIVE = "Sensitive case"
# Signature and thumbprint take the room of some lines: a form is one sheet of paper.
LINES, LINES_OF_SIGNED = 7, 4
USUAL = 2


def offered(wanted: list[str]) -> list[dict[str, Any]]:
    """The languages to choose from; the wanted ones, or the first ones, are `is_chosen`."""
    found = languages()
    chosen = [each for each in found if each["value"] in wanted] or found[:USUAL]
    return [{**each, "is_chosen": each in chosen} for each in found]


def texts_in(choice: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The texts to read out and say, in each chosen language."""
    return [
        _texts_in_language(each["value"], each["label"]) for each in choice if each["is_chosen"]
    ]


def languages() -> list[dict[str, Any]]:
    """The languages with a consent text or a script, usual ones first."""
    codes = {
        *frappe.get_all("Consent Statement", filters={"status": "Published"}, pluck="language"),
        *frappe.get_all("CFM Call Script", filters={"enabled": 1}, pluck="language"),
    }
    rows = frappe.get_all(
        "CFM Language",
        filters={"name": ["in", sorted(filter(None, codes)) or [""]], "enabled": 1},
        fields=["name", "language_name"],
        order_by="sort_index asc, name asc",
    )
    return [{"value": row.name, "label": _(row.language_name)} for row in rows]


def _texts_in_language(code: str, label: str) -> dict[str, Any]:
    """The texts in one language, with its writing direction."""
    consent = form_choices.consent_text(code)
    said = call_scripts.scripts_for(code)
    screens = spoken_language.screens_of(code) or routes.language()
    neutral = [row for row in said if row["moment"] == SENSITIVE]
    return {
        "label": label,
        "lang": screens,
        "direction": direction(screens),
        "consent": consent["statement_text"] if consent else "",
        "is_other": bool(consent and consent["is_other_language"]),
        "questions": list(consent_questions.questions(screens).values()),
        "scripts": [
            {"source": moment, "text": row["script_text"]}
            for moment in MOMENTS
            for row in said
            if row["moment"] == moment
        ],
        "neutral": [row["script_text"] for row in neutral],
    }


def blank(is_signed: bool = False) -> dict[str, Any]:
    """The questions of a blank form, in the language of the page."""
    channels = frappe.get_all(
        "CFM Channel",
        filters={"enabled": 1, "channel_type": "In person"},
        pluck="name",
        order_by="sort_index asc",
    )
    tops = frappe.get_all(
        "Case Category",
        filters={"enabled": 1, "parent_case_category": ["is", "not set"]},
        pluck="name",
        order_by="lft asc",
    )
    ordinary = set(register.ordinary_categories())
    choices = {
        field: [each["label"] for each in form_choices.options("Case", field)]
        for field in ("speaker_relation", "sex", "age_group")
    }
    return {
        **choices,
        "channels": [_(each) for each in channels],
        "categories": [_(each) for each in tops if each in ordinary],
        "questions": list(consent_questions.questions().values()),
        "lines": range(LINES_OF_SIGNED if is_signed else LINES),
        "is_signed": is_signed,
    }
