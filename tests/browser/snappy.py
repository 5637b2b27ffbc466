"""Snappy as LevelDB and IndexedDB pack with it, unpacked.

https://github.com/google/snappy/blob/main/format_description.txt
"""

from __future__ import annotations

LARGEST = 64 * 1024**2
LITERAL, SHORT_COPY, COPY = 0, 1, 2


class NotPackedError(ValueError):
    """The bytes are not what Snappy writes."""


def unpacked(content: bytes, at: int = 0) -> bytes:
    """What was packed from a place on; what stands behind it is left alone. Raises NotPackedError."""
    try:
        length, at = number(content, at)
        if length > LARGEST:
            raise NotPackedError(length)
        found = bytearray()
        while len(found) < length:
            at = _element(content, at, found)
    except IndexError as error:
        raise NotPackedError(at) from error
    if len(found) != length:
        raise NotPackedError(at)
    return bytes(found)


def number(content: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and the place behind it. Raises IndexError."""
    found = shift = 0
    while True:
        byte = content[at]
        at += 1
        found |= (byte & 0x7F) << shift
        if byte < 0x80:
            return found, at
        shift += 7


def _element(content: bytes, at: int, found: bytearray) -> int:
    """Add one element, the bytes themselves or a copy of earlier ones; the place behind it."""
    tag = content[at]
    kind, at = tag & 3, at + 1
    if kind == LITERAL:
        length = (tag >> 2) + 1
        if length > 60:
            size = length - 60
            length, at = int.from_bytes(content[at : at + size], "little") + 1, at + size
        if at + length > len(content):
            raise NotPackedError(at)
        found += content[at : at + length]
        return at + length
    if kind == SHORT_COPY:
        length, back = ((tag >> 2) & 7) + 4, (tag >> 5) << 8 | content[at]
        at += 1
    else:
        size = 2 if kind == COPY else 4
        length, back = (tag >> 2) + 1, int.from_bytes(content[at : at + size], "little")
        at += size
    if not 0 < back <= len(found):
        raise NotPackedError(at)
    for _each in range(length):
        found.append(found[-back])
    return at
