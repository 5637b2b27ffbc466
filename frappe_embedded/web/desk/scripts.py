"""Which scripts a page loads, worked out from what they import, and the texts that they show."""

import posixpath
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ...kernel.i18n import _

STATIC = Path(__file__).parent / "static"
SCRIPTS = STATIC / "js"
MAIN = "main"
_IMPORT = re.compile(
    r"^(?:import|export)\b[^'\";]*?from '(\.[^']+)\.js'|^import '(\.[^']+)\.js'", re.M
)
_LATER = re.compile(r"\bimport\('(\.[^']+)\.js'\)")


@cache
def loaded_with(*scripts: str, later: bool = False) -> tuple[str, ...]:
    """The scripts and whatever they import, as names such as ``area/page``; unknown ones are left out.

    With ``later`` also what they load when somebody needs it.
    """
    found: list[str] = []
    waiting = list(scripts)
    while waiting:
        name = waiting.pop(0)
        file = SCRIPTS / f"{name}.js"
        if name in found or not file.is_file():
            continue
        found.append(name)
        source = file.read_text("utf-8")
        targets = [first or second for first, second in _IMPORT.findall(source)]
        for target in [*targets, *(_LATER.findall(source) if later else ())]:
            waiting.append(posixpath.normpath(posixpath.join(posixpath.dirname(name), target)))
    return tuple(sorted(found))


_CALL = re.compile(r"\bt\(\s*'((?:[^'\\]|\\.)+)'")


@cache
def script_sources(script: str = "") -> tuple[str, ...]:
    """Every text that a script of an area passes to ``t('…')``, with those that it imports there.

    An area is a folder of scripts that only its own pages load; without a script: the texts of every
    page.
    """
    if not script:
        return texts_in(SCRIPTS.glob("*.js"))
    return texts_in(
        SCRIPTS / f"{name}.js" for name in loaded_with(script, later=True) if "/" in name
    )


def texts_in(files: Iterable[Path]) -> tuple[str, ...]:
    found: set[str] = set()
    for path in files:
        found.update(text.replace("\\'", "'") for text in _CALL.findall(path.read_text("utf-8")))
    return tuple(sorted(found))


def script_texts(script: str = "") -> dict[str, str]:
    """Source text and translation, where there is one, of a script or of every page."""
    translated = {source: str(_(source)) for source in script_sources(script)}
    return {source: text for source, text in translated.items() if text != source}
