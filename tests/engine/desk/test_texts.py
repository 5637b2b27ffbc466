"""The desk's texts: complete in French and Arabic, and safe inside pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frappe_embedded import desk
from frappe_embedded.desk.environment import as_data
from frappe_embedded.desk.export import _inert
from frappe_embedded.desk.icons import ICONS, icon, sprite
from frappe_embedded.desk.texts import script_sources
from frappe_embedded.i18n.catalogs import message_key, read_csv_catalog

FOLDER = Path(desk.__file__).parent
CATALOGS = FOLDER.parent / "i18n"
TEXT = re.compile(
    r"""\b_\(\s*(?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')(?:,\s*context="(\w+)")?\s*\)"""
)


def sources() -> set[str]:
    """Every text that a template, a page or a script of the desk shows."""
    found = set(script_sources())
    for path in [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.html")]:
        for double, single, context in TEXT.findall(path.read_text("utf-8")):
            text = double or single
            found.add(message_key(text, context or None))
    return found


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_text_is_translated(language: str) -> None:
    catalog = read_csv_catalog(CATALOGS / f"{language}.csv")
    assert sorted(sources() - set(catalog)) == []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_translations_keep_the_holes(language: str) -> None:
    holes = re.compile(r"\{\d\}")
    catalog = read_csv_catalog(CATALOGS / f"{language}.csv")
    wrong = [
        text
        for text in sources() & set(catalog)
        if sorted(set(holes.findall(text))) != sorted(set(holes.findall(catalog[text])))
    ]
    assert wrong == []


def test_templates_hold_no_script_and_no_handler() -> None:
    for path in FOLDER.glob("templates/*.html"):
        text = path.read_text("utf-8")
        inline = re.findall(r"<script(?![^>]*(?:src=|application/json))", text)
        assert inline == [], path.name
        assert not re.search(r"\son[a-z]+\s*=", text), path.name


def test_data_cannot_end_its_script() -> None:
    assert "</script" not in as_data({"text": "</script><script>alert(1)</script>"})


def test_formulas_stay_text_in_spreadsheets() -> None:
    assert [_inert(value) for value in ("=1+1", "@x", "plain", -3)] == ["'=1+1", "'@x", "plain", -3]


def test_icons_come_from_the_sprite() -> None:
    assert all(f'id="i-{name}"' in sprite() for name in ICONS)
    assert 'aria-label="&lt;b&gt;"' in icon("plus", "<b>")
    with pytest.raises(KeyError):
        icon("unknown")
