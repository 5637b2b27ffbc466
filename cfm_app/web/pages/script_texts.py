"""Texts of scripts in the user's language."""

import re
from functools import cache

from frappe import _

from cfm_app.web.pages.scripts import FOLDER

CALL = re.compile(r"\bt\(\s*'((?:[^'\\]|\\.)+)'")


@cache
def sources(script: str) -> tuple[str, ...]:
    """All texts that a script passes to `t('…')`."""
    found = CALL.findall((FOLDER / f"{script}.js").read_text(encoding="utf-8"))
    return tuple(sorted({text.replace("\\'", "'") for text in found}))


def translated(scripts: tuple[str, ...]) -> dict[str, str]:
    """Source and translation of scripts' texts, where they differ."""
    # The texts come from a pattern: naming them here again would only invite differences.
    translated = {text: _(text) for script in scripts for text in sources(script)}
    return {source: text for source, text in translated.items() if text != source}
