"""The conditions of form fields (``depends_on``, ``mandatory_depends_on``), read once and worked out here and in pages.

A framework works them out in the browser of its own form alone. They are a part of JavaScript: a field's name, or
``eval:`` and an expression that compares fields. Read, a condition is nested lists, ``[operator, operand …]``, which
become JSON for a page; ``public/js/own.js`` works the same lists out.
"""

import re
from collections.abc import Mapping
from typing import Any

from frappe.utils import cint, flt

Node = list[Any]

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+\.?\d*)|(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<word>[^\W\d][\w$]*)"""
    r"""|(?P<sign>===|!==|==|!=|>=|<=|&&|\|\||[!<>()\[\],.]))"""
)
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_BINDING = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "===": 3,
    "!==": 3,
    ">": 4,
    "<": 4,
    ">=": 4,
    "<=": 4,
}
_METHODS = ("includes", "startsWith", "endsWith")
_FUNCTIONS = ("in_list", "cint", "flt")


def read(condition: str | None) -> Node | None:
    """A condition as nested lists; None where there is none, or where it says more than can be read."""
    text = (condition or "").strip()
    if not text:
        return None
    if not text.startswith("eval:"):
        return ["field", text]
    try:
        return _Parser(text.removeprefix("eval:").strip().rstrip(";")).whole()
    except ValueError:
        return None


def holds(node: Node, values: Mapping[str, Any]) -> bool:
    """Whether a condition holds of the fields of a document."""
    return bool(_work_out(node, values))


def _work_out(node: Node, values: Mapping[str, Any]) -> Any:
    operator, *operands = node
    if operator == "value":
        return operands[0]
    if operator == "field":
        return values.get(operands[0])
    if operator == "list":
        return [_work_out(each, values) for each in operands]
    first = _work_out(operands[0], values)
    if operator == "!":
        return not first
    if operator == "cint":
        return cint(first)
    if operator == "flt":
        return flt(first)
    if operator == "||":
        return first or _work_out(operands[1], values)
    if operator == "&&":
        return first and _work_out(operands[1], values)
    return _compared(operator, first, _work_out(operands[1], values))


def _compared(operator: str, one: Any, other: Any) -> bool:
    if operator in ("==", "!="):
        return (_plain(one) == _plain(other)) == (operator == "==")
    if operator in ("includes", "in_list"):
        return other in one if isinstance(one, list) else str(other or "") in str(one or "")
    if operator in ("startsWith", "endsWith"):
        method = getattr(str(one or ""), operator.lower())
        return bool(method(str(other or "")))
    if isinstance(one, (int, float)) or isinstance(other, (int, float)):
        one, other = flt(one), flt(other)
    else:
        one, other = str(one or ""), str(other or "")
    return {">": one > other, "<": one < other, ">=": one >= other, "<=": one <= other}[operator]


def _plain(value: Any) -> str:
    """Forms tell neither an empty text from nothing, nor 1 from "1"."""
    if value is True or value is False:
        return str(int(value))
    return "" if value is None else str(value).removesuffix(".0")


class _Parser:
    """Reads an expression; ValueError where it is none that can be read."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if not found or not found.lastgroup:
                raise ValueError(text)
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self.at = 0

    def whole(self) -> Node:
        node = self._binary(0)
        if self.at < len(self.tokens):
            raise ValueError("more than one expression")
        return node

    def _takes(self, sign: str) -> bool:
        is_next = self.at < len(self.tokens) and self.tokens[self.at] == ("sign", sign)
        self.at += is_next
        return is_next

    def _need(self, sign: str) -> None:
        if not self._takes(sign):
            raise ValueError(f"missing {sign}")

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise ValueError("ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def _binary(self, least: int) -> Node:
        left = self._unary()
        while self.at < len(self.tokens):
            kind, sign = self.tokens[self.at]
            strength = _BINDING.get(sign, 0) if kind == "sign" else 0
            if strength <= least:
                break
            self.at += 1
            left = [sign[:2] if sign in ("===", "!==") else sign, left, self._binary(strength)]
        return left

    def _unary(self) -> Node:
        return ["!", self._unary()] if self._takes("!") else self._member()

    def _member(self) -> Node:
        node = self._primary()
        while self._takes("."):
            kind, method = self._next()
            if kind != "word" or method not in _METHODS:
                raise ValueError(method)
            self._need("(")
            node = [method, node, self._binary(0)]
            self._need(")")
        return node

    def _primary(self) -> Node:
        kind, token = self._next()
        if kind == "number":
            return ["value", float(token) if "." in token else int(token)]
        if kind == "text":
            return ["value", re.sub(r"\\(.)", r"\1", token[1:-1])]
        if kind == "word":
            return self._word(token)
        if token == "(":
            node = self._binary(0)
            self._need(")")
            return node
        if token == "[":
            return ["list", *self._listed("]")]
        raise ValueError(token)

    def _word(self, word: str) -> Node:
        if word in _WORDS:
            return ["value", _WORDS[word]]
        if word in _FUNCTIONS:
            self._need("(")
            return [word, *self._listed(")")]
        if word != "doc":
            raise ValueError(word)
        self._need(".")
        kind, field = self._next()
        if kind != "word":
            raise ValueError(field)
        return ["field", field]

    def _listed(self, end: str) -> list[Node]:
        items: list[Node] = []
        while not self._takes(end):
            items.append(self._binary(0))
            if not self._takes(","):
                self._need(end)
                break
        return items
