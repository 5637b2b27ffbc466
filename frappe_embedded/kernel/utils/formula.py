"""Cells that a spreadsheet shows and does not calculate."""

import re
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_FORMULA = re.compile(r"^[\s\ufeff\u200b]*[=+\-@|\t\r]")
_NUMBER = re.compile(r"^\s*[+-]?[\d.,\s]+%?$")
# A dash or a plus also begins a line of a list: within a text it is a formula where it calls or looks something up.
_CALLS = re.compile(r"[(|!=]")
# Which sign parts the cells of a CSV is up to the country of whoever opens it: quotes keep nothing together
# where it is another one.
_PART = re.compile(r"([,;\r\n]+)")


def as_plain_cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front, and loses what none can hold.

    Numbers, also signed ones in text such as phone numbers, are left alone.
    """
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if _is_formula(text) else text


def as_plain_field(value: Any) -> Any:
    """The same for a CSV, where a cell may begin at any sign that parts cells somewhere."""
    text = as_plain_cell(value)
    if not isinstance(text, str):
        return text
    first, *rest = _PART.split(text)
    return first + "".join(_within(each) if at % 2 else each for at, each in enumerate(rest))


def _within(part: str) -> str:
    is_plain = part.lstrip()[:1] in ("-", "+") and not _CALLS.search(part)
    return part if is_plain else str(as_plain_cell(part))


def _is_formula(text: str) -> bool:
    return bool(_FORMULA.match(text)) and not _NUMBER.match(text)
