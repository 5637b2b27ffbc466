"""The desk's texts are safe inside pages."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from frappe_embedded.kernel.utils.csvutils import to_csv
from frappe_embedded.kernel.utils.xlsxutils import make_xlsx
from frappe_embedded.web import desk
from frappe_embedded.web.desk.environment import as_data
from frappe_embedded.web.desk.icons import ICONS, icon, sprite

FOLDER = Path(desk.__file__).parent


def test_templates_hold_no_script_and_no_handler() -> None:
    for path in FOLDER.glob("templates/**/*.html"):
        text = path.read_text("utf-8")
        inline = re.findall(r"<script(?![^>]*(?:src=|application/json))", text)
        assert inline == [], path.name
        assert not re.search(r"\son[a-z]+\s*=", text), path.name


def test_data_cannot_end_its_script() -> None:
    assert "</script" not in as_data({"text": "</script><script>alert(1)</script>"})


def test_formulas_stay_text_in_spreadsheets() -> None:
    table = [["Head"], ["=1+1"], ["@x"], ["plain"], [-3], ["ends;=2+2;here"]]
    text = [row[0] for row in csv.reader(to_csv(table).splitlines())]
    assert text == ["Head", "'=1+1", "'@x", "plain", "-3", "ends;'=2+2;here"]
    sheet = load_workbook(make_xlsx(table, "List")).worksheets[0]
    cells = [cell.value for (cell,) in sheet.iter_rows()]
    assert cells == ["Head", "'=1+1", "'@x", "plain", -3, "ends;=2+2;here"]


def test_what_no_workbook_can_hold_is_left_out_of_it() -> None:
    sheet = load_workbook(make_xlsx([["Head"], ["a\x0bb\x07"], ["\x0b=1+1"]], "List"))
    cells = [cell.value for (cell,) in sheet.worksheets[0].iter_rows()]
    assert cells == ["Head", "ab", "'=1+1"]


def test_icons_come_from_the_sprite() -> None:
    assert all(f'id="i-{name}"' in sprite() for name in ICONS)
    assert 'aria-label="&lt;b&gt;"' in icon("plus", "<b>")
    with pytest.raises(KeyError):
        icon("unknown")
