"""Finding a text as people see it, and rewriting it for a language."""

from __future__ import annotations

import pytest

from frappe_embedded.kernel.core.context import Context, set_user
from frappe_embedded.kernel.core.exceptions import PermissionError, ValidationError
from frappe_embedded.kernel.i18n import _
from frappe_embedded.kernel.i18n.languages import is_rtl
from frappe_embedded.kernel.i18n.plurals import counted
from frappe_embedded.services.customize.wording import (
    add_language,
    changed_texts,
    find_texts,
    rewrite,
    take_back,
)
from frappe_embedded.web.desk.pages import languages
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


def test_a_text_is_found_in_the_words_of_whoever_looks(desk: Context) -> None:
    desk.lang = "fr"
    found = find_texts("ar", "Enregistrer")
    assert found[0].key == "Save"
    assert (found[0].read, found[0].shown) == ("Enregistrer", _("Save", "ar"))


def test_a_language_of_the_office_takes_direction_and_words_from_its_base(desk: Context) -> None:
    assert add_language("shu", "عربي تشادي", "ar") == "shu"
    assert is_rtl("shu")
    assert _("Save", "shu") == _("Save", "ar") != "Save"
    assert counted("[{0} a|{0} b|{0} c|{0} d|{0} e|{0} f]", 3, language="shu") == "3 d"
    assert ("shu", "عربي تشادي") in languages()
    rewrite("shu", "Save", "خزن")
    assert (_("Save", "shu"), _("Save", "ar")) == ("خزن", "حفظ")
    # What its base is rewritten to is read in it, too, and is what a text goes back to.
    rewrite("ar", "Care", "عناية")
    assert _("Care", "shu") == "عناية"
    assert take_back("shu", "Save") == _("Save", "ar")
    assert [text.key for text in changed_texts("shu")] == []


def test_a_language_says_what_is_wrong_with_it(desk: Context) -> None:
    for code, name, base in (
        ("Arabic!", "x", "ar"),
        ("shu", " ", "ar"),
        ("shu", "x", "no such"),
        ("ar", "x", "ar"),
    ):
        with pytest.raises(ValidationError):
            add_language(code, name, base)
    add_language("shu", "x", "ar")
    add_language("zag", "y", "shu")
    assert is_rtl("zag")
    with pytest.raises(ValidationError):
        add_language("shu", "x", "zag")
    set_user(WORKER)
    with pytest.raises(PermissionError):
        add_language("sba", "z", "fr")


def test_languages_that_nobody_based_on_another_are_not_offered(desk: Context) -> None:
    assert [code for code, _name in languages()] == ["fr", "en", "ar"]
