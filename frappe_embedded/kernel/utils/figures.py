"""Figures as a reader of the page's language writes them: separators, the sign for percent, no empty decimals.

What Frappe's API gives out follows the number format of the site (`formatters`); this is for reading.
"""

from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from ..core.context import local
from ..i18n.bases import locale_of
from .numbers import flt

_MOST_DECIMALS = 3
_GROUPED_FROM = 10_000
"""Four digits are read at a glance, and may be a year."""


def figure_text(value: Any, decimals: int = _MOST_DECIMALS) -> str:
    """A number with at most so many decimals."""
    number = round(flt(value), decimals)
    whole = "#,##0" if abs(number) >= _GROUPED_FROM else "0"
    pattern = f"{whole}.{'#' * decimals}" if decimals else whole
    return str(format_decimal(number, pattern, locale=_locale()))


def percent_text(value: Any, decimals: int = 1) -> str:
    """A percentage; ``value`` is 50 for one half."""
    sign = str(_locale().percent_formats[None].pattern).lstrip("#,0")
    return figure_text(value, decimals) + sign


def _locale() -> Locale:
    return locale_of(str(local.lang or "en"))
