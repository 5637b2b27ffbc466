"""A translation holds words and the places of its source, and nothing that a program would obey."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from frappe_embedded.kernel.core.context import Context, set_user
from frappe_embedded.kernel.core.exceptions import ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.i18n import _
from frappe_embedded.kernel.i18n.places import keeps_places
from frappe_embedded.kernel.utils.text import comma_sep
from frappe_embedded.services.customize.wording import rewrite

ROOT = Path(__file__).parents[3]
SOURCE = "{0} {1} was not found."
LINKS = (
    "/cfm/case-code?case={{ doc.name }}",
    "/cfm/feedback?form={{ doc.name }}",
    "/cfm/poster?form={{ doc.name }}",
)
"""Of fields of the app that show a link; they are looked up by the words of the link alone."""
UNFIT = [
    "{0.__traceback__}",
    "{0.__class__.__mro__}",
    "{0[secret]} {1}",
    "{0!r} {1}",
    "{0:>20000000} {1}",
    "{0:{1}} {1}",
    "{0} {2}",
    "{0} {name}",
    "{} {}",
    "{0} {1",
    "{0} } {1}",
    "[2:{0}|{1}]",
    "{0}" * 30,
    "{0} {{ alert(1) }}",
    "{0} {% for x in doc %}{1}",
    "{0} {# {1}",
]
FIT = [
    "{1} : {0} est introuvable.",
    "Introuvable : {1}",
    "[{0} x|{0} y|{0} z|{0}|{0}|{0}] {1}",
    "x",
]


@pytest.mark.parametrize("text", UNFIT)
def test_what_a_program_would_obey_is_found(text: str) -> None:
    assert not keeps_places(SOURCE, text)


@pytest.mark.parametrize("text", FIT)
def test_words_and_places_stay(text: str) -> None:
    assert keeps_places(SOURCE, text)


def test_what_the_source_holds_stays() -> None:
    source = "<a href='/x?a={{ doc.name }}'>Show {0:.1f} of {name}</a> h2 { color: red; }"
    assert keeps_places(source, "{name} <b>{{ doc.name }}</b> {0:.1f} h3 { color: red; }")
    assert not keeps_places(source, "{{ doc.owner }}")
    assert keeps_places("100 % { and", "100 % et {")


def _without_links(text: str) -> str:
    for link in LINKS:
        text = text.replace(link, "")
    return text


def test_all_texts_that_are_delivered_keep_their_places() -> None:
    files = [
        *(ROOT / "cfm_app" / "translations").glob("*.csv"),
        *(ROOT / "frappe_embedded" / "kernel" / "i18n").rglob("*.csv"),
    ]
    rows = [row for file in files for row in csv.reader(file.open(encoding="utf-8-sig"))]
    assert len(rows) > 1000
    texts = [(row[0], _without_links(row[1])) for row in rows if len(row) > 1]
    assert [text for text in texts if not keeps_places(*text)] == []


@pytest.mark.parametrize("text", UNFIT)
def test_it_is_refused_at_each_door(desk: Context, text: str) -> None:
    translation = {
        "doctype": "Translation",
        "language": "fr",
        "source_text": SOURCE,
        "translated_text": text,
    }
    with pytest.raises(ValidationError, match="filled in by the program"):
        get_doc(translation).insert()
    with pytest.raises(ValidationError, match="filled in by the program"):
        rewrite("fr", SOURCE, text)


@pytest.mark.parametrize("text", UNFIT)
def test_a_stored_one_is_not_read(desk: Context, text: str) -> None:
    _store(desk, SOURCE, text)
    assert _(SOURCE, "fr") == _(SOURCE, "xx")


def test_a_place_within_a_tag_is_none_for_texts_without_the_tag(desk: Context) -> None:
    _store(desk, "<i title='{7}'>Care</i>", "{7}")
    assert _("Care", "fr") == "Care"


def _store(desk: Context, source: str, text: str) -> None:
    """Past all checks, as an older version of the program did."""
    doc = get_doc(
        {
            "doctype": "Translation",
            "language": "fr",
            "source_text": source,
            "translated_text": "x",
        }
    ).insert()
    desk.db.sql(
        "update `tabTranslation` set translated_text = %s where name = %s", (text, doc.name)
    )


def test_a_title_is_made_of_fields_and_reads_nothing_behind_them(desk: Context) -> None:
    get_doc(
        {
            "doctype": "DocType",
            "name": "Titled",
            "module": "Desk",
            "custom": 1,
            "title_field": "title",
            "fields": [
                {
                    "fieldname": "title",
                    "fieldtype": "Small Text",
                    "label": "Title",
                    "options": "{kind}, {kind.__class__} {kind:>99} {docstatus.__doc__} {nothing}",
                },
                {"fieldname": "kind", "fieldtype": "Data", "label": "Kind"},
            ],
        }
    ).insert()
    set_user("Administrator")
    titled = get_doc({"doctype": "Titled", "kind": "Bread"}).insert()
    assert titled.title == "Bread, {kind.__class__} {kind:>99} {docstatus.__doc__} {nothing}"


def test_a_pattern_of_a_template_obeys_no_width() -> None:
    assert comma_sep(["a", "b", "c"], "{0} & {1} {1:>99}", False) == "a, b & c {1:>99}"
