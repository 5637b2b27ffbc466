"""Cells that a spreadsheet shows and does not calculate."""

from __future__ import annotations

import re
from typing import Any

_FORMULA = re.compile(r"^\s*[=+\-@|\t\r]")
_NUMBER = re.compile(r"^\s*[+-]?[\d.,\s]+%?$")


def as_plain_cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front.

    Numbers, also signed ones in text such as phone numbers, are left alone.
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.match(value):
        return f"'{value}"
    return value
