"""A file that only the key of its site opens, read from any place and written as a stream.

Four bytes by which it is known, a salt, the encrypted name, then pieces of 64 KiB: AES-256-GCM under a key of the
file's own, each piece with its number, and the last one marked, so that a file that was cut off shows (the STREAM
construction, Hoang, Reyhanitabar, Rogaway, Vizár 2015, https://eprint.iacr.org/2015/189).
"""

import io
import os
import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .site_key import SiteKey

_MARK = b"\xf5\x9e\xd1\x01"
_SALT = 16
_TAG = 16
_NAME = 1024
_PIECE = 1 << 16
_WHOLE = _PIECE + _TAG
HEADER = len(_MARK) + _SALT + _NAME + _TAG


class DamagedFile(OSError):
    """The file is not as it was written: cut off, changed, or encrypted with another key."""

    http_status_code = 503


def write_sealed(source: BinaryIO, target: BinaryIO, key: SiteKey, name: str = "") -> None:
    """Write what can be read of ``source``, and what it is called (1,022 bytes at most), to ``target``."""
    salt = secrets.token_bytes(_SALT)
    target.write(_MARK + salt + _names(key, salt).encrypt(_nonce(0, True), _padded(name), _MARK))
    cipher = _pieces(key, salt)
    for number, (piece, is_last) in enumerate(_cut(source)):
        target.write(cipher.encrypt(_nonce(number, is_last), piece, None))


def _cut(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    piece = _full(source)
    while True:
        following = _full(source) if len(piece) == _PIECE else b""
        yield piece, not following
        if not following:
            return
        piece = following


def _full(source: BinaryIO) -> bytes:
    """A whole piece, unless the source ends."""
    parts, missing = [], _PIECE
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def size_within(stored: int) -> int:
    """How many bytes a file holds that takes ``stored`` bytes on the disk."""
    body = stored - HEADER
    return max(body - _TAG * max(-(-body // _WHOLE), 1), 0)


def is_sealed_file(stream: BinaryIO) -> bool:
    """Whether a stream begins as encrypted files do."""
    return stream.read(len(_MARK)) == _MARK


def open_sealed(stream: BinaryIO, key: SiteKey) -> io.BufferedReader:
    """A reader of what ``stream`` holds, which is closed with it; ``DamagedFile`` where it is not whole."""
    return io.BufferedReader(_Reader(stream, key), _PIECE)


def name_within(stream: BinaryIO, key: SiteKey) -> str:
    """What the file is called."""
    salt, name = _header(stream)
    try:
        padded = _names(key, salt).decrypt(_nonce(0, True), name, _MARK)
    except InvalidTag as error:
        raise _damaged(stream) from error
    length = int.from_bytes(padded[:2], "big")
    return padded[2 : 2 + length].decode()


class _Reader(io.RawIOBase):
    def __init__(self, stream: BinaryIO, key: SiteKey) -> None:
        self._stream = stream
        salt, _name = _header(stream)
        self._cipher = _pieces(key, salt)
        stored = stream.seek(0, os.SEEK_END)
        self._last = max(-(-(stored - HEADER) // _WHOLE), 1) - 1
        self.size = size_within(stored)
        self._at = 0
        self._piece: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        number, within = divmod(self._at, _PIECE)
        if self._at >= self.size and number != self._last:
            return 0
        part = self._open_piece(number)[within : within + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._stream.close()
        super().close()

    def _open_piece(self, number: int) -> bytes:
        if self._piece[0] != number:
            self._stream.seek(HEADER + number * _WHOLE)
            stored = self._stream.read(_WHOLE)
            try:
                piece = self._cipher.decrypt(_nonce(number, number == self._last), stored, None)
            except (InvalidTag, ValueError) as error:
                raise _damaged(self._stream) from error
            self._piece = (number, piece)
        return self._piece[1]


def _header(stream: BinaryIO) -> tuple[bytes, bytes]:
    """The salt and the encrypted name."""
    header = stream.read(HEADER)
    if len(header) != HEADER or not header.startswith(_MARK):
        raise _damaged(stream)
    return header[len(_MARK) : len(_MARK) + _SALT], header[len(_MARK) + _SALT :]


def _damaged(stream: BinaryIO) -> DamagedFile:
    name = getattr(stream, "name", "A file")
    return DamagedFile(
        f"{name} is damaged, or not encrypted with the key of this site: take it from a backup"
    )


def _pieces(key: SiteKey, salt: bytes) -> AESGCM:
    return AESGCM(key.derived("content of a file", salt))


def _names(key: SiteKey, salt: bytes) -> AESGCM:
    return AESGCM(key.derived("name of a file", salt))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _padded(name: str) -> bytes:
    """All names take the same room, so that their length tells nothing."""
    content = name.encode()
    if len(content) > _NAME - 2:
        raise ValueError(f"The name of the file is too long: {name[:50]}…")
    return (len(content).to_bytes(2, "big") + content).ljust(_NAME, b"\0")
