"""What the scripts of the pages load, found by reading them.

A module names what it imports with the version of the page: ``import(`./core.js${version}`)``, or a list of
names that are loaded together: ``['core', 'store'].map(…)``. A page that names all of them at once spares
a slow line one round trip for each link of the chain. What a function imports comes when somebody needs it.
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "public" / "js"
ONE = re.compile(r"^\S.*\bimport\(\s*`\./(\w+)\.js", re.M)
LATER = re.compile(r"^\s.*\bimport\(`\./(\w+)\.js", re.M)
TOGETHER = re.compile(r"\[((?:\s*'\w+'\s*,?)+)\]\s*\.map\(")
NAME = re.compile(r"'(\w+)'")


@cache
def loaded_with(*names: str, later: bool = False) -> tuple[str, ...]:
    """These scripts and whatever they load, each once, the nearest first.

    With ``later`` also what they load when somebody needs it.
    """
    found: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting += imports_of(name, later=later)
    return tuple(found)


def imports_of(name: str, *, later: bool = False) -> list[str]:
    """The scripts that one script loads itself."""
    source = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    together = (each for names in TOGETHER.findall(source) for each in NAME.findall(names))
    put_off = LATER.findall(source) if later else []
    named = dict.fromkeys([*ONE.findall(source), *together, *put_off])
    return [each for each in named if (FOLDER / f"{each}.js").is_file()]
