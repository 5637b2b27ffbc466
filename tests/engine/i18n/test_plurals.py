"""What is counted is said in the forms of the language, by the engine's code and by its scripts."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import frappe_embedded
from cfm_app.base import counted_texts
from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.i18n.catalogs import read_csv_catalog
from frappe_embedded.kernel.i18n.plurals import GROUP, counted
from tests.architecture.texts import SCRIPTS, constants, spoken

ROOT = Path(frappe_embedded.__file__).parent
FORMS = {"en": 2, "fr": 2, "ar": 6}

ENGLISH_OF_FRAPPE = frozenset(["Doctype name is limited to {0} characters ({1})"])
"""Messages that programs may know word for word; their number is never 1."""


def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted((ROOT / "kernel" / "i18n" / language).glob("*.csv")):
        found.update(read_csv_catalog(file))
    return found


def said(standin: Context, language: str, source: str, *values: Any) -> str:
    standin.lang = language
    return counted(texts(language).get(source, source), *values)


def test_one_line_and_several(standin: Context) -> None:
    assert said(standin, "en", "{0} lines", 1) == "1 line"
    assert [said(standin, "fr", "{0} lines", n) for n in (0, 1, 2)] == [
        "0 ligne",
        "1 ligne",
        "2 lignes",
    ]
    arabic = [said(standin, "ar", "{0} lines", n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(arabic)) == 6
    assert "سطران" in arabic


@pytest.mark.parametrize("language", FORMS)
def test_all_forms_are_there_and_none_shows_its_brackets(standin: Context, language: str) -> None:
    formed = {source: text for source, text in texts(language).items() if GROUP.search(text)}
    assert len(formed) > 10
    for source, text in formed.items():
        for _place, group in GROUP.findall(text):
            assert group.count("|") + 1 == FORMS[language], source
        for number in (0, 1, 2, 5, 11, 100):
            assert not re.search(r"[][|{}]", said(standin, language, source, *[number] * 3)), source


def formed_sources() -> frozenset[str]:
    return frozenset(
        source
        for language in FORMS
        for source, text in texts(language).items()
        if GROUP.search(text)
    )


def test_whatever_has_forms_is_counted_where_it_is_said() -> None:
    formed = formed_sources()
    for file in (*ROOT.rglob("*.py"), *ROOT.rglob("*.html")):
        squeezed = "".join(file.read_text("utf-8").split())
        for source in formed:
            text = "".join(f'_("{source}")'.split())
            assert squeezed.count(text) == squeezed.count(f"counted({text}"), (file.name, source)


@pytest.mark.parametrize("language", FORMS)
def test_whatever_says_a_number_of_things_has_their_forms(language: str) -> None:
    """What is counted in one English text is counted in all of them."""
    nouns, known = counted_texts.things(texts("en")), texts(language)
    assert {"rows", "people", "records"} <= nouns
    said = {*spoken(), *(constants() & texts("fr").keys())}
    if language == "en":
        said -= ENGLISH_OF_FRAPPE
    missing = [
        source
        for source in sorted(said)
        for holes in counted_texts.counting(source, nouns)
        if not has_its_forms(language, known.get(source, source), holes)
    ]
    assert missing == []


def has_its_forms(language: str, text: str, holes: frozenset[str]) -> bool:
    if counted_texts.has_forms(text, holes):
        return True
    return language != "en" and counted_texts.needs_none(text, holes)


def test_code_hands_such_a_text_its_numbers() -> None:
    """Also where the text was kept under a name first: ``format`` would leave the brackets."""
    formed = formed_sources()
    for file in ROOT.rglob("*.py"):
        code = file.read_text("utf-8")
        if ".format(" in code:
            assert list(counted_texts.uncounted(ast.parse(code), formed)) == [], file.name


def test_scripts_hand_over_numbers_not_written_ones() -> None:
    formed = formed_sources()
    for file in SCRIPTS.rglob("*.js"):
        found = list(counted_texts.written_already(file.read_text("utf-8"), formed))
        assert found == [], file.name


def test_a_number_that_is_written_already_is_counted_by_what_it_says(standin: Context) -> None:
    assert said(standin, "en", "{0} lines", "1,234") == "1,234 lines"
    assert said(standin, "fr", "{0} lines", "1,5") == "1,5 ligne"
    assert said(standin, "fr", "{0} lines", "1\u202f234") == "1\u202f234 lignes"
    assert said(standin, "ar", "{0} lines", "1,250") == "1,250 سطرًا"
    assert said(standin, "en", "{0} lines", "many") == "many lines"


def test_a_command_counts_without_a_site() -> None:
    """It speaks the language of the terminal, which it has to name."""
    text = texts("fr")["{0} lines"]
    assert [counted(text, number, language="fr") for number in (1, 2)] == ["1 ligne", "2 lignes"]
    for file in ROOT.rglob("*.py"):
        code = file.read_text("utf-8")
        if re.search(r"^from .*terminal_language import ", code, re.M):
            assert code.count("counted(") == code.count("language=language()"), file.name
