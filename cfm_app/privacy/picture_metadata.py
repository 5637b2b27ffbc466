"""What cameras and phones note in a picture beside what is seen: the place, the time, the device, a name.

A photo that somebody sends would tell where they live. The notes are taken out of the file; the picture itself
stays as it came, bit by bit, and which side of it is up stays too. Frappe packs JPEG files anew instead: it loses
which side is up, needs a gigabyte for the photo of a good phone, and fails for a damaged one.

Formats: JPEG, ITU-T T.81 annex B (https://www.w3.org/Graphics/JPEG/itu-t81.pdf) with Exif 2.32, section 4.5; PNG,
https://www.w3.org/TR/png-3/#5Chunk-layout; WebP, RFC 9649.
"""

import struct
from collections.abc import Iterator

JPEG, PNG, RIFF, WEBP = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF", b"WEBP"

_SCAN, _END = 0xDA, 0xD9
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}
_EXIF_MARKER, _COLOURS_MARKER, _COMMENT = 0xE1, 0xE2, 0xFE
_NOTES = {*range(0xE1, 0xEE), 0xEF, _COMMENT}
"""Applications' markers but those that a decoder needs: 0 (JFIF) and 14 (Adobe's kind of colours)."""
_EXIF, _COLOURS = b"Exif\0\0", b"ICC_PROFILE\0"
_ORIENTATION, _SHORT = 0x0112, 3
_UPRIGHT = range(2, 9)

_PNG_NOTES = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_NOTES = {b"EXIF", b"XMP "}
_WEBP_HEAD = b"VP8X"
_WEBP_FLAGS = 0b1100
"""Of the head of a WebP file: that it has Exif and XMP."""


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
    at = len(JPEG)
    while at + 4 <= len(content):
        marker = content[at + 1]
        if content[at] != 0xFF:
            break
        if marker == 0xFF:
            # A marker may be preceded by any number of these.
            at += 1
            continue
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
        is_needed = marker == _COLOURS_MARKER and segment[4:].startswith(_COLOURS)
        if is_needed or marker not in _NOTES:
            yield segment
        elif marker == _EXIF_MARKER and segment[4:].startswith(_EXIF):
            yield _oriented(segment[4 + len(_EXIF) :])
        at = after
        if marker == _SCAN:
            after = _end_of_scan(content, at)
            yield content[at:after]
            at = after
    yield content[at:]


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker is: within a scan, 0xFF stands before 0 or the number of a restart."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] and content[at + 1] not in _WITHOUT_LENGTH:
            return at
        at += 2
    return len(content)


def _oriented(tiff: bytes) -> bytes:
    """A segment that says which side is up, if that is not the first row."""
    orientation = _orientation_in(tiff)
    if orientation not in _UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    told = _EXIF + b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return struct.pack(">BBH", 0xFF, _EXIF_MARKER, len(told) + 2) + told


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
    while at + 12 <= len(content):
        after = at + 12 + int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        if kind not in _PNG_NOTES:
            yield content[at:after]
        at = after
        if kind == b"IEND":
            return
    yield content[at:]


def _webp(content: bytes) -> Iterator[bytes]:
    at, end = 12, min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while at + 8 <= end:
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        after = at + 8 + length + length % 2
        kind, chunk = content[at : at + 4], content[at:after]
        if kind == _WEBP_HEAD and len(chunk) > 8:
            yield chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        elif kind not in _WEBP_NOTES:
            yield chunk
        at = after
    yield content[at:end]
