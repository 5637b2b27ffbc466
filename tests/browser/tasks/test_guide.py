"""The guide and the tests that write it name the same tasks; needs no browser."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from .guide import GUIDE, WORDS, Guide
from .task import LANGUAGES
from .words import filled

MOST_BYTES = 12_000_000
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


def tasks() -> list[tuple[int, str]]:
    """The number and the slug of each task that a test begins."""
    found = []
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "begin"
            ):
                number, slug = (ast.literal_eval(each) for each in node.args[:2])
                found.append((number, slug))
    return sorted(found)


def test_no_two_tasks_have_a_number_or_a_name_in_common() -> None:
    numbers, slugs = (Counter(each) for each in zip(*tasks(), strict=True))
    shared = [each for each, times in [*numbers.items(), *slugs.items()] if times > 1]
    assert shared == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_task_has_its_page(language: str) -> None:
    pages = [page.name for page in Guide(GUIDE).pages(language)]
    assert pages == [f"{number:02d}-{slug}.md" for number, slug in tasks()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_lists_every_page(language: str) -> None:
    guide = Guide(GUIDE)
    words = {key: filled(text, language) for key, text in WORDS[language].items()}
    index = (GUIDE / language / "README.md").read_text(encoding="utf-8")
    assert index == guide.index(language, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_is_there_and_shown(language: str) -> None:
    folder = GUIDE / language
    shown = {
        name
        for page in folder.glob("*.md")
        for name in PICTURE.findall(page.read_text(encoding="utf-8"))
    }
    there = {file.relative_to(folder).as_posix() for file in (folder / "img").iterdir()}
    assert shown == there


def test_the_guide_stays_small() -> None:
    assert sum(file.stat().st_size for file in GUIDE.rglob("*") if file.is_file()) < MOST_BYTES
