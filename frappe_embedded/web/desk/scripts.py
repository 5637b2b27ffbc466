"""Which scripts a page loads, worked out from what they import."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path

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
