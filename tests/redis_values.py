"""Everything that a Redis server keeps, values in which jobs are packed opened: its own protocol, spoken by hand."""

from __future__ import annotations

import socket
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import urlsplit

ASKED = {
    b"string": ("GET",),
    b"hash": ("HGETALL",),
    b"list": ("LRANGE", "0", "-1"),
    b"set": ("SMEMBERS",),
    b"zset": ("ZRANGE", "0", "-1"),
    b"stream": ("XRANGE", "-", "+"),
}


def values(address: str) -> Iterator[bytes]:
    """Keys and what stands under them."""
    place = urlsplit(address)
    with socket.create_connection((str(place.hostname), place.port or 6379), 30) as connection:
        answers = connection.makefile("rb")

        def ask(*words: str | bytes) -> Any:
            packed = [word.encode() if isinstance(word, str) else word for word in words]
            told = b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in packed)
            connection.sendall(b"*%d\r\n%s" % (len(packed), told))
            return _answer(answers)

        for key in ask("KEYS", "*"):
            yield key
            kind = ask("TYPE", key)
            if kind == b"none":
                # It was there a moment ago.
                continue
            command, *rest = ASKED[kind]
            yield from map(_opened, _flat(ask(command, key, *rest)))


def _answer(answers: BinaryIO) -> Any:
    line = answers.readline().rstrip(b"\r\n")
    kind, told = line[:1], line[1:]
    if kind == b"*":
        return [_answer(answers) for _each in range(int(told))]
    if kind == b"$":
        return None if int(told) < 0 else answers.read(int(told) + 2)[:-2]
    assert kind != b"-", told
    return told


def _flat(value: Any) -> Iterator[bytes]:
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    elif value is not None:
        yield value


def _opened(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value
