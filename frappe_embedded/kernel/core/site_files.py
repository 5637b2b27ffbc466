"""Reads and writes what lies in a site's folder beside its database: as it is, or encrypted.

Whoever makes, reads or looks for a file in the folder asks ``site.files`` for it, and need not know which it is.
"""

import hashlib
import hmac
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from .sealed_file import name_within, open_sealed, size_within, write_sealed
from .site_key import SiteKey

UNFINISHED = ".part-"
"""How files begin that are being written: nobody knows them yet."""

_PIECE = 1 << 20


class SiteFiles:
    """The files of one site, as they are."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def place(self, folder: str, name: str) -> Path | None:
        """Where the file of that name lies, if there is one; ``None`` for a name that leads elsewhere."""
        root = (self._root / folder).resolve()
        path = (root / name).resolve()
        return path if path.parent == root else None

    def open(self, path: Path) -> BinaryIO:
        """A reader that can be set to any place."""
        return path.open("rb")

    def read_bytes(self, path: Path) -> bytes:
        """The content; ``FileNotFoundError`` where there is none."""
        return path.read_bytes()

    def write_bytes(self, path: Path, content: bytes, name: str = "") -> None:
        """Write in one piece, for the owner alone; ``name`` is what ``place`` was asked for."""
        _write(path, io.BytesIO(content), None, name)

    def size(self, path: Path) -> int:
        """How many bytes the content has."""
        return path.stat().st_size

    def names(self, folder: str) -> Iterator[str]:
        """What the files are called that ``place`` finds in a folder."""
        for path in sorted((self._root / folder).glob("*")):
            yield path.name

    def hidden(self, name: str) -> str:
        """A name as it may stand on the disk."""
        return name


class EncryptedFiles(SiteFiles):
    """Files whose content and names only the key of the site tells."""

    def __init__(self, root: Path, key: SiteKey) -> None:
        super().__init__(root)
        self._key = key
        self._names = key.derived("names on the disk")

    def place(self, folder: str, name: str) -> Path | None:
        if not name or "/" in name or name in (".", ".."):
            return None
        return self._root / folder / self.hidden(f"{folder}/{name}")

    def open(self, path: Path) -> BinaryIO:
        stream = path.open("rb")
        try:
            return cast(BinaryIO, open_sealed(stream, self._key))
        except BaseException:
            stream.close()
            raise

    def read_bytes(self, path: Path) -> bytes:
        with self.open(path) as opened:
            return opened.read()

    def write_bytes(self, path: Path, content: bytes, name: str = "") -> None:
        _write(path, io.BytesIO(content), self._key, name)

    def size(self, path: Path) -> int:
        return size_within(path.stat().st_size)

    def names(self, folder: str) -> Iterator[str]:
        for path in sorted((self._root / folder).glob("*")):
            if not path.name.startswith(UNFINISHED):
                with path.open("rb") as stream:
                    yield name_within(stream, self._key)

    def hidden(self, name: str) -> str:
        return hmac.new(self._names, name.encode(), hashlib.sha256).hexdigest()[:32]


def files_of(root: Path, key: SiteKey | None) -> SiteFiles:
    """The files of the site in a folder."""
    return SiteFiles(root) if key is None else EncryptedFiles(root, key)


def copy_file(source: BinaryIO, target: Path, key: SiteKey | None, name: str = "") -> None:
    """Write a stream to a file in one piece, encrypted where there is a key."""
    _write(target, source, key, name)


def _write(target: Path, source: BinaryIO, key: SiteKey | None, name: str) -> None:
    """In one piece, for its owner alone: a full disk leaves no half of a file."""
    handle, part = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as opened:
            if key is None:
                while piece := source.read(_PIECE):
                    opened.write(piece)
            else:
                write_sealed(source, opened, key, name)
        os.replace(part, target)
    except BaseException:
        os.unlink(part)
        raise
