"""What a person is asked before their case is recorded, one purpose after the other."""

import frappe
from frappe import _

from cfm_app import consts
from cfm_app.loop import spoken

RECORD, REPORTING = "Record", "Reporting"


def questions(lang: str | None = None) -> dict[str, str]:
    """By purpose, in a language of the screens."""
    return {
        RECORD: _("Note what you tell me", lang),
        consts.CALL_BACK: _("Call you back", lang),
        consts.SHARE_INSIDE: _("Share it inside WFP with the competent person", lang),
        consts.SHARE_WITH_PARTNER: _("Share it with this partner", lang),
        REPORTING: _("Use it without your name for reports", lang),
    }


def asked_in(language: str | None) -> dict[str, str]:
    """The questions in the language of a person; none where the user's screens ask in it anyway."""
    screens = spoken.screens_of(language)
    return questions(screens) if screens and screens != frappe.local.lang else {}
