"""The header is one: the desk and the pages of the app carry the same rules for it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHEETS = ("frappe_embedded/web/desk/static/css/shell.css", "cfm_app/public/css/cfm.css")
BEGIN, END = "/* The header:", "/* End of the header. */"


def header(sheet: str) -> str:
    text = (ROOT / sheet).read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1, sheet
    return text.split(BEGIN)[1].split(END)[0]


def test_both_sheets_dress_the_header_alike() -> None:
    desk, app = map(header, SHEETS)
    assert desk == app
    assert ".tabs" in desk
