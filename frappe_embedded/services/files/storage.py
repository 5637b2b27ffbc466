"""Bytes of files: where they lie, that nothing lies elsewhere, and as what a browser may show them."""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from ...kernel.core.context import local
from ...kernel.core.site_files import SiteFiles

PRIVATE_PREFIX = "/private/files/"
PUBLIC_PREFIX = "/files/"
PREFIXES = (PRIVATE_PREFIX, PUBLIC_PREFIX)
_SEPARATORS = re.compile(r"[/\\%?#\x00-\x1f]")


def clean_name(name: str) -> str:
    """A file name without separators, control characters and what URLs give a meaning."""
    return _SEPARATORS.sub("", name).strip() or secrets.token_hex(5)


def part_of(is_private: bool) -> str:
    """The folder of public or private files, below that of the site."""
    return "private/files" if is_private else "public/files"


def url_of(name: str, is_private: bool) -> str:
    return f"{PRIVATE_PREFIX if is_private else PUBLIC_PREFIX}{name}"


def path_of(url: str) -> Path | None:
    """Where the bytes of a URL lie; ``None`` for a URL that is no file of this site.

    A path that leaves the folder of files is no file of this site, however it is written.
    """
    for prefix, is_private in ((PRIVATE_PREFIX, True), (PUBLIC_PREFIX, False)):
        if url.startswith(prefix):
            return _place(is_private, url[len(prefix) :])
    return None


def _place(is_private: bool, name: str) -> Path | None:
    files: SiteFiles = local.site_state.files
    return files.place(part_of(is_private), name)


def save_bytes(name: str, content: bytes, is_private: bool) -> str:
    """Write a file under a name that is free, and return its URL.

    The name of a private file always has a part by chance: whoever uploads one would otherwise learn
    from theirs whether a hidden file is called the same. A rollback takes the file away again.
    """
    free = _unguessable(name) if is_private else name
    while (target := _place(is_private, free)) is None or target.exists():
        free = _unguessable(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    local.site_state.files.write_bytes(target, content, free)
    local.db.after_rollback.add(lambda: target.unlink(missing_ok=True))
    return url_of(free, is_private)


def _unguessable(name: str) -> str:
    stem, suffix = Path(name).stem, Path(name).suffix
    return f"{stem}-{secrets.token_hex(5)}{suffix}"


def read_bytes(url: str) -> bytes:
    """The bytes behind a URL; ``FileNotFoundError`` when there are none."""
    path = path_of(url)
    if path is None or not path.is_file():
        raise FileNotFoundError(url)
    content: bytes = local.site_state.files.read_bytes(path)
    return content


def delete_bytes(url: str) -> None:
    """Take the bytes away once it is committed that no File has this URL.

    What is committed is asked for: a deletion may be undone to a savepoint, which forgets no callback.
    """
    path = path_of(url)

    def unlink(path: Path) -> None:
        if not local.db.exists("File", {"file_url": url}):
            path.unlink(missing_ok=True)

    if path is not None:
        local.db.after_commit.add(lambda: unlink(path))


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
