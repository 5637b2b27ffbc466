"""The small language of ``fields``, ``order_by`` and ``group_by``.

expression = * | column | literal | function ( [distinct] expression, … )
column     = name | `name` | table . name | `tabDocType` . `name`
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from ..core.exceptions import DataError
from ..core.messages import throw
from ..i18n.translator import _

AGGREGATES = frozenset(["count", "sum", "avg", "min", "max", "group_concat"])
_FUNCTIONS = AGGREGATES.union(
    (
        "abs round floor ceil upper lower length char_length trim year quarter month week "
        "day dayofmonth dayofweek weekday dayname monthname last_day hour minute second "
        "date time date_format datediff timestamp unix_timestamp now curdate curtime locate "
        "field"
    ).split()
)
_TOKEN = re.compile(
    r"(?P<space>\s+)|`(?P<quoted>[^`]+)`|(?P<word>[^\W\d]\w*)|(?P<number>\d+(?:\.\d+)?)"
    r"|'(?P<text>[^'\\]*)'|\"(?P<text2>[^\"\\]*)\"|(?P<sign>[().,*])"
)
_CALL = re.compile(r"\s*(\w*)\s*\(")


@dataclass(frozen=True)
class Star:
    """``*``: all columns, or all rows in ``count(*)``."""

    table: str | None = None


@dataclass(frozen=True)
class Name:
    """A column, after the name of its table or of the field that leads there."""

    name: str
    table: str | None = None


@dataclass(frozen=True)
class Literal:
    value: str | float


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Expression, ...]
    distinct: bool = False

    @property
    def is_aggregate(self) -> bool:
        return self.function in AGGREGATES


Expression = Star | Name | Literal | Call


def calls_unknown_function(text: str) -> bool:
    """Whether a text begins with the call of a function that queries may not use."""
    match = _CALL.match(text)
    return match is not None and bool(match[1]) and match[1].lower() not in _FUNCTIONS


def names_of(expression: Expression) -> list[Name]:
    """The columns that an expression speaks of."""
    if isinstance(expression, Call):
        return [name for argument in expression.arguments for name in names_of(argument)]
    return [expression] if isinstance(expression, Name) else []


@dataclass(frozen=True)
class Selected:
    """One of the ``fields``: what it is and under which name it comes out."""

    expression: Expression
    alias: str
    given_alias: bool = False
    distinct: bool = False


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


_END = _Token("end", "")


class Parser:
    """Reads expressions from a text; what it does not know is refused with ``DataError``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._check_function(text)
        self.tokens = list(self._tokens(text))
        self.at = 0

    def _tokens(self, text: str) -> list[_Token]:
        tokens = []
        position = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                self.refuse()
            kind = str(match.lastgroup)
            if kind != "space":
                tokens.append(_Token(kind.rstrip("2"), match[kind]))
            position = match.end()
        return tokens

    def refuse(self) -> NoReturn:
        throw(_("Field not permitted in query: {0}").format(self.text), DataError)

    def peek(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _END

    def take(self) -> _Token:
        token = self.peek()
        self.at += 1
        return token

    def take_if(self, *texts: str) -> bool:
        """Step over the next word or sign if it is one of ``texts``."""
        token = self.peek()
        if token.kind in ("word", "sign") and token.text.lower() in texts:
            self.at += 1
            return True
        return False

    def at_word_before_name(self, text: str) -> bool:
        """Whether the next word is ``text`` and stands before the name of a column."""
        first, second = [*self.tokens[self.at : self.at + 2], _END, _END][:2]
        is_name = second.kind == "quoted" or (second.kind == "word" and second.text.lower() != "as")
        return first.kind == "word" and first.text.lower() == text and is_name

    @property
    def done(self) -> bool:
        return self.at >= len(self.tokens)

    def expression(self) -> Expression:
        token = self.take()
        if token.kind == "sign" and token.text == "*":
            return Star()
        if token.kind == "sign" and token.text == "(":
            self._check_function("(")
        if token.kind == "text":
            return Literal(token.text)
        if token.kind == "number":
            return Literal(float(token.text) if "." in token.text else int(token.text))
        if token.kind not in ("word", "quoted"):
            self.refuse()
        if token.kind == "word" and self.take_if("("):
            return self._call(token.text.lower())
        if self.take_if("."):
            return self._column_of(token.text)
        return Name(token.text)

    def _column_of(self, table: str) -> Expression:
        token = self.take()
        if token == _Token("sign", "*"):
            return Star(table)
        if token.kind not in ("word", "quoted"):
            self.refuse()
        return Name(token.text, table)

    def _check_function(self, text: str) -> None:
        """Name the function that is refused before what is inside it is looked at."""
        match = _CALL.match(text)
        if match and not match[1]:
            throw(_("Use of sub-query or function is restricted"), DataError)
        if match and match[1].lower() not in _FUNCTIONS:
            message = _("Use of function {0} in field is restricted")
            throw(message.format(match[1].lower()), DataError)

    def _call(self, function: str) -> Call:
        self._check_function(f"{function}(")
        distinct = self.take_if("distinct")
        arguments: list[Expression] = []
        while not self.take_if(")"):
            if arguments and not self.take_if(","):
                self.refuse()
            arguments.append(self.expression())
        return Call(function, tuple(arguments), distinct)


@lru_cache(maxsize=4096)
def parse_field(text: str) -> Selected:
    """``[distinct] expression [as alias]``.

    Without an alias the column's name, or the text itself.
    """
    parser = Parser(text)
    distinct = parser.at_word_before_name("distinct") and parser.take_if("distinct")
    expression = parser.expression()
    alias = expression.name if isinstance(expression, Name) else text.strip()
    given = parser.take_if("as")
    if given:
        token = parser.take()
        if token.kind not in ("word", "quoted", "text"):
            parser.refuse()
        alias = token.text
    if not parser.done:
        parser.refuse()
    return Selected(expression, alias, given, distinct)


@lru_cache(maxsize=4096)
def split_fields(text: str) -> tuple[str, ...]:
    """The fields of ``a, b as c, count(d)``: commas inside parentheses do not part them."""
    parts = [""]
    depth = 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return tuple(part.strip() for part in parts if part.strip())
