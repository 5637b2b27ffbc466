"""What phones and cameras note in films and sound beside what is seen and heard: place, time, device, title.

iPhones and Android phones note the place in the film as a whole (`udta`, `meta`), some cameras each second of it in a
track of its own (GPMF, timed metadata). What players need stays byte by byte; which side is up lies in `tkhd`.

Sources: ISO/IEC 14496-12 (boxes and their fields); QuickTime File Format, "Metadata" and "Media Data Atom Types".
"""

from collections.abc import Iterator

from cfm_app.security.file_contents import samples
from cfm_app.security.file_contents.boxes import (
    Box,
    blank,
    blank_once,
    clear,
    clear_name,
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
_NOTES = {b"udta", b"meta", b"uuid", b"free", b"skip"}
_OF_TRACK = {b"tkhd", b"tref", b"edts", b"mdia", b"trgr", b"tapt", b"clip", b"load"}
_OF_MEDIA = {b"mdhd", b"hdlr", b"minf", b"elng"}
_OF_MEDIA_KIND = {
    *(b"vmhd", b"smhd", b"nmhd", b"sthd", b"gmhd"),
    *(b"hdlr", b"dinf", b"stbl"),
}
# Films, pictures one after the other, sound, both in one, and texts to read along.
_SEEN_OR_HEARD = {
    *(b"vide", b"pict", b"auxv", b"soun", b"m1a ", b"MPEG"),
    *(b"text", b"sbtl", b"subt", b"subp", b"clcp"),
}
_PICTURES = {b"vide", b"pict", b"auxv"}
# By these names decoders tell old kinds of films apart.
_NEEDED_NAMES = (b"Planar Y", b"Sorenson H263")


def clear_film(content: bytearray) -> None:
    """Clear the notes of a film or of sound in place."""
    whole = Box(b"", 0, 0, len(content))
    blank_once(content, _samples_of_notes(content, whole))
    clear_others(content, whole, _NEEDED)
    for box in within(content, 0, len(content)):
        if box.kind == b"moov":
            _clear_head(content, box)
        elif box.kind == b"moof":
            clear_others(content, box, _OF_FRAGMENT)
            for part in within(content, box.body, box.end):
                _clear_notes(content, part)


def _samples_of_notes(content: bytearray, whole: Box) -> Iterator[samples.Span]:
    """What the tracks say that are neither seen nor heard, wherever in the file it lies."""
    tracks: set[int] = set()
    lengths: dict[int, int] = {}
    for box in _inside(content, whole, b"moov"):
        for track in _inside(content, box, b"trak"):
            if _is_needed(content, track):
                continue
            if head := first(content, track, b"tkhd"):
                tracks.add(number(content, head.body + 4 + _length_of_times(content, head), 4))
            if table := first(content, track, b"mdia", b"minf", b"stbl"):
                yield from samples.in_chunks(content, table)
        for extends in _inside(content, box, b"mvex"):
            for row in _inside(content, extends, b"trex"):
                track_number = number(content, row.body + 4, 4)
                lengths[track_number] = number(content, row.body + 16, 4)
    if tracks:
        for box in _inside(content, whole, b"moof"):
            yield from samples.in_fragment(content, box, tracks, lengths)


def _inside(content: bytearray, box: Box, kind: bytes) -> Iterator[Box]:
    return (each for each in within(content, box.body, box.end) if each.kind == kind)


def _is_needed(content: bytearray, track: Box) -> bool:
    return handler(content, track, b"mdia") in _SEEN_OR_HEARD


def _clear_head(content: bytearray, film: Box) -> None:
    clear_others(content, film, _OF_FILM)
    for box in within(content, film.body, film.end):
        if box.kind == b"mvhd":
            _clear_times(content, box)
        elif box.kind == b"trak":
            _clear_track(content, box)


def _clear_track(content: bytearray, track: Box) -> None:
    if not _is_needed(content, track):
        clear(content, track)
        return
    clear_others(content, track, _OF_TRACK)
    if media := first(content, track, b"mdia"):
        clear_others(content, media, _OF_MEDIA)
        clear_name(content, media)
    if kind := first(content, track, b"mdia", b"minf"):
        clear_others(content, kind, _OF_MEDIA_KIND)
        clear_name(content, kind)
        _clear_sources(content, kind)
    if table := first(content, track, b"mdia", b"minf", b"stbl"):
        _clear_notes(content, table)
        if handler(content, track, b"mdia") in _PICTURES:
            _clear_codecs(content, table)
    for path in ((b"tkhd",), (b"mdia", b"mdhd")):
        if head := first(content, track, *path):
            _clear_times(content, head)


def _clear_notes(content: bytearray, inside: Box) -> None:
    for box in within(content, inside.body, inside.end):
        if box.kind in _NOTES:
            clear(content, box)


def _clear_sources(content: bytearray, kind: Box) -> None:
    """Of the file in which somebody cut the film, its name and folders; a film that is sent holds its data itself."""
    if table := first(content, kind, b"dinf", b"dref"):
        for source in within(content, table.body + 8, table.end):
            blank(content, source.body + 4, source.end)


def _clear_codecs(content: bytearray, table: Box) -> None:
    """The name that the camera gave its encoder, and what else it noted there."""
    if described := first(content, table, b"stsd"):
        for codec in within(content, described.body + 8, described.end):
            name, after = codec.body + 42, codec.body + 74
            if not content[name + 1 : after].startswith(_NEEDED_NAMES):
                blank(content, name, min(after, codec.end))
            _clear_notes(content, Box(codec.kind, codec.start, after + 4, codec.end))


def _clear_times(content: bytearray, head: Box) -> None:
    """When it was made and changed."""
    blank(content, head.body + 4, min(head.body + 4 + _length_of_times(content, head), head.end))


def _length_of_times(content: bytearray, head: Box) -> int:
    """Two numbers of four bytes, or of eight since version 1."""
    return 16 if number(content, head.body, 1) == 1 else 8
