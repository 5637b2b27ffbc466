"""Cells that a spreadsheet shows and does not calculate."""

from __future__ import annotations

import re
from typing import Any

_FORMULA = re.compile(r"^[\s\ufeff\u200b]*[=+\-@|\t\r]")
_NUMBER = re.compile(r"^\s*[+-]?[\d.,\s]+%?$")
# What XML cannot hold, and with it no workbook.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Which sign parts the cells of a CSV is up to the country of whoever opens it: quotes keep nothing together
# where it is another one.
_PART = re.compile(r"([,;\r\n]+)")


def as_plain_cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front, and loses what none can hold.

    Numbers, also signed ones in text such as phone numbers, are left alone.
    """
    if not isinstance(value, str):
        return value
    text = _UNPRINTABLE.sub("", value)
    return f"'{text}" if _is_formula(text) else text


def as_plain_field(value: Any) -> Any:
    """The same for a CSV, where a cell may begin at any sign that parts cells somewhere."""
    text = as_plain_cell(value)
    if not isinstance(text, str):
        return text
    first, *rest = _PART.split(text)
    return first + "".join(as_plain_cell(each) if at % 2 else each for at, each in enumerate(rest))


def _is_formula(text: str) -> bool:
    return bool(_FORMULA.match(text)) and not _NUMBER.match(text)
