"""The texts that the scripts show, in the user's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ...kernel.i18n import _
from .scripts import SCRIPTS, loaded_with

_CALL = re.compile(r"\bt\(\s*'((?:[^'\\]|\\.)+)'")


@cache
def script_sources(script: str = "") -> tuple[str, ...]:
    """Every text that a script of an area passes to ``t('…')``, with those that it imports there.

    An area is a folder of scripts that only its own pages load; without a script: the texts of every
    page.
    """
    if not script:
        return _texts_in(SCRIPTS.glob("*.js"))
    return _texts_in(
        SCRIPTS / f"{name}.js" for name in loaded_with(script, later=True) if "/" in name
    )


def all_script_sources() -> tuple[str, ...]:
    """The texts of all areas."""
    return _texts_in(SCRIPTS.rglob("*.js"))


def _texts_in(files: Iterable[Path]) -> tuple[str, ...]:
    found: set[str] = set()
    for path in files:
        found.update(text.replace("\\'", "'") for text in _CALL.findall(path.read_text("utf-8")))
    return tuple(sorted(found))


def script_texts(script: str = "") -> dict[str, str]:
    """Source text and translation, where there is one, of a script or of every page."""
    translated = {source: str(_(source)) for source in script_sources(script)}
    return {source: text for source, text in translated.items() if text != source}
