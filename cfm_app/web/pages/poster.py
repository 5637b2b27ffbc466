"""The poster of the public form, in each language of the office."""

from typing import Any

import frappe
import segno
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from cfm_app.base.languages import direction, speaking
from cfm_app.base.settings import setting
from cfm_app.channels.public_form import addresses, form
from cfm_app.web.pages import feedback, public_pages, routes


def chosen(name: str) -> Document:
    """The requested form; that of the office if none is named."""
    return frappe.get_doc(form.DOCTYPE, name or addresses.OFFICE)


def is_open(of: Document) -> bool:
    """Whether the form is open today."""
    return form.open_form(of.name) is not None


def sheets(of: Document) -> list[dict[str, Any]]:
    """A sheet for each language: words, address, and QR code."""
    return [_sheet(of, language) for language in public_pages.languages()]


def _sheet(of: Document, language: Any) -> dict[str, Any]:
    lang = language.interface_language or routes.language()
    address = str(get_url(addresses.path(of.name, language=language.name)))
    return {
        "lang": lang,
        "direction": direction(lang),
        "language": language.native_name or language.language_name,
        **_words(of, language.name, lang),
        "scan": _("Scan this with the camera of a phone, or open this address:", lang),
        "call": _("Or call us, free of charge:", lang),
        "number": setting("public_phone"),
        # The usual language of the form follows the phone: the address to be typed is the short one.
        "address": str(get_url(addresses.path(of.name))).partition("://")[2],
        "picture": segno.make(address, error="m").svg_inline(border=2, dark="#000", omitsize=True),
    }


def _words(of: Document, language: str, lang: str) -> dict[str, str]:
    with speaking(lang):
        return {
            "title": feedback.heading(of, language),
            "invitation": feedback.introduction(of, language),
        }
