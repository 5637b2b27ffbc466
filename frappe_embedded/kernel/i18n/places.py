"""Whether a translation holds nothing for a program but what its source text holds.

Programs fill a text in with ``format``, which reads attributes, obeys widths, and fails where a place has no
value; pages run what stands in ``{{ … }}``. Whoever translates writes words, no programs.
"""

import re
import string
from collections import Counter

from .plurals import GROUP

FORMS = 6
"""As often as in its source may a place stand in a translation: once in each form of what is counted."""

_TAG = re.compile(r"<[^>]*>")
_PROGRAM = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PROGRAM_SIGN = re.compile(r"\{[{%#]|[}%#]\}")


def keeps_places(source: str, translated: str) -> bool:
    """Whether a translation has no place that its source has not, nor a program of its own.

    A source is looked up without its tags, and so what stands in them is no place of it.
    """
    for program in _PROGRAM.findall(source):
        translated = translated.replace(program, "", 1)
    source = _PROGRAM.sub("", source)
    if _PROGRAM_SIGN.search(translated) and not _PROGRAM_SIGN.search(source):
        return False
    expected, found = places(_TAG.sub("", source)), places(translated)
    if expected is None or found is None:
        return expected is None and not found
    if any(times > FORMS * expected[place] for place, times in found.items()):
        return False
    counted = {group[0] for group in GROUP.findall(translated) if group[0]}
    return counted <= {place.strip("{}") for place in expected}


def places(text: str) -> Counter[str] | None:
    """The places for values in a text as they are written, such as ``{0}``; ``None`` if it cannot be filled in."""
    found: Counter[str] = Counter()
    try:
        for _words, name, spec, conversion in string.Formatter().parse(text):
            if name is not None:
                kind = f"!{conversion}" if conversion else ""
                found[f"{{{name}{kind}{f':{spec}' if spec else ''}}}"] += 1
    except ValueError:
        return None
    return found
