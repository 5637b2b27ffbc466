"""Texts with numbers in them, in the forms of the reader's language.

A translation writes the forms of what is counted in brackets: `[{0} ligne|{0} lignes]`, for another value than
the first `[1:{1} fichier|{1} fichiers]`. English and French have two, Arabic has six: none, one, two, few (3 to
10), many (11 to 99), and others. The source text stays plain; English forms are in `translations/en.csv`.
"""

import re
from typing import Any

import frappe

GROUP = re.compile(r"\[(?:(\d):)?([^][|]*\|[^][]*)\]")
HOLE = re.compile(r"\{(\d)\}")
ARABIC = 6


def counted(text: str, *values: Any, language: str | None = None) -> str:
    """A translated text with its values filled in, and of each group the form that fits its number.

    `language` is that of the text, if it is not the reader's.
    """
    spoken = language or frappe.local.lang or ""

    def fitting(found: re.Match[str]) -> str:
        forms = found[2].split("|")
        return forms[form_of(values[int(found[1] or 0)], len(forms), spoken)]

    # Templates of managers may call this: unlike `format`, it looks into no value.
    return HOLE.sub(lambda found: str(values[int(found[1])]), GROUP.sub(fitting, text))


def form_of(value: Any, forms: int, language: str) -> int:
    """Which of the forms a number takes. What is no number takes the last one, as many do."""
    try:
        number = abs(_number(value, language))
    except (TypeError, ValueError):
        return forms - 1
    if forms == ARABIC:
        return _of_arabic(number)
    is_one = number < 2 if language.startswith("fr") else number == 1
    return 0 if is_one else forms - 1


def _number(value: Any, language: str) -> float:
    """A number, also one that is written for readers already: `1,234`, in French `1 234,5`."""
    try:
        return float(value)
    except ValueError:
        written = "".join(str(value).split())
        return float(written.replace(",", "." if language.startswith("fr") else ""))


def _of_arabic(number: float) -> int:
    if number in (0, 1, 2):
        return int(number)
    rest = number % 100
    if 3 <= rest <= 10:
        return 3
    return 4 if 11 <= rest <= 99 else 5


def decimal(value: float, places: int = 1) -> str:
    """A number with so many decimals, none where all are 0, as the reader's language writes it in Latin digits."""
    written = f"{value:.{places}f}".removesuffix("." + "0" * places)
    return written.replace(".", ",") if (frappe.local.lang or "").startswith("fr") else written
