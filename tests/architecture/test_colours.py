"""The colour of a workflow's state is decided in one place: the style in the list of states."""

from __future__ import annotations

import re
from pathlib import Path

from cfm_app.web.pages import state_colours
from frappe_embedded.web.desk import states

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "cfm_app"
PILL = re.compile(r'<span class="pill[^>]*>(?P<text>.*?)</span>', re.S)
MACRO = APP / "templates" / "cfm" / "pill.html"


def test_app_and_desk_read_a_style_alike() -> None:
    assert state_colours.OF_STYLES == states.STYLES


def test_no_template_of_the_app_colours_a_state_by_itself() -> None:
    templates = [path for path in APP.rglob("*.html") if path != MACRO]
    assert len(templates) > 20
    found = [
        (path.relative_to(ROOT), pill["text"])
        for path in templates
        for pill in PILL.finditer(path.read_text(encoding="utf-8"))
        if re.search(r"\bstate\b|workflow_state", pill["text"])
    ]
    assert found == []
