"""What cameras and phones note in a picture beside what is seen: the place, the time, the device, a name.

A photo that somebody sends would tell where they live. Of the file stays what a decoder needs: the picture as it
came, bit by bit, its colours, and which side of it is up. Frappe packs JPEG files anew instead: it loses
which side is up, needs a gigabyte for the photo of a good phone, and fails for a damaged one.

Formats: JPEG, ITU-T T.81 annex B (https://www.w3.org/Graphics/JPEG/itu-t81.pdf) with JFIF (ITU-T T.871) and Exif 2.32,
section 4.5; PNG, https://www.w3.org/TR/png-3/#5Chunk-layout; WebP, RFC 9649.
"""

import re
import struct
import zlib
from collections.abc import Iterator

JPEG, PNG, RIFF, WEBP = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF", b"WEBP"

_FILL = b"\xff" * 4096
_MOST_PARTS = 100_000
"""A file that pretends to have more of them is no picture; what follows stays as it is."""

_SCAN, _END = 0xDA, 0xD9
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}
_END_OF_SCAN = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
"""The next marker: within a scan, 0xFF stands before 0 or the number of a restart."""
_APPLICATIONS, _COMMENT = range(0xE0, 0xF0), 0xFE
_JFIF, _EXIF, _COLOURS, _INKS = b"JFIF\0", b"Exif\0\0", b"ICC_PROFILE\0", b"Adobe"
_JFIF_MARKER, _EXIF_MARKER, _COLOURS_MARKER, _INKS_MARKER = 0xE0, 0xE1, 0xE2, 0xEE
_JFIF_LENGTH, _INKS_LENGTH = 12, 12
_ORIENTATION, _SHORT = 0x0112, 3
_UPRIGHT = range(2, 9)

_PNG_EXIF = b"eXIf"
_PNG_COLOURS = {b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI"}
_PNG_SEEN = {*_PNG_COLOURS, b"tRNS", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"}
"""Beside the critical ones, which begin with a capital letter."""
_WEBP_EXIF, _WEBP_HEAD = b"EXIF", b"VP8X"
_WEBP_SEEN = {_WEBP_HEAD, b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_HAS_EXIF, _HAS_XMP = 0b1000, 0b100


def without_metadata(content: bytes) -> bytes:
    """The picture without notes; other files, and what cannot be read of a damaged one, stay as they are."""
    if content.startswith(JPEG):
        return b"".join(_jpeg(content))
    if content.startswith(PNG):
        return PNG + b"".join(_png(content))
    if content.startswith(RIFF) and content[8:12] == WEBP:
        parts = WEBP + b"".join(_webp(content))
        return RIFF + struct.pack("<I", len(parts)) + parts
    return content


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield JPEG
    at, is_oriented = len(JPEG), False
    for _part in range(_MOST_PARTS):
        start = content.find(b"\xff", at)
        if start < 0 or start + 4 > len(content):
            break
        # What decoders pass over on their way to the next marker; that may be preceded by any number of 0xFF.
        yield content[at:start]
        at = _end_of_fill(content, start) - 1
        marker = content[at + 1] if at + 1 < len(content) else _END
        if marker == _END:
            # Phones append a film or further pictures, with notes of their own.
            yield content[at : at + 2]
            return
        if marker in _WITHOUT_LENGTH:
            yield content[at : at + 2]
            at += 2
            continue
        after = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        segment = content[at:after]
        if marker == _EXIF_MARKER and segment[4:].startswith(_EXIF):
            # Decoders read the first one.
            if not is_oriented:
                yield _oriented_segment(segment[4 + len(_EXIF) :])
            is_oriented = True
        else:
            yield _needed(segment)
        at = after
        if marker == _SCAN:
            found = _END_OF_SCAN.search(content, at)
            after = found.start() if found else len(content)
            yield content[at:after]
            at = after
    yield content[at:]


def _end_of_fill(content: bytes, at: int) -> int:
    while content.startswith(_FILL, at):
        at += len(_FILL)
    while content.startswith(b"\xff", at):
        at += 1
    return at


def _needed(segment: bytes) -> bytes:
    """What a decoder needs of a segment: nothing of a comment, and of what applications write little."""
    marker, told = segment[1], segment[4:]
    if marker == _JFIF_MARKER and told.startswith(_JFIF):
        # Without its small picture, which may be older than what was cut out of the large one.
        return _segment(marker, told[:_JFIF_LENGTH].ljust(_JFIF_LENGTH, b"\0") + bytes(2))
    if marker == _INKS_MARKER and told.startswith(_INKS):
        return _segment(marker, told[:_INKS_LENGTH])
    if marker == _COLOURS_MARKER and told.startswith(_COLOURS):
        return segment
    return b"" if marker in _APPLICATIONS or marker == _COMMENT else segment


def _segment(marker: int, told: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(told) + 2) + told


def _oriented_segment(tiff: bytes) -> bytes:
    told = _oriented(tiff)
    return _segment(_EXIF_MARKER, _EXIF + told) if told else b""


def _oriented(tiff: bytes) -> bytes:
    """Exif that says which side is up and nothing else, if that is not the first row."""
    orientation = _orientation_in(tiff)
    if orientation not in _UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)


def _orientation_in(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 0
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return 0
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for at in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, _number, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if (tag, kind) == (_ORIENTATION, _SHORT):
            return int(value)
    return 0


def _png(content: bytes) -> Iterator[bytes]:
    at = len(PNG)
    for _part in range(_MOST_PARTS):
        if at + 12 > len(content):
            break
        after = at + 12 + int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        if kind == _PNG_EXIF and (told := _oriented(content[at + 8 : after - 4])):
            yield (
                struct.pack(">I", len(told))
                + kind
                + told
                + struct.pack(">I", zlib.crc32(kind + told))
            )
        elif kind in _PNG_SEEN or kind[:1].isupper():
            yield content[at:after]
        at = after
        if kind == b"IEND":
            return
    yield content[at:]


def _webp(content: bytes) -> Iterator[bytes]:
    end = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    chunks, at = _webp_chunks(content, end)
    exif = next((chunk[8:] for kind, chunk in chunks if kind == _WEBP_EXIF), b"")
    told = _oriented(exif.removeprefix(_EXIF))
    for kind, chunk in chunks:
        if kind == _WEBP_HEAD and len(chunk) > 8:
            flags = chunk[8] & ~_HAS_XMP & (0xFF if told else ~_HAS_EXIF)
            yield chunk[:8] + bytes([flags]) + chunk[9:]
        elif kind == _WEBP_EXIF and told:
            yield kind + struct.pack("<I", len(told)) + told
            told = b""
        elif kind in _WEBP_SEEN:
            yield chunk
    yield content[at:end]


def _webp_chunks(content: bytes, end: int) -> tuple[list[tuple[bytes, bytes]], int]:
    """Kind and bytes of each chunk, and where what cannot be read begins."""
    chunks: list[tuple[bytes, bytes]] = []
    at = 12
    while at + 8 <= end and len(chunks) < _MOST_PARTS:
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        after = at + 8 + length + length % 2
        chunks.append((content[at : at + 4], content[at:after]))
        at = after
    return chunks, at
