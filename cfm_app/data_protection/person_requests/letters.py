"""Proposed words to tell a person the result of their request, to be edited by the user.

They cover what articles 12, 15 and 17 of the General Data Protection Regulation require: what was done,
why not, and how to object. An office edits them as translations.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import settings
from cfm_app.data_protection.person_requests import deletion, states
from cfm_app.data_protection.person_requests.deciding import GROUND


def proposed(request: Document, language: str | None = None) -> str:
    """The words, in a language; by default in that of the user."""
    lines = [_asked(request.kind, language)]
    if request.decision != states.REFUSED:
        is_erased = request.kind == states.DELETION
        lines += _erased(request, language) if is_erased else [_done(request.kind, language)]
    if request.ground:
        sentence = frappe.db.get_value(GROUND, request.ground, "sentence") or request.ground
        not_done = _("We could not do all that you asked. {0}", language)
        refused = _("We cannot do what you asked. {0}", language)
        text = refused if request.decision == states.REFUSED else not_done
        lines.append(text.format(_(sentence, language)))
    lines.append(_("If you do not agree, tell us: somebody else will look at it again.", language))
    if phone := settings.setting("public_phone"):
        lines.append(_("Call us if you have questions: {0}.", language).format(phone))
    return "\n".join(lines)


def _asked(kind: str, language: str | None) -> str:
    texts = {
        states.ACCESS: _("You asked us what we hold about you.", language),
        states.CORRECTION: _("You asked us to correct what we hold about you.", language),
        states.DELETION: _("You asked us to erase what we hold about you.", language),
        states.RESTRICTION: _(
            "You asked us to keep what we hold about you and to use it for nothing.", language
        ),
        states.OBJECTION: _(
            "You asked us not to use what we hold about you for everything.", language
        ),
        states.WITHDRAWAL: _("You took back what you had agreed to.", language),
    }
    return texts[kind]


def _erased(request: Document, language: str | None) -> list[str]:
    """What is true of an erasure, and what it does not reach."""
    if deletion.keeps_something(request):
        return [
            _(
                "We erase a part of it. We have to keep the rest for now: somebody still works on it, or the"
                " law obliges us to. Ask us again later.",
                language,
            )
        ]
    return [
        _("We erase it. Only numbers are left that lead to nobody.", language),
        _("If others spoke of you in cases of their own, their words stay theirs.", language),
        _("What you entrusted to one of us alone, that person decides on and tells you.", language),
        _(
            "Older copies of our computer go in their time. If we have to use one, we erase it there again.",
            language,
        ),
    ]


def _done(kind: str, language: str | None) -> str:
    texts = {
        states.ACCESS: _("Here is a copy of it.", language),
        states.CORRECTION: _("We have corrected it.", language),
        states.RESTRICTION: _(
            "We keep it and use it for nothing. We tell you before that ends.", language
        ),
        states.OBJECTION: _("We no longer use it for what you do not want.", language),
        states.WITHDRAWAL: _("What you take back, we no longer do.", language),
    }
    return texts[kind]
