"""Where in a film the samples of a track lie: its tables tell (`stbl`), and those of each fragment (`moof`).

They are read row by row: a hostile file has millions of rows.

Source: ISO/IEC 14496-12, sections 8.7 (tables) and 8.8 (fragments).
"""

import struct
from collections.abc import Container, Iterator, Mapping
from itertools import chain, islice, pairwise, repeat

from cfm_app.security.file_contents.boxes import Box, first, number, within

Span = tuple[int, int]
"""The first byte and the one behind the last."""

_OF_FILE, _DEFAULT_LENGTH, _OF_FRAGMENT = 0x1, 0x10, 0x20000
_BEFORE_DEFAULT_LENGTH = (0x2, 0x8)
_OFFSET, _FIRST_FLAGS, _DURATION, _LENGTH, _OF_SAMPLE = 0x1, 0x4, 0x100, 0x200, 0xF00


def in_chunks(content: bytearray, table: Box) -> Iterator[Span]:
    """Each chunk of samples."""
    box, kind = first(content, table, b"stco"), ">I"
    if box is None:
        box, kind = first(content, table, b"co64"), ">Q"
    if box is None:
        return
    offsets = _rows(content, box, 8, kind)
    lengths, same = _lengths(content, table)
    counts = _counts(content, table, (box.end - box.body) // 4)
    for (offset,), count in zip(offsets, counts, strict=False):
        yield offset, offset + (count * same if same else sum(islice(lengths, count)))


def _lengths(content: bytearray, table: Box) -> tuple[Iterator[int], int]:
    """The length of each sample, or the one that all have."""
    if box := first(content, table, b"stsz"):
        return (each for (each,) in _rows(content, box, 12, ">I")), number(content, box.body + 4, 4)
    box = first(content, table, b"stz2")
    if box is None:
        return iter(()), 0
    if number(content, box.body + 7, 1) == 16:
        return (each for (each,) in _rows(content, box, 12, ">H")), 0
    each_byte = (each for (each,) in _rows(content, box, 12, ">B"))
    if number(content, box.body + 7, 1) == 4:
        return (half for each in each_byte for half in (each >> 4, each & 15)), 0
    return each_byte, 0


def _counts(content: bytearray, table: Box, most: int) -> Iterator[int]:
    """How many samples each chunk has: the table says from which chunk on there are how many."""
    box = first(content, table, b"stsc")
    if box is None:
        return
    rows = chain(_rows(content, box, 8, ">III"), [(most + 1, 0, 0)])
    for (begin, count, _description), (after, *_rest) in pairwise(rows):
        yield from repeat(count, max(0, min(after, most + 1) - begin))


def _rows(content: bytearray, box: Box, at: int, kind: str) -> Iterator[tuple[int, ...]]:
    """As many rows behind the head of a table as the number before them says, and as it has."""
    length = struct.calcsize(kind)
    start = box.body + at
    count = max(0, min(number(content, start - 4, 4), (box.end - start) // length))
    return struct.iter_unpack(kind, bytes(content[start : start + count * length]))


def in_fragment(
    content: bytearray, fragment: Box, tracks: Container[int], lengths: Mapping[int, int]
) -> Iterator[Span]:
    """Each run of samples of some tracks; `lengths` says what samples have where no other is told."""
    behind = fragment.start
    for part in within(content, fragment.body, fragment.end):
        head = first(content, part, b"tfhd") if part.kind == b"traf" else None
        if head is None:
            continue
        flags, track = number(content, head.body + 1, 3), number(content, head.body + 4, 4)
        at = head.body + 8
        if flags & _OF_FILE:
            behind, at = number(content, at, 8), at + 8
        elif flags & _OF_FRAGMENT:
            behind = fragment.start
        at += 4 * sum(bool(flags & each) for each in _BEFORE_DEFAULT_LENGTH)
        length = number(content, at, 4) if flags & _DEFAULT_LENGTH else lengths.get(track, 0)
        base = behind
        for run in within(content, part.body, part.end):
            if run.kind == b"trun":
                start, behind = _run(content, run, base, behind, length)
                if track in tracks:
                    yield start, behind


def _run(content: bytearray, run: Box, base: int, behind: int, length: int) -> Span:
    """Where a run lies: counted from `base`, or else behind the one before."""
    flags, count = number(content, run.body + 1, 3), number(content, run.body + 4, 4)
    start, at = behind, run.body + 8
    if flags & _OFFSET:
        start = base + int.from_bytes(content[at : at + 4], "big", signed=True)
        at += 4
    at += 4 * bool(flags & _FIRST_FLAGS)
    if not flags & _LENGTH:
        return start, start + count * length
    width = 4 * (flags & _OF_SAMPLE).bit_count()
    at += 4 * bool(flags & _DURATION)
    rows = range(at, min(at + count * width, run.end), width)
    return start, start + sum(number(content, each, 4) for each in rows)
