"""The texts that the scripts show, in the user's language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ..i18n import _

__all__ = ["script_sources", "script_texts"]

_CALL = re.compile(r"\bt\(\s*'((?:[^'\\]|\\.)+)'")
_SCRIPTS = Path(__file__).parent / "static" / "js"


@cache
def script_sources() -> tuple[str, ...]:
    """Every text that a script passes to ``t('…')``."""
    found: set[str] = set()
    for path in sorted(_SCRIPTS.glob("*.js")):
        found.update(text.replace("\\'", "'") for text in _CALL.findall(path.read_text("utf-8")))
    return tuple(sorted(found))


def script_texts() -> dict[str, str]:
    """Source text and translation, where there is one."""
    translated = {source: str(_(source)) for source in script_sources()}
    return {source: text for source, text in translated.items() if text != source}
