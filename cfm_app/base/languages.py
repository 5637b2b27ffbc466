"""The languages of the screens: a text may come in any of them, from a sheet or from stored history."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import frappe
from frappe import _

# Where a value is filled into a text, also as `re.escape` writes it.
HOLE, ESCAPED_HOLE = re.compile(r"\{(\d)\}"), re.compile(r"\\\{(\d)\\\}")

RIGHT_TO_LEFT = ("ar", "fa", "he", "ps", "ur")


@cache
def of_app() -> tuple[str, ...]:
    """English, and all languages that the app is translated into: files that it brings along."""
    folder = Path(frappe.get_app_path("cfm_app", "translations"))
    return tuple(dict.fromkeys(("en", *sorted(file.stem for file in folder.glob("*.csv")))))


def require(language: str) -> None:
    """Refuse a language that the app is not translated into."""
    if language not in of_app():
        frappe.throw(_("Choose the language from the list."))


def nearest(language: str) -> str:
    """The language that the app speaks to whoever reads one: without its region, or what it is based on."""
    seen: list[str] = []
    while language and language not in seen:
        if (root := language.split("-")[0]) in of_app():
            return root
        seen.append(language)
        language = frappe.db.get_value("Language", language, "based_on", cache=True) or root
    return seen[0].split("-")[0] if seen else ""


def own() -> list[tuple[str, str]]:
    """Languages that somebody based on one of the app: code and what its speakers call it."""
    filters = {"enabled": 1, "based_on": ["is", "set"]}
    rows = frappe.get_all("Language", filters, ["name", "language_name"], order_by="name asc")
    shown = [row for row in rows if row.name not in of_app() and nearest(row.name) in of_app()]
    return [(row.name, row.language_name) for row in shown]


def direction(language: str | None) -> str:
    """How a language is written, as HTML says it: one of the office as the one that it is based on."""
    root = (language or "").split("-")[0]
    if root and root not in (*of_app(), *RIGHT_TO_LEFT):
        root = nearest(language or "")
    return "rtl" if root in RIGHT_TO_LEFT else "ltr"


def of_user(user: str) -> str | None:
    """The language that a user reads: their own, or that of the site."""
    chosen = frappe.db.get_value("User", user, "language")
    return chosen or frappe.db.get_single_value("System Settings", "language")


def of_site() -> str:
    """The language of the office."""
    return frappe.db.get_single_value("System Settings", "language") or "en"


def speak_of_site() -> None:
    """From here on, say what is written down in the language of the office, whoever set it off."""
    frappe.local.lang = of_site()


def in_own_words(written: str, *texts: str) -> str:
    """What the app once wrote into a document, in the language of the reader.

    It was written in that of whoever acted. `texts` are those that it may have been made of; what was
    filled in stays, and words that come of none of them stay as they are.
    """
    for text in texts:
        for language in of_app():
            said = ESCAPED_HOLE.sub(r"(?P<v\1>.*)", re.escape(_(text, language)))
            if found := re.fullmatch(said, written, re.DOTALL):
                return _refilled(_(text), found.groupdict())
    return written


def _refilled(text: str, values: dict[str, str]) -> str:
    return HOLE.sub(lambda hole: values[f"v{hole[1]}"], text)


def words_for(text: str) -> Iterator[str]:
    """A text of the app as its readers may know it: in each language, the one of the user first."""
    yield text
    yield _(text)
    for language in of_app():
        yield _(text, language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in a language, then in that of before again."""
    before = frappe.local.lang
    frappe.local.lang = language
    try:
        yield
    finally:
        frappe.local.lang = before
