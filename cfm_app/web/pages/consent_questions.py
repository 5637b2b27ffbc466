"""The questions of a consent, one for each purpose."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts, spoken_language
from cfm_app.security.lawful_basis import legal_bases
from cfm_app.web.pages import form_choices

RECORD, REPORTING = "Record", "Reporting"


def questions(lang: str | None = None) -> dict[str, str]:
    """The questions by purpose, in a language of the screens."""
    return {
        RECORD: _("Note what you tell me", lang),
        consts.CALL_BACK: _("Call you back", lang),
        consts.SHARE_INSIDE: _("Share it inside WFP with the competent person", lang),
        consts.SHARE_WITH_PARTNER: _("Share it with this partner", lang),
        REPORTING: _("Use it without your name for reports", lang),
    }


def form() -> dict[str, Any]:
    """The questions of a consent form, and the choices of its lists."""
    return {
        "purposes": [
            {"value": purpose, "question": question} for purpose, question in questions().items()
        ],
        "giver_options": form_choices.options("Consent", "giver"),
        "method_options": form_choices.options("Consent", "method"),
        "assent_options": form_choices.options("Consent", "assent_of_minor"),
        "hours_options": form_choices.options("Community Member", "preferred_hours"),
        "legal_basis_options": form_choices.options("Consent", "legal_basis")
        if legal_bases.may_choose()
        else [],
        "best_hour": "",
        "asks_later": False,
    }


def statement(language: str | None) -> dict[str, Any] | None:
    """The published statement in a language, or in the nearest one, with the questions.

    `own_text` and `questions` are what the user's screens do not show already: the text and the questions
    in the user's language.
    """
    frappe.has_permission("Consent Statement", "read", throw=True)
    found = form_choices.consent_text(language)
    if not found:
        return None
    own = form_choices.consent_text(spoken_language.of_user())
    is_other = own is not None and own["name"] != found["name"]
    own_text = own["statement_text"] if own is not None and is_other else ""
    return {**found, "own_text": own_text, "questions": asked_in(language)}


def asked_in(language: str | None) -> dict[str, str]:
    """The questions in the person's language; none if the screens show that language already."""
    screens = spoken_language.screens_of(language)
    return questions(screens) if screens and screens != frappe.local.lang else {}
