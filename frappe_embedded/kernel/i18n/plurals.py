"""Texts with numbers in them, in the forms of the reader's language.

A translation writes the forms of what is counted in brackets: ``[{0} ligne|{0} lignes]``, for another value
than the first ``[1:{1} fichier|{1} fichiers]``. They stand in the order of the Unicode categories (zero, one, two,
few, many, other); a language with two has *one* and *other*. English forms lie in ``en/``.
"""

import re
from typing import Any

from babel import Locale
from babel.numbers import get_decimal_symbol

from ..core.context import local
from .bases import locale_of

GROUP = re.compile(r"\[(?:(\d):)?([^][|]*\|[^][]*)\]")
_HOLE = re.compile(r"\{(\d)\}")
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")


def counted(text: str, *values: Any, language: str | None = None) -> str:
    """A translated text with its values filled in, and of each group the form that fits its number.

    ``language`` is that of the text, if it is not the reader's.
    """
    spoken = language or str(local.lang or "en")

    def fitting(found: re.Match[str]) -> str:
        forms = found[2].split("|")
        category = _category(spoken, values[int(found[1] or 0)])
        if len(forms) == len(_CATEGORIES):
            return forms[_CATEGORIES.index(category)]
        return forms[0] if category == "one" else forms[-1]

    return _HOLE.sub(lambda found: str(values[int(found[1])]), GROUP.sub(fitting, text))


def _category(language: str, value: Any) -> str:
    locale = locale_of(language)
    try:
        return str(locale.plural_form(abs(_number(value, locale))))
    except (TypeError, ValueError):
        return "other"


def _number(value: Any, locale: Locale) -> float:
    """A number, also one that is written for readers already: ``1,234``, in French ``1 234,5``."""
    try:
        return float(value)
    except ValueError:
        written = "".join(str(value).split())
        if get_decimal_symbol(locale) == ",":
            return float(written.replace(".", "").replace(",", "."))
        return float(written.replace(",", ""))
