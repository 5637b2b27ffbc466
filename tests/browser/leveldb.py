"""What lies in the files of a LevelDB, in which browsers keep IndexedDB and more, also where it was packed.

A table (`.ldb`) packs its blocks with Snappy, and leaves out of a key what the one before begins with. A log (`.log`)
cuts what is long into pieces. So a word that lies there need not stand in the bytes of the file.
https://github.com/google/leveldb/blob/main/doc/table_format.md, log_format.md
"""

from __future__ import annotations

from collections.abc import Iterator

from . import snappy

MAGIC = bytes.fromhex("57fb808b247547db")
FOOTER, TRAILER = 48, 5
PLAIN, PACKED = 0, 1
LOG_BLOCK, LOG_HEADER = 32 * 1024, 7
WHOLE, FIRST, MIDDLE, LAST = 1, 2, 3, 4


def is_table(content: bytes) -> bool:
    """Whether a file is a table, whatever it is called."""
    return len(content) >= FOOTER and content.endswith(MAGIC)


def table_entries(content: bytes) -> Iterator[bytes]:
    """Each key of a table with its value. Raises ValueError for a block that cannot be read."""
    footer = content[-FOOTER:]
    _at, place = snappy.number(footer, 0)
    _size, place = snappy.number(footer, place)
    at, place = snappy.number(footer, place)
    size, place = snappy.number(footer, place)
    for _key, handle in _entries(_block(content, at, size)):
        begin, place = snappy.number(handle, 0)
        length, _place = snappy.number(handle, place)
        for key, value in _entries(_block(content, begin, length)):
            yield key + value


def log_records(content: bytes) -> Iterator[bytes]:
    """Each record of a log, its pieces put together again."""
    record = b""
    for start in range(0, len(content), LOG_BLOCK):
        block, at = content[start : start + LOG_BLOCK], 0
        while at + LOG_HEADER <= len(block):
            length, kind = int.from_bytes(block[at + 4 : at + 6], "little"), block[at + 6]
            if kind not in (WHOLE, FIRST, MIDDLE, LAST):
                break
            piece = block[at + LOG_HEADER : at + LOG_HEADER + length]
            record = piece if kind in (WHOLE, FIRST) else record + piece
            if kind in (WHOLE, LAST):
                yield record
            at += LOG_HEADER + length


def _block(content: bytes, at: int, size: int) -> bytes:
    kind = content[at + size]
    if kind == PLAIN:
        return content[at : at + size]
    if kind == PACKED:
        return snappy.unpacked(content[at : at + size])
    raise ValueError(f"a block is packed in the way {kind}, which is not known here")


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    restarts = int.from_bytes(block[-4:], "little")
    end, at, key = len(block) - 4 * (restarts + 1), 0, b""
    while at < end:
        shared, at = snappy.number(block, at)
        own, at = snappy.number(block, at)
        size, at = snappy.number(block, at)
        key = key[:shared] + block[at : at + own]
        at += own
        yield key, block[at : at + size]
        at += size
