"""Which texts say a number of things, for the tests of `counting` and of the engine's plurals.

What is counted anywhere says the English catalogue: `[{0} row|{0} rows]` makes "rows" a thing that is counted.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from cfm_app.base.counting import GROUP

PLACE = re.compile(r"\{(\d)\}")
WORD = re.compile(r"[A-Za-z]+")
INVARIABLE = ("cas", "fois", "h", "j", "min", "mois")
"""French words and signs that are the same for one and for several."""

SCRIPT_CALL = re.compile(r"\bt\(\s*'((?:[^'\\]|\\.)+)'")
WRITTEN = re.compile(r"\b(?:number|numbers\.format|String|toLocaleString)\(")
"""A value of a script that is a text already: `t` writes numbers itself, and counts only numbers."""

NO_ADJECTIVES = frozenset("and at for from in of on only or see that the to with".split())
"""After these a word is not counted by the number before: "Row {0} of the rows", "{0} and rows"."""

Holes = frozenset[str]


def things(english: Mapping[str, str]) -> frozenset[str]:
    """The plural nouns of all English groups. A plural that the singular has as well is no noun."""
    found = set()
    for text in english.values():
        for _place, group in GROUP.findall(text):
            one, *_others, many = group.split("|")
            fresh = set(WORD.findall(many)) - set(WORD.findall(one))
            found |= {word for word in fresh if word.endswith("s") or word == "people"}
    return frozenset(found)


def counting(text: str, nouns: frozenset[str]) -> list[Holes]:
    """Of each thing that a text counts the holes one of which must have its forms.

    "{1} of {2} rows" may take the form of either. After a word in -s stands what somebody does: "{0} handles cases".
    """
    pattern = re.compile(
        rf"(?:\{{(\d)\}} of )?\{{(\d)\}}((?: [a-z-]+){{0,2}}?) (?:{'|'.join(sorted(nouns))})\b"
    )
    return [
        frozenset(filter(None, found.group(1, 2)))
        for found in pattern.finditer(text)
        if all(_is_adjective(word) for word in found[3].split())
    ]


def _is_adjective(word: str) -> bool:
    return word not in NO_ADJECTIVES and (word.endswith("ous") or not word.endswith("s"))


def has_forms(text: str, holes: Holes) -> bool:
    return any((place or "0") in holes for place, _group in GROUP.findall(text))


def needs_none(text: str, holes: Holes) -> bool:
    """Whether a text reads well with any number: it stands behind a colon, or before what has one form only."""
    for hole in holes:
        behind = rf":\s*\{{{hole}\}}(?=$|[.,;،؛)]|\s\(| من \{{| sur \{{| بدل)"
        before = rf"\{{{hole}\}}\s(?:{'|'.join(INVARIABLE)})\b"
        if re.search(behind, text) or re.search(before, text):
            return True
    return False


def uncounted(tree: ast.AST, sources: frozenset[str]) -> Iterator[str]:
    """The texts that code fills in with `format`, at once or by way of a name in the same function."""
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef):
            kept = {
                name.id: source
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign) and (source := _spoken(node.value)) in sources
                for name in node.targets
                if isinstance(name, ast.Name)
            }
            for node in ast.walk(scope):
                if isinstance(node, ast.Attribute) and node.attr == "format":
                    source = _spoken(node.value) or kept.get(getattr(node.value, "id", ""), "")
                    if source in sources:
                        yield source


def _spoken(node: ast.AST) -> str:
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "_" or not node.args:
        return ""
    said = node.args[0]
    return said.value if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""


def constants(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def written_already(script: str, sources: frozenset[str]) -> Iterator[str]:
    """The texts that a script hands a number as a text."""
    for found in SCRIPT_CALL.finditer(script):
        source = found[1].replace("\\'", "'")
        if source in sources and WRITTEN.search(_rest_of_call(script[found.end() :])):
            yield source


def _rest_of_call(script: str) -> str:
    depth = 1
    for place, sign in enumerate(script):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if not depth:
            return script[:place]
    return script
