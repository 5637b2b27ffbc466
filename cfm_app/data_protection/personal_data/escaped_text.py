"""A text as it is compared: Latin letters and digits, whatever alphabet, accents or escapes it is written in.

Names stand in JSON (``\\u00e9``), in addresses (``%C3%A9``) and in HTML (``&eacute;``) too. Each plain letter knows its
place in the text, so that what is found can be taken out of it.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from anyascii import anyascii

_UNIT = re.compile(
    r"(?P<json>\\+u[0-9a-fA-F]{4})|(?P<address>(?:%[0-9a-fA-F]{2})+)"
    r"|(?P<html>&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});)"
    r"|(?P<sign>\\+[nrtbf/\"]|</?[A-Za-z0-9]{1,10} ?/?>)|(?P<own>.)",
    re.DOTALL,
)
_DROPPED = "'’`´ʼ"
BETWEEN = " "
"""Stands for whatever is neither a letter nor a digit."""


@dataclass(frozen=True)
class Plain:
    """The comparable letters of a text, and for each the part of the text that it stands for."""

    letters: str
    places: list[tuple[int, int]]


def plain(text: str) -> Plain:
    """Read a text letter by letter."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for unit in _UNIT.finditer(text):
        for letter in _read(unit):
            letters.append(letter)
            places.append(unit.span())
    return Plain("".join(letters), places)


def words(text: str | None) -> list[str]:
    """The comparable words of a name."""
    return plain(text or "").letters.split()


def _read(unit: re.Match[str]) -> Iterator[str]:
    told = unit[0]
    if unit.lastgroup == "json":
        told = chr(int(told[-4:], 16))
    elif unit.lastgroup == "address":
        told = unquote(told)
    elif unit.lastgroup == "html":
        told = html.unescape(told)
    elif unit.lastgroup == "sign":
        told = BETWEEN
    for sign in told:
        if sign in _DROPPED:
            continue
        yield from _letters(sign)


def _letters(sign: str) -> str:
    if not sign.isalnum() and not anyascii(sign).strip():
        # An accent that is a sign of its own changes the letter before it and parts nothing.
        return "" if anyascii(sign) == "" else BETWEEN
    found = "".join(each for each in anyascii(sign).lower() if each.isalnum())
    return found if sign.isalnum() else BETWEEN
