"""The header and the rail are one: the desk and the pages of the app carry the same rules for them."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = ("frappe_embedded/web/desk/static/css/shell.css", "cfm_app/public/css/cfm.css")
PARTS = {"header": ".search", "rail": ".rail-link"}


def rules(sheet: str, part: str) -> str:
    begin, end = f"/* The {part}:", f"/* End of the {part}. */"
    text = (ROOT / sheet).read_text(encoding="utf-8")
    assert text.count(begin) == text.count(end) == 1, sheet
    return text.split(begin)[1].split(end)[0]


@pytest.mark.parametrize("part", PARTS)
def test_both_sheets_dress_it_alike(part: str) -> None:
    desk, app = (rules(sheet, part) for sheet in SHEETS)
    assert desk == app
    assert PARTS[part] in desk
