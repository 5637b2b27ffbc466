"""The boxes of which films, sound and HEIC pictures consist (ISO/IEC 14496-12, section 4.2; QuickTime File Format).

Some of them say at which byte of the file others begin. So none moves or changes its length: one that nobody
needs becomes a box of zeros that every program passes over.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

_MOST = 100_000
"""A file that pretends to have more boxes in a row is none; what follows stays as it is."""


@dataclass(frozen=True)
class Box:
    """A box by the bytes of its file: `start` of its head, `body` of what it holds, `end` behind it."""

    kind: bytes
    start: int
    body: int
    end: int


def within(content: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes between two bytes, in their order; the last one may be cut off."""
    at = start
    for _box in range(_MOST):
        if at + 8 > end:
            return
        length, kind, head = number(content, at, 4), bytes(content[at + 4 : at + 8]), 8
        if length == 1:
            length, head = number(content, at + 8, 8), 16
        elif length == 0:
            length = end - at
        if length < head:
            return
        after = min(at + length, end)
        yield Box(kind, at, min(at + head, after), after)
        at = after


def number(content: bytes | bytearray, at: int, length: int) -> int:
    """A whole number of so many bytes; 0 for none, and behind the end."""
    return int.from_bytes(content[at : at + length], "big")


def first(content: bytes | bytearray, inside: Box, *path: bytes) -> Box | None:
    """The box at a path of kinds, each the first of its kind in the one before."""
    found: Box | None = inside
    for kind in path:
        if found is None:
            return None
        inner = within(content, found.body, found.end)
        found = next((each for each in inner if each.kind == kind), None)
    return found


def handler(content: bytes | bytearray, inside: Box, *path: bytes) -> bytes:
    """What kind of thing a box describes, as the `hdlr` at a path says: film, sound, picture; empty for none."""
    found = first(content, inside, *path, b"hdlr")
    return bytes(content[found.body + 8 : found.body + 12]) if found else b""


def clear(content: bytearray, box: Box) -> None:
    """Make it a box of zeros."""
    content[box.start + 4 : box.start + 8] = b"free"
    blank(content, box.body, box.end)


def clear_others(content: bytearray, inside: Box, needed: Container[bytes]) -> None:
    """Make all boxes in one, but those of the kinds that are needed, boxes of zeros."""
    for each in within(content, inside.body, inside.end):
        if each.kind not in needed:
            clear(content, each)


def clear_name(content: bytearray, inside: Box) -> None:
    """Clear the name that a program or its user gave what a box describes."""
    if found := first(content, inside, b"hdlr"):
        blank(content, found.body + 24, found.end)


def blank(content: bytearray, start: int, end: int) -> None:
    """Overwrite bytes with zeros; what lies outside the file is passed over."""
    start, end = max(start, 0), min(end, len(content))
    if start < end:
        content[start:end] = bytes(end - start)


def blank_once(content: bytearray, spans: Iterable[tuple[int, int]]) -> None:
    """Overwrite spans with zeros, as long as they are not longer together than the file: such a file lies."""
    left = len(content)
    for start, end in spans:
        left -= max(0, min(end, len(content)) - max(start, 0))
        if left < 0:
            return
        blank(content, start, end)
