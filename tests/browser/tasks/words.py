"""The words on the screens, in the language in which a test runs."""

from __future__ import annotations

from functools import cache

from frappe_embedded.i18n.catalogs import message_key, read_csv_catalog

from ...live import ROOT


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of the engine and the app that is not said as it is written."""
    files = sorted((ROOT / "frappe_embedded" / "i18n" / language).glob("*.csv"))
    texts: dict[str, str] = {}
    for file in [*files, ROOT / "cfm_app" / "translations" / f"{language}.csv"]:
        texts.update(read_csv_catalog(file))
    return texts


def shown(source: str, language: str, context: str | None = None) -> str:
    """What a screen says for a source text."""
    texts = catalogue(language)
    return texts.get(message_key(source, context)) or texts.get(source) or source
