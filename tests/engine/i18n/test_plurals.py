"""What is counted is said in the forms of the language, by the engine's code and by its scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import frappe_embedded
from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.i18n.catalogs import read_csv_catalog
from frappe_embedded.kernel.i18n.plurals import GROUP, counted

ROOT = Path(frappe_embedded.__file__).parent
FORMS = {"en": 2, "fr": 2, "ar": 6}


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


def test_whatever_has_forms_is_counted_where_it_is_said() -> None:
    formed = {
        source
        for language in FORMS
        for source, text in texts(language).items()
        if GROUP.search(text)
    }
    for file in (*ROOT.rglob("*.py"), *ROOT.rglob("*.html")):
        squeezed = "".join(file.read_text("utf-8").split())
        for source in formed:
            text = "".join(f'_("{source}")'.split())
            assert squeezed.count(text) == squeezed.count(f"counted({text}"), (file.name, source)
