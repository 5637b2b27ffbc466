"""Which scripts a page loads, worked out from what they import."""

from __future__ import annotations

import posixpath
import re
from functools import cache

from .assets import STATIC

__all__ = ["MAIN", "SCRIPTS", "loaded_with"]

SCRIPTS = STATIC / "js"
MAIN = "main"
_IMPORT = re.compile(
    r"^(?:import|export)\b[^'\";]*?from '(\.[^']+)\.js'|^import '(\.[^']+)\.js'", re.M
)


@cache
def loaded_with(*scripts: str) -> tuple[str, ...]:
    """The scripts and whatever they import, as names such as ``area/page``; unknown ones are left out."""
    found: list[str] = []
    waiting = list(scripts)
    while waiting:
        name = waiting.pop(0)
        file = SCRIPTS / f"{name}.js"
        if name in found or not file.is_file():
            continue
        found.append(name)
        for pair in _IMPORT.findall(file.read_text("utf-8")):
            target = pair[0] or pair[1]
            waiting.append(posixpath.normpath(posixpath.join(posixpath.dirname(name), target)))
    return tuple(sorted(found))
