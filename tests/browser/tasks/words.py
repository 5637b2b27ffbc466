"""The words on the screens, in the language in which a test runs."""

from __future__ import annotations

import re
from functools import cache

from frappe_embedded.kernel.i18n.catalogs import message_key, read_csv_catalog

from ...live import ROOT

FRENCH_MARK = re.compile(r" ?([;?!](?=\s|$)|(?<= ):(?=\s|$))")
QUOTED = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of the engine and the app that is not said as it is written."""
    files = sorted((ROOT / "frappe_embedded" / "kernel" / "i18n" / language).glob("*.csv"))
    texts: dict[str, str] = {}
    for file in [*files, ROOT / "cfm_app" / "translations" / f"{language}.csv"]:
        texts.update(read_csv_catalog(file))
    return texts


def shown(source: str, language: str, context: str | None = None) -> str:
    """What a screen says for a source text."""
    texts = catalogue(language)
    return texts.get(message_key(source, context)) or texts.get(source) or source


def filled(sentence: str, language: str) -> str:
    """A sentence of the guide, with what the screen says in place of ``{Source text}``.

    A context stands behind a colon, as in the catalogues: ``{Print:right}``.
    """

    def say(found: re.Match[str]) -> str:
        assert found[1] in catalogue("fr"), f"no screen says {found[1]!r}"
        source, _colon, context = found[1].partition(":")
        return shown(source, language, context or None)

    text = QUOTED.sub(say, sentence)
    return FRENCH_MARK.sub("\u202f\\1", text) if language == "fr" else text
