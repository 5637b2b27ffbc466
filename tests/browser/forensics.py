"""What lies on the disk of a device: words looked for in every file of a browser's profile, also where it packs."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from . import leveldb, snappy

PACKED = b"\x1f\x8b\x08"
# How a value of IndexedDB begins that the browser packed before the database had it.
PACKED_VALUE = b"\xff\x11\x02"


def ways(word: str) -> list[bytes]:
    """How a word may lie in a file: plain in three spellings, and in base64 at whatever place it begins."""
    found = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")]
    with suppress(UnicodeEncodeError):
        found.append(word.encode("latin-1"))
    for plain in list(found):
        for before in range(3):
            coded = base64.b64encode(b"\0" * before + plain)
            # The first and last signs hang on what stands beside the word.
            found.append(coded[-(-before * 8 // 6) : (before + len(plain)) * 8 // 6])
    return list(dict.fromkeys(found))


def lying_in(profile: Path, words: Iterable[str]) -> dict[str, list[str]]:
    """The words that can be read in files of a profile, with the files."""
    wanted = {word: ways(word) for word in words}
    found: dict[str, list[str]] = {}
    for file, layers in layers_of(profile):
        for word, spellings in wanted.items():
            if any(spelling in layer for layer in layers for spelling in spellings):
                found.setdefault(word, []).append(str(file.relative_to(profile)))
    return found


def layers_of(profile: Path) -> Iterator[tuple[Path, list[bytes]]]:
    """Each file of a profile: its bytes as they lie, and what is packed in them."""
    for file in sorted(each for each in profile.rglob("*") if each.is_file()):
        content = file.read_bytes()
        layers = [content, *_unpacked(content), *_records(file, content)]
        yield file, [*layers, *(value for layer in layers for value in _values(layer))]


def _unpacked(content: bytes) -> Iterable[bytes]:
    """What was packed before it was kept, as answers of a server are."""
    at = content.find(PACKED)
    while at >= 0:
        with suppress(OSError, EOFError, zlib.error):
            yield zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content[at:])
        at = content.find(PACKED, at + 1)


def _records(file: Path, content: bytes) -> Iterable[bytes]:
    """What a file of a database holds, if it is one."""
    if leveldb.is_table(content):
        yield from leveldb.table_entries(content)
    elif file.suffix == ".log":
        yield from leveldb.log_records(content)


def _values(content: bytes) -> Iterable[bytes]:
    """Values that the browser has packed."""
    at = content.find(PACKED_VALUE)
    while at >= 0:
        with suppress(snappy.NotPackedError):
            yield snappy.unpacked(content, at + len(PACKED_VALUE))
        at = content.find(PACKED_VALUE, at + 1)
