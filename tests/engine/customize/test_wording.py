"""Finding a text as people see it, and rewriting it for a language."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.core.context import Context, set_user
from frappe_embedded.kernel.core.exceptions import PermissionError, ValidationError
from frappe_embedded.kernel.i18n import _
from frappe_embedded.services.customize.wording import changed_texts, find_texts, rewrite, take_back
from tests.engine.office import WORKER


def keys(language: str, words: str) -> list[str]:
    return [text.key for text in find_texts(language, words)]


def test_a_text_is_found_as_it_is_seen_and_in_the_words_of_the_programs(desk: Context) -> None:
    assert keys("fr", "enregistrer")[0] == "Save"
    assert keys("fr", "Enrégistrer")[0] == "Save"
    assert "Save" in keys("fr", "save")
    assert keys("fr", "") == []


def test_labels_that_no_catalogue_knows_are_found_with_their_place(desk: Context) -> None:
    (text,) = [text for text in find_texts("fr", "Care") if text.key == "Care"]
    assert (text.shown, text.places) == ("Care", {"Parcel"})
    assert "Fragile" in keys("fr", "fragile")


def test_what_is_rewritten_is_read_at_once_and_in_that_language_only(desk: Context) -> None:
    rewrite("fr", "Care", "Précautions")
    assert _("Care", "fr") == "Précautions"
    assert _("Care", "ar") == "Care"
    assert [text.key for text in changed_texts("fr")] == ["Care"]
    assert keys("fr", "precautions") == ["Care"]
    rewrite("fr", "Care", "Soins")
    assert _("Care", "fr") == "Soins"
    assert len(changed_texts("fr")) == 1


def test_it_goes_back_to_what_was_delivered(desk: Context) -> None:
    rewrite("fr", "Save", "Garder")
    assert take_back("fr", "Save") == "Enregistrer"
    assert _("Save", "fr") == "Enregistrer"
    rewrite("fr", "Save", "Garder")
    assert rewrite("fr", "Save", "Enregistrer") == "Enregistrer"
    assert changed_texts("fr") == []


def test_a_text_with_a_context_leaves_the_others_alone(desk: Context) -> None:
    rewrite("fr", "Print:verb", "Tirer")
    assert _("Print", "fr", "verb") == "Tirer"
    assert _("Print", "fr") != "Tirer"


def test_english_can_be_rewritten_too(desk: Context) -> None:
    rewrite("en", "Save", "Keep")
    assert _("Save", "en") == "Keep"


@pytest.mark.parametrize("text", ["nothing left", "{0} and {1}", "", "  "])
def test_places_for_values_have_to_stay(desk: Context, text: str) -> None:
    with pytest.raises(ValidationError):
        rewrite("fr", "Remove {0}", text)
    assert changed_texts("fr") == []


def test_only_managers_rewrite(desk: Context) -> None:
    set_user(WORKER)
    for attempt in (
        lambda: find_texts("fr", "x"),
        lambda: rewrite("fr", "Save", "Garder"),
        lambda: take_back("fr", "Save"),
    ):
        with pytest.raises(PermissionError):
            attempt()
