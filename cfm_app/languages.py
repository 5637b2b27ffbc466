"""The languages of the screens: a text may come in any of them, from a sheet or from stored history."""

from collections.abc import Iterator
from pathlib import Path

import frappe
from frappe import _


def of_app() -> list[str]:
    """English, and all languages that the app is translated into."""
    folder = Path(frappe.get_app_path("cfm_app", "translations"))
    return ["en", *sorted(file.stem for file in folder.glob("*.csv"))]


def words_for(text: str) -> Iterator[str]:
    """A text of the app as its readers may know it: in each language, the one of the user first."""
    yield text
    yield _(text)
    for language in of_app():
        yield _(text, language)
