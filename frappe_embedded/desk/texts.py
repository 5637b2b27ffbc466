"""The texts that the scripts show, in the user's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ..i18n import _

__all__ = ["all_script_sources", "script_sources", "script_texts"]

_CALL = re.compile(r"\bt\(\s*'((?:[^'\\]|\\.)+)'")
_SCRIPTS = Path(__file__).parent / "static" / "js"


@cache
def script_sources(area: str = "") -> tuple[str, ...]:
    """Every text that a script of an area passes to ``t('…')``.

    An area is a folder of scripts that only its own pages load; without one: the scripts of every
    page.
    """
    return _texts_in((_SCRIPTS / area).glob("*.js"))


def all_script_sources() -> tuple[str, ...]:
    """The texts of all areas."""
    return _texts_in(_SCRIPTS.rglob("*.js"))


def _texts_in(files: Iterable[Path]) -> tuple[str, ...]:
    found: set[str] = set()
    for path in files:
        found.update(text.replace("\\'", "'") for text in _CALL.findall(path.read_text("utf-8")))
    return tuple(sorted(found))


def script_texts(area: str = "") -> dict[str, str]:
    """Source text and translation of an area, where there is one."""
    translated = {source: str(_(source)) for source in script_sources(area)}
    return {source: text for source, text in translated.items() if text != source}
