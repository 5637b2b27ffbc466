"""What a manager wrote on a form, in the languages in which the office has a text of consent."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import languages


def sync_rows(form: Document) -> None:
    """Match the translation rows of the form with its texts, one for each further language."""
    written = {(row.language, row.original): row.translation for row in form.translations}
    form.set("translations", [])
    for language in _others():
        for text in dict.fromkeys(_own(form)):
            form.append(
                "translations",
                {
                    "language": language,
                    "original": text,
                    "translation": written.get((language, text)),
                },
            )


def translated(form: Document, language: str | None, text: str) -> str:
    """A text of the form in a language; the original where nobody translated it."""
    found = (
        row.translation
        for row in form.translations
        if row.language == language and row.original == text
    )
    return next(filter(None, found), None) or str(_(text))


def offered() -> list[str]:
    """The languages in which the office has a text of consent to give."""
    written = frappe.get_all("Consent Statement", {"status": "Published"}, pluck="language")
    rows = frappe.get_all(
        "CFM Language",
        {"enabled": 1, "name": ["in", written]},
        pluck="name",
        order_by="sort_index asc, name asc",
    )
    return list(rows)


def _others() -> list[str]:
    usual = {"enabled": 1, "interface_language": languages.of_site()}
    read_by_office = frappe.get_all("CFM Language", usual, pluck="name")
    return [name for name in offered() if name not in read_by_office]


def _own(form: Document) -> Iterator[str]:
    yield from filter(None, (form.heading, form.introduction))
    for row in form.questions:
        if row.asked:
            yield from filter(None, (row.label, row.help))
