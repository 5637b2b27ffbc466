"""Reads the format of PHP's `serialize` strictly: texts, numbers and lists of them, and nothing else.

Objects and references are refused: a saved search of SuiteCRM has neither, so they mean something else. Lengths
count bytes, as PHP does.
"""

import re
from typing import TypeAlias

LONGEST = 256 << 10
DEEPEST = 8
MOST_ITEMS = 5_000
_HEAD = re.compile(rb"(?:(N)|([ib]):(-?\d{1,20})|d:([-+.\dEeINFA]{1,40})|([sa]):(\d{1,8}):)")

Value: TypeAlias = "str | int | float | bool | dict[str, Value] | None"


class Unreadable(ValueError):
    """Not a serialized value, or one of a type that is not read."""


def read(content: bytes) -> Value:
    """The one value that a text of PHP holds."""
    if len(content) > LONGEST:
        raise Unreadable
    reader = _Reader(content)
    found = reader.value(0)
    if reader.place != len(content):
        raise Unreadable
    return found


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._items = 0
        self.place = 0

    def value(self, depth: int) -> Value:
        """The value at a position, and the position behind it."""
        head = _HEAD.match(self._content, self.place)
        if not head or depth > DEEPEST:
            raise Unreadable
        self.place = head.end()
        if head[5]:
            size = int(head[6])
            return self._text(size) if head[5] == b"s" else self._list(size, depth)
        self._expect(b";")
        if head[1]:
            return None
        try:
            if head[4]:
                return float(head[4])
        except ValueError:
            raise Unreadable from None
        return bool(int(head[3])) if head[2] == b"b" else int(head[3])

    def _text(self, size: int) -> str:
        self._expect(b'"')
        end = self.place + size
        found = self._content[self.place : end]
        self.place = end
        self._expect(b'";')
        return found.decode("utf-8", errors="replace")

    def _list(self, size: int, depth: int) -> dict[str, Value]:
        self._items += size
        if self._items > MOST_ITEMS:
            raise Unreadable
        self._expect(b"{")
        found: dict[str, Value] = {}
        for _number in range(size):
            key = self.value(DEEPEST)
            if isinstance(key, bool) or not isinstance(key, str | int):
                raise Unreadable
            found[str(key)] = self.value(depth + 1)
        self._expect(b"}")
        return found

    def _expect(self, sign: bytes) -> None:
        if self._content[self.place : self.place + len(sign)] != sign:
            raise Unreadable
        self.place += len(sign)
