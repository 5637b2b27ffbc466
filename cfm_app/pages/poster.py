"""What stands on the poster of the public form, in each language of the office."""

from typing import Any

import segno
from frappe import _
from frappe.utils import get_url

from cfm_app.channels.adapters.public_form import PAGE
from cfm_app.channels.public_form import form
from cfm_app.languages import direction
from cfm_app.pages import public_pages, shell
from cfm_app.settings import setting

INVITATION = (
    "A complaint, a question, a word of thanks: it is free, and you need not give your name."
)
"""As the form begins."""


def is_open() -> bool:
    """Whether whoever scans it today finds the form."""
    return form.open_account() is not None


def sheets() -> list[dict[str, Any]]:
    """A sheet for each language: its words, the address that opens the form in it, and this as a picture."""
    return [_sheet(language) for language in public_pages.languages()]


def _sheet(language: Any) -> dict[str, Any]:
    lang = language.interface_language or shell.language()
    address = str(get_url(f"{PAGE}?language={language.name}"))
    return {
        "lang": lang,
        "direction": direction(lang),
        "language": language.native_name or language.language_name,
        "title": _("Tell us", lang),
        "invitation": _(INVITATION, lang),
        "scan": _("Scan this with the camera of a phone, or open this address:", lang),
        "call": _("Or call us, free of charge:", lang),
        "number": setting("public_phone"),
        # The usual language of the form follows the phone: the address to be typed is the short one.
        "address": str(get_url(PAGE)).partition("://")[2],
        "picture": segno.make(address, error="m").svg_inline(border=2, dark="#000", omitsize=True),
    }
