"""Whatever the engine shows can be read in French and in Arabic."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from .texts import (
    CATALOGS,
    ROOT,
    SCRIPTS,
    Texts,
    catalog,
    constants,
    descriptions,
    holes,
    labels,
    spoken,
)

LANGUAGES = ("fr", "ar")
BREAKS = re.compile(r"(?<=\S) [;!?»]|« |(?<=\S) :(?!\w)")
"""An ordinary space where French has one that no line breaks at."""

LARGEST_CATALOG = 900
"""Rows that somebody can still read through in one go."""


def untranslated(language: str, texts: Texts) -> list[str]:
    known = {key for key, translation, _file in catalog(language) if translation.strip()}
    return [f"{key}  ({places[0]})" for key, places in sorted(texts.items()) if key not in known]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_code_and_pages_say_is_translated(language: str) -> None:
    assert untranslated(language, spoken()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_labels_and_options_are_translated(language: str) -> None:
    assert untranslated(language, labels()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_are_translated(language: str) -> None:
    assert untranslated(language, descriptions()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_holes(language: str) -> None:
    wrong = [key for key, text, _file in catalog(language) if holes(key) != holes(text)]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_in_the_catalogue_twice(language: str) -> None:
    counted = Counter(key for key, _text, _file in catalog(language))
    assert [key for key, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_unused(language: str) -> None:
    """A row with a context may also give one choice of a DocType a word of its own."""
    used = {*spoken(), *labels(), *descriptions(), *constants()}
    of_doctypes = {
        f"{key}:{place.partition('.')[0]}" for key, places in labels().items() for place in places
    }
    assert [key for key, _text, _file in catalog(language) if key not in used | of_doctypes] == []


def test_no_french_text_breaks_before_a_mark() -> None:
    files = [*CATALOGS.glob("fr/*.csv"), ROOT / "cfm_app" / "translations" / "fr.csv"]
    rows = (row for file in files for row in csv.reader(file.open(encoding="utf-8", newline="")))
    assert [row[1] for row in rows if len(row) > 1 and BREAKS.search(row[1])] == []


def test_the_catalogues_list_the_same_texts_in_the_same_order() -> None:
    french, arabic = (
        [(key, file.name) for key, _text, file in catalog(each)] for each in LANGUAGES
    )
    assert french == arabic


def test_french_keeps_its_punctuation_on_the_line() -> None:
    """Before ``: ; ! ?`` and inside guillemets stands a narrow space that does not break."""
    loose = re.compile(r" [:;!?»]|« ")
    assert [text for _key, text, _file in catalog("fr") if loose.search(text)] == []


def test_catalogues_stay_readable() -> None:
    sizes = Counter(
        str(file.relative_to(ROOT)) for each in LANGUAGES for _k, _t, file in catalog(each)
    )
    assert {name: rows for name, rows in sizes.items() if rows > LARGEST_CATALOG} == {}


def test_no_catalogue_lies_outside_the_folder_of_its_language() -> None:
    assert [path.name for path in CATALOGS.glob("*.csv")] == []


def test_scripts_pass_their_texts_as_they_stand() -> None:
    """A text that reaches ``t`` by way of an expression is in no page's list of texts."""
    call = re.compile(r"\bt\((?!\s*'|text, \.\.\.values\))[^)\n]*")
    sources = {path.name: path.read_text("utf-8") for path in sorted(SCRIPTS.rglob("*.js"))}
    # What others wrote begins with their licence.
    own = {name: source for name, source in sources.items() if not source.startswith("/*!")}
    found = [f"{name}: {match}" for name, source in own.items() for match in call.findall(source)]
    assert found == []
