"""What is wrong with an expression, found before it is needed."""

import ast
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from ..i18n import _
from .evaluate import KNOWN_FUNCTIONS, compiled, offered_names


@dataclass(frozen=True)
class Fault:
    """A sentence for whoever wrote the expression, and the part of the text that it is about.

    ``is_unreadable`` tells that the text is no expression at all.
    """

    message: str
    part: str
    is_unreadable: bool = False

    def __str__(self) -> str:
        return self.message


def fault_in(
    expression: str, names: Collection[str], fields: Collection[str] | None = None
) -> Fault | None:
    """The first fault of an expression that may use ``names``, and what apps offer; ``None`` if there is none.

    With ``fields``, ``doc.x`` must be one of them.
    """
    text = unicodedata.normalize("NFKC", expression).strip()
    try:
        tree = ast.parse(text, mode="eval")
        compiled(text)
    except SyntaxError as error:
        return _unreadable(text, error)
    known = {*names, *KNOWN_FUNCTIONS, *offered_names(), *_bound_in(tree)}
    for node in _walked(tree):
        fault = _unknown_name(node, known) or _unknown_field(node, fields)
        if fault:
            return fault
    return None


def _walked(tree: ast.Expression) -> list[ast.expr]:
    """The parts in the order in which they are written."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    return sorted(nodes, key=lambda node: (node.lineno, node.col_offset))


def _unreadable(text: str, error: SyntaxError) -> Fault:
    lines = text.splitlines() or [""]
    if not error.lineno:
        return Fault(
            str(_("It uses what is not allowed in conditions: {0}").format(error.msg)), text, True
        )
    line = lines[min(error.lineno, len(lines)) - 1]
    rest = line[error.offset - 1 :].strip() if error.offset else ""
    if not rest:
        return Fault(str(_("It breaks off at the end.")), text, True)
    return Fault(str(_("It cannot be read from here on: {0}").format(rest)), rest, True)


def _bound_in(tree: ast.Expression) -> set[str]:
    """The names that the expression gives itself, as in ``[row for row in doc.items]``."""
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}


def _unknown_name(node: ast.AST, known: Collection[str]) -> Fault | None:
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load) or node.id in known:
        return None
    return Fault(
        _with_guess(str(_("It does not know {0}.").format(node.id)), node.id, known), node.id
    )


def _unknown_field(node: ast.AST, fields: Collection[str] | None) -> Fault | None:
    if fields is None or not isinstance(node, ast.Attribute) or node.attr in fields:
        return None
    if not isinstance(node.value, ast.Name) or node.value.id != "doc":
        return None
    message = str(_("There is no field {0}.").format(node.attr))
    return Fault(_with_guess(message, node.attr, fields), f"doc.{node.attr}")


def _with_guess(message: str, name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"{message} " + str(_("Did you mean {0}?").format(near[0])) if near else message
