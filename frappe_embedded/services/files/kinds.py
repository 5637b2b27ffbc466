"""Which files a browser may show in place, and as what."""

from __future__ import annotations

from dataclasses import dataclass

DOWNLOAD = "application/octet-stream"
LONGEST_SIGNATURE = 12


@dataclass(frozen=True)
class _Kind:
    """A type that cannot act, with the endings of its names and the first bytes of its files."""

    mimetype: str
    endings: tuple[str, ...]
    signatures: tuple[bytes, ...] = (b"",)
    offset: int = 0


_KINDS = (
    _Kind("image/png", (".png",), (b"\x89PNG\r\n\x1a\n",)),
    _Kind("image/jpeg", (".jpg", ".jpeg"), (b"\xff\xd8\xff",)),
    _Kind("image/gif", (".gif",), (b"GIF87a", b"GIF89a")),
    _Kind("image/webp", (".webp",), (b"WEBP",), 8),
    _Kind("application/pdf", (".pdf",), (b"%PDF-",)),
    _Kind("text/plain", (".txt",)),
    _Kind("audio/mpeg", (".mp3",), (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    _Kind("audio/ogg", (".ogg", ".oga", ".opus"), (b"OggS",)),
    _Kind("audio/wav", (".wav",), (b"WAVE",), 8),
    _Kind("audio/mp4", (".m4a",), (b"ftyp",), 4),
    _Kind("video/mp4", (".mp4",), (b"ftyp",), 4),
)


def shown_as(name: str, head: bytes) -> str | None:
    """The type with which a file is shown in place; ``None`` for one that is only downloaded.

    The ending of the name and the first bytes have to say the same: neither alone tells what a
    browser would make of it.
    """
    ending = name.lower()
    for kind in _KINDS:
        if ending.endswith(kind.endings):
            start = head[kind.offset :]
            return kind.mimetype if start.startswith(kind.signatures) else None
    return None
