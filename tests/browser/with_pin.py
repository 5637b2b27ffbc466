"""What somebody reads who has the disk of a device without a network, and its PIN: also what was changed or deleted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from . import snappy
from .forensics import layers_of

ROUNDS = 600_000
PURPOSE = b"cfm field record 1"
SLOT = 32
SLOTS = "File System"
# As the browser writes objects: names, then buffers with their length, each with a view on it.
DEVICE = re.compile(
    rb'"\x04saltB\x10(.{16}).{0,12}"\x02ivB\x0c(.{12}).{0,12}"\x07wrappedB\x30(.{48})', re.S
)
RECORD = re.compile(rb'"\x02ivB\x0c(.{12}).{0,12}"\x04bodyB', re.S)


def opened_by(pin: str, profile: Path) -> list[bytes]:
    """The text of each record that the PIN opens, wherever in the files of a profile it lies."""
    wrapped: set[tuple[bytes, ...]] = set()
    bodies: set[tuple[bytes, bytes]] = set()
    slots: set[bytes] = set()
    for file, layers in layers_of(profile):
        for layer in layers:
            wrapped.update(found.groups() for found in DEVICE.finditer(layer))
            bodies.update(_bodies(layer))
        if SLOTS in file.parts:
            slots.update(_slots(layers[0]))
    keys = [
        key for each in wrapped for secret in _unwrapped(pin, *each) for key in _keys(secret, slots)
    ]
    return [text for iv, body in bodies for text in _read(keys, iv, body)]


def _bodies(layer: bytes) -> Iterable[tuple[bytes, bytes]]:
    for found in RECORD.finditer(layer):
        length, at = snappy.number(layer, found.end())
        yield found.group(1), layer[at : at + length]


def _slots(content: bytes) -> Iterable[bytes]:
    pieces = (content[at : at + SLOT] for at in range(0, len(content) - SLOT + 1, SLOT))
    return (piece for piece in pieces if any(piece))


def _unwrapped(pin: str, salt: bytes, iv: bytes, wrapped: bytes) -> Iterable[bytes]:
    under = PBKDF2HMAC(hashes.SHA256(), 32, salt, ROUNDS).derive(pin.encode())
    with suppress(InvalidTag):
        yield AESGCM(under).decrypt(iv, wrapped, None)


def _keys(secret: bytes, slots: Iterable[bytes]) -> list[AESGCM]:
    """That of all records, as earlier versions had it, and that of each."""
    own = (HKDF(hashes.SHA256(), 32, slot, PURPOSE).derive(secret) for slot in slots)
    return [AESGCM(secret), *map(AESGCM, own)]


def _read(keys: Iterable[AESGCM], iv: bytes, body: bytes) -> Iterable[bytes]:
    for key in keys:
        with suppress(InvalidTag):
            yield key.decrypt(iv, body, None)
