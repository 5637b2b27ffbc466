"""Text of people runs in its own direction, wherever it is typed or shown: found in all templates."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from .imports import ROOT

APP = ROOT / "cfm_app"
TEMPLATES = sorted(
    path for folder in ("templates", "www") for path in (APP / folder).rglob("*.html")
)
DESK = sorted((ROOT / "frappe_embedded" / "web" / "desk" / "templates").rglob("*.html"))
SCRIPTS = sorted((APP / "public" / "js").glob("*.js"))
# What people or colleagues wrote, by the last name of the expression that shows it.
WRITTEN = re.compile(
    r"\{\{(?![^}]*(?:due\.text|labels))[^}]*?\b(?:text|summary|rejection|said|say|person\.label|through|who_said|description"
    r"|answer_text|line\.who|excerpt)\b(?:\s*\|[^}]*)?\s*\}\}"
)
TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
TYPED = ("text", "search")
VOID = ("input", "br", "meta", "link", "img", "hr")


class Directions(HTMLParser):
    """Collects fields without a direction, and text of people outside of an element that has one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        has_direction = "dir" in given or tag == "bdi"
        kind = given.get("type") or "text"
        is_typed = tag == "textarea" or (tag == "input" and kind in TYPED)
        if is_typed and not has_direction and given.get("role") != "combobox":
            self.faults.append(f"{self.getpos()[0]}: {self.get_starttag_text()}")
        if tag not in VOID:
            self.open.append((tag, has_direction))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if WRITTEN.search(data) and not any(has_direction for _tag, has_direction in self.open):
            self.faults.append(f"{self.getpos()[0]}: {data.strip()[:100]}")


def faults_of(text: str) -> list[str]:
    reader = Directions()
    # Conditions say nothing of the direction; as many lines stay.
    reader.feed(TAG.sub(lambda found: "\n" * found.group().count("\n"), text))
    return reader.faults


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(APP)))
def test_fields_and_text_of_people_have_a_direction(path: Path) -> None:
    assert faults_of(path.read_text(encoding="utf-8")) == []


LONG = re.compile(r'<textarea[^>]*>|<[^>]*contenteditable="true"[^>]*>')


@pytest.mark.parametrize("path", DESK, ids=lambda path: path.name)
def test_long_texts_of_the_desk_have_a_direction(path: Path) -> None:
    long = LONG.findall(path.read_text(encoding="utf-8"))
    assert [each for each in long if "dir=" not in each] == []


MADE = re.compile(r"el\('(textarea|input)', \{([^}]*)\}")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_fields_that_scripts_make_have_a_direction(path: Path) -> None:
    typed = [
        attributes
        for tag, attributes in MADE.findall(path.read_text(encoding="utf-8"))
        if tag == "textarea" or "type: 'text'" in attributes
    ]
    assert [each for each in typed if "dir: 'auto'" not in each] == []


def test_what_has_none_is_found() -> None:
    assert (
        len(faults_of('<textarea name="a"></textarea><input name="b"><p>{{ each.text }}</p>')) == 3
    )
    assert faults_of('<div dir="auto"><p>{{ each.text }}</p></div><input type="date">') == []
