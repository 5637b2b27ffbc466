"""What phones and cameras note in films and sound beside what is seen and heard: place, time, device, title.

iPhones and Android phones note the place in the film as a whole (`udta`, `meta`), some cameras each second of it in a
track of its own (GPMF, timed metadata). What players need stays byte by byte; which side is up lies in `tkhd`.

Sources: ISO/IEC 14496-12 (boxes and their fields); QuickTime File Format, "Metadata" and "Media Data Atom Types".
"""

from collections.abc import Iterator
from itertools import pairwise

from cfm_app.privacy.file_contents.boxes import (
    Box,
    blank,
    clear,
    clear_others,
    first,
    handler,
    number,
    within,
)

_NEEDED = {
    *(b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix", b"pdin"),
    # Of a picture: what describes it, media data of new files, and a small picture in one box.
    *(b"meta", b"wide", b"imda", b"mini"),
}
_OF_FILM = {b"mvhd", b"trak", b"mvex", b"iods", b"cmov"}
_OF_FRAGMENT = {b"mfhd", b"traf"}
_OF_TRACK = {b"tkhd", b"tref", b"edts", b"mdia", b"trgr", b"tapt", b"clip", b"load"}
_OF_MEDIA = {b"mdhd", b"hdlr", b"minf", b"elng"}
_OF_MEDIA_KIND = {
    *(b"vmhd", b"smhd", b"nmhd", b"sthd", b"gmhd"),
    *(b"hdlr", b"dinf", b"stbl"),
}
# Films, pictures one after the other, sound, and texts to read along.
_SEEN_OR_HEARD = {b"vide", b"pict", b"soun", b"auxv", b"text", b"sbtl", b"subt", b"clcp"}


def clear_film(content: bytearray) -> None:
    """Clear the notes of a film or of sound in place."""
    whole = Box(b"", 0, 0, len(content))
    clear_others(content, whole, _NEEDED)
    for box in list(within(content, 0, len(content))):
        if box.kind == b"moov":
            _clear_head(content, box)
        elif box.kind == b"moof":
            clear_others(content, box, _OF_FRAGMENT)


def _clear_head(content: bytearray, film: Box) -> None:
    clear_others(content, film, _OF_FILM)
    for box in list(within(content, film.body, film.end)):
        if box.kind == b"mvhd":
            _clear_times(content, box)
        elif box.kind == b"trak":
            _clear_track(content, box)


def _clear_track(content: bytearray, track: Box) -> None:
    if handler(content, track, b"mdia") not in _SEEN_OR_HEARD:
        if table := first(content, track, b"mdia", b"minf", b"stbl"):
            _blank_samples(content, table)
        clear(content, track)
        return
    clear_others(content, track, _OF_TRACK)
    if media := first(content, track, b"mdia"):
        clear_others(content, media, _OF_MEDIA)
    if kind := first(content, track, b"mdia", b"minf"):
        clear_others(content, kind, _OF_MEDIA_KIND)
    for path in ((b"tkhd",), (b"mdia", b"mdhd")):
        if head := first(content, track, *path):
            _clear_times(content, head)


def _clear_times(content: bytearray, head: Box) -> None:
    """When it was made and changed: two numbers of four bytes, or of eight since version 1."""
    length = 16 if content[head.body : head.body + 1] == b"\x01" else 8
    blank(content, head.body + 4, min(head.body + 4 + length, head.end))


def _blank_samples(content: bytearray, table: Box) -> None:
    """Overwrite what a track says, wherever in the file it lies."""
    done = 0
    for start, end in sorted(_chunks(content, table)):
        blank(content, max(start, done), end)
        done = max(done, end)


def _chunks(content: bytearray, table: Box) -> Iterator[tuple[int, int]]:
    """The first byte of each chunk of samples and the one behind it."""
    offsets = _offsets(content, table)
    sizes, same = _sizes(content, table)
    at = 0
    for offset, count in zip(offsets, _counts(content, table, len(offsets)), strict=False):
        length = count * same if same else sum(sizes[at : at + count])
        at += count
        yield offset, offset + length


def _offsets(content: bytearray, table: Box) -> list[int]:
    for kind, length in ((b"stco", 4), (b"co64", 8)):
        if box := first(content, table, kind):
            return _numbers(
                content, box.body + 8, box.end, number(content, box.body + 4, 4), length
            )
    return []


def _sizes(content: bytearray, table: Box) -> tuple[list[int], int]:
    """The length of each sample, or the one that all have."""
    box = first(content, table, b"stsz")
    if box is None:
        return [], 0
    same, count = number(content, box.body + 4, 4), number(content, box.body + 8, 4)
    return [] if same else _numbers(content, box.body + 12, box.end, count, 4), same


def _counts(content: bytearray, table: Box, chunks: int) -> Iterator[int]:
    """How many samples each chunk has: the table says from which chunk on there are how many."""
    box = first(content, table, b"stsc")
    if box is None:
        return
    rows = _numbers(content, box.body + 8, box.end, 3 * number(content, box.body + 4, 4), 4)
    firsts = [min(each, chunks + 1) for each in rows[::3]]
    for (begin, after), count in zip(pairwise((*firsts, chunks + 1)), rows[1::3], strict=False):
        yield from (count for _chunk in range(begin, after))


def _numbers(content: bytearray, start: int, end: int, count: int, length: int) -> list[int]:
    count = max(0, min(count, (end - start) // length))
    return [number(content, at, length) for at in range(start, start + count * length, length)]
