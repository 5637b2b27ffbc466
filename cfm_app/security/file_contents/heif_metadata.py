"""What phones note in HEIC and AVIF pictures: Exif and XMP lie in items of their own, beside those of the picture.

Which side is up is a property of the picture (`irot`, `imir`). Source: ISO/IEC 14496-12, sections 8.11.3 (`iloc`) and
8.11.6 (`iinf`); ISO/IEC 23008-12, section 6.5.10 and annex A.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cfm_app.security.file_contents.boxes import (
    Box,
    blank,
    clear,
    clear_name,
    clear_others,
    first,
    handler,
    number,
    within,
)

_NEEDED = {
    *(b"hdlr", b"pitm", b"iinf", b"iloc", b"iprp", b"iref"),
    *(b"idat", b"dinf", b"grpl", b"ipro"),
}
_OF_PICTURE = b"pict"
# Pictures, those made of others, masks and maps of brightness.
_SEEN = {
    *(b"hvc1", b"hvt1", b"lhv1", b"av01", b"avc1", b"evc1", b"vvc1", b"j2k1", b"jpeg", b"unci"),
    *(b"grid", b"tili", b"iden", b"iovl", b"sato", b"tmap", b"mski"),
}
# Properties: a title with its text and words to find it by, a text for the blind, when it was made and changed.
_TOLD = {b"udes", b"altt", b"crtt", b"mdft"}
_EXIF, _XMP = b"Exif", b"mime"
# Where the head of TIFF begins, a head, and no row.
_EMPTY = {
    _EXIF: bytes(4) + b"MM\0*" + (8).to_bytes(4, "big") + bytes(6),
    _XMP: b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
}
_IN_FILE, _IN_BOX = 0, 1


def clear_items(content: bytearray) -> None:
    """Clear the notes of a picture in place; of a film, what describes it as a whole."""
    left = len(content)
    for box in within(content, 0, len(content)):
        if box.kind == b"meta":
            left = _clear_description(content, box, left)


def _clear_description(content: bytearray, box: Box, left: int) -> int:
    """How many bytes are left to overwrite: no picture notes more than it has bytes."""
    # Behind its version and flags.
    inside = Box(box.kind, box.start, box.body + 4, box.end)
    if handler(content, inside) != _OF_PICTURE:
        clear(content, box)
        return left
    clear_others(content, inside, _NEEDED)
    clear_name(content, inside)
    if properties := first(content, inside, b"iprp", b"ipco"):
        for each in within(content, properties.body, properties.end):
            if each.kind in _TOLD:
                # It stays in its place, for they are counted.
                blank(content, each.body + 4, each.end)
    noted = {item: kind for item, kind in _kinds(content, inside) if kind not in _SEEN}
    data = first(content, inside, b"idat")
    for item, place in _places(content, inside):
        if item not in noted or (place.method == _IN_BOX and not data):
            continue
        if place.method not in {_IN_FILE, _IN_BOX}:
            continue
        begin = data.body if data and place.method == _IN_BOX else 0
        spans = [
            (begin + at, min(length, max(0, len(content) - begin - at)))
            for at, length in place.spans
        ]
        left -= sum(length for _at, length in spans)
        if left < 0:
            break
        _empty(content, noted[item], spans)
    return left


def _kinds(content: bytearray, inside: Box) -> Iterator[tuple[int, bytes]]:
    """The number of each item and its kind; those of old versions have none."""
    box = first(content, inside, b"iinf")
    if box is None:
        return
    start = box.body + (8 if number(content, box.body, 1) else 6)
    for entry in within(content, start, box.end):
        version = number(content, entry.body, 1)
        length = 4 if version == 3 else 2
        at = entry.body + 4
        kind = bytes(content[at + length + 2 : at + length + 6]) if version >= 2 else b""
        yield number(content, at, length), kind


@dataclass(frozen=True)
class _Place:
    """Where the data of an item lies: counted from where, and each span's first byte and length."""

    method: int
    spans: list[tuple[int, int]]


def _places(content: bytearray, inside: Box) -> Iterator[tuple[int, _Place]]:
    box = first(content, inside, b"iloc")
    if box is None:
        return
    version = number(content, box.body, 1)
    lengths, of_base = number(content, box.body + 4, 1), number(content, box.body + 5, 1)
    of_offset, of_length = lengths >> 4, lengths & 15
    of_base, of_index = of_base >> 4, of_base & 15 if version else 0
    of_number = 4 if version >= 2 else 2
    at = box.body + 6 + of_number
    for _item in range(number(content, box.body + 6, of_number)):
        if at >= box.end:
            return
        item, at = number(content, at, of_number), at + of_number
        method = number(content, at, 2) & 15 if version else _IN_FILE
        at += 4 if version else 2
        base, at = number(content, at, of_base), at + of_base
        count, at = number(content, at, 2), at + 2
        width = of_index + of_offset + of_length
        spans = [
            (
                base + number(content, each + of_index, of_offset),
                number(content, each + of_index + of_offset, of_length),
            )
            for each in range(at, at + width * count, width or 1)
        ]
        at += width * count
        yield item, _Place(method, spans)


def _empty(content: bytearray, kind: bytes, spans: list[tuple[int, int]]) -> None:
    """Overwrite the data of an item with what says nothing."""
    padding = b" " if kind == _XMP else b"\0"
    left = _EMPTY.get(kind, b"")
    if sum(length for _at, length in spans) < len(left):
        left = b""
    for start, length in spans:
        end = min(start + length, len(content))
        if start < end:
            content[start:end] = left[: end - start].ljust(end - start, padding)
            left = left[end - start :]
