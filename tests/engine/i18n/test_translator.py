"""Texts in the language of the user."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from werkzeug.datastructures import LanguageAccept

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.i18n import _, catalogs, languages


@pytest.fixture
def app(standin: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed app with French texts."""
    root = tmp_path / "i18n_sample_app"
    (root / "translations").mkdir(parents=True)
    (root / "__init__.py").write_text("")
    (root / "translations" / "fr.csv").write_text(
        'Case,Dossier\nAjar,Ouvert,Case\n"One, two","Un, deux"\nEmpty,\n', encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    standin.site_state.set_installed_apps(["frappe", root.name])
    standin.lang = "fr"
    yield root
    sys.modules.pop(root.name, None)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("Case",), "Dossier"),
        (("  <b>Case</b> ",), "Dossier"),
        (("case",), "case"),
        (("One, two",), "Un, deux"),
        (("Empty",), "Empty"),
        (("Ajar",), "Ajar"),
        (("Ajar", None, "Case"), "Ouvert"),
        (("Case", None, "Nowhere"), "Dossier"),
        (("Case", "en"), "Case"),
        (("Case", "fr-CA"), "Dossier"),
        (("Case", "xx"), "Case"),
        (("",), ""),
        ((5,), 5),
        ((None,), None),
    ],
)
@pytest.mark.usefixtures("app")
def test_texts(arguments: tuple[Any, ...], expected: Any) -> None:
    assert _(*arguments) == expected


def test_without_a_context_texts_stay() -> None:
    assert _("Case", "fr") == "Case"


def test_rows_of_the_site_win(standin: Context, app: Path) -> None:
    standin.db.rows["tabTranslation"] = [
        ("fr", "Case", "Affaire", None),
        ("fr", "Open", "Ouverte", "Case"),
        ("de", "Case", "Fall", None),
    ]
    assert _("Case") == "Affaire"
    assert _("Open", context="Case") == "Ouverte"


def test_gettext_catalogues(app: Path) -> None:
    catalog = Catalog(locale="pt_BR")
    catalog.add("Case", "Caso")
    catalog.add("Open", "Aberto", context="Case")
    (app / "locale").mkdir()
    with (app / "locale" / "pt_BR.mo").open("wb") as stream:
        write_mo(stream, catalog)
    (app / "locale" / "pt.po").write_text(
        'msgid "Case"\nmsgstr "Processo"\n\nmsgid "Person"\nmsgstr "Pessoa"\n'
        '\n#, fuzzy\nmsgid "Guess"\nmsgstr "Palpite"\n',
        encoding="utf-8",
    )
    assert _("Case", "pt-BR") == "Caso"
    assert _("Open", "pt-BR", "Case") == "Aberto"
    assert _("Person", "pt-BR") == "Pessoa"
    assert _("Guess", "pt-BR") == "Guess"


def test_a_broken_csv_names_its_line(app: Path) -> None:
    file = app / "translations" / "xy.csv"
    file.write_text("a,b\nonly one\n")
    with pytest.raises(ValueError, match="line 2"):
        catalogs.read_csv_catalog(file)


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_the_engines_own_texts_keep_their_placeholders(standin: Context, lang: str) -> None:
    texts = catalogs.app_catalog("frappe", lang)
    assert texts
    for source, translation in texts.items():
        for placeholder in ("{0}", "{1}", "{2}", "{3}", "{}"):
            assert (placeholder in source) == (placeholder in translation), source


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("ar", True), ("ar-EG", True), ("fa", True), ("fr", False), (None, False)],
)
def test_right_to_left(standin: Context, lang: str | None, expected: bool) -> None:
    assert languages.is_rtl(lang) is expected


def test_print_language_comes_back(standin: Context) -> None:
    with languages.print_language("fr"):
        assert standin.lang == "fr"
    assert standin.lang == "en"


@pytest.mark.parametrize(
    ("user", "request_lang", "cookie", "accepted", "expected"),
    [
        ("Guest", None, None, [], "en"),
        ("Guest", None, None, ["de-CH", "fr"], "fr"),
        ("Guest", None, None, ["fr-CA"], "fr"),
        ("Guest", None, "ar", ["fr"], "ar"),
        ("Guest", "fr", "ar", [], "fr"),
        ("ann@x.org", None, "ar", ["fr"], "sw"),
        ("ann@x.org", "fr", None, [], "fr"),
        ("bob@x.org", None, None, ["fr"], "en"),
    ],
)
def test_language_of_a_request(
    standin: Context,
    user: str,
    request_lang: str | None,
    cookie: str | None,
    accepted: list[str],
    expected: str,
) -> None:
    standin.db.rows["tabLanguage"] = [(code, code) for code in ("ar", "en", "fr", "sw")]
    standin.db.values[("User", "ann@x.org", "language")] = "sw"
    standin.session.user = user
    standin.form_dict["_lang"] = request_lang
    standin.request = SimpleNamespace(
        cookies={"preferred_language": cookie} if cookie else {},
        accept_languages=LanguageAccept([(code, 1) for code in accepted]),
    )
    assert languages.get_language() == expected
