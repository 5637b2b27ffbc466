"""Random names and tokens, and the digest of a content."""

import hashlib
import secrets
import time

__all__ = ["generate_hash"]

_ALPHABET = "0123456789abcdefghijklmnopqrstuv"
_RANDOM_LENGTH = 6
_TIME_LENGTH = 4


def generate_hash(txt: str | None = None, length: int = 56) -> str:
    """``length`` hexadecimal digits that cannot be foreseen; ``txt`` plays no role."""
    return secrets.token_hex(length // 2 + 1)[:length]


def random_name() -> str:
    """Ten characters of base32hex: four from the clock, so that names roughly ascend, six random."""
    ticks = int(time.time() * 10) // 2
    head = ""
    for _each in range(_TIME_LENGTH):
        head = _ALPHABET[ticks % 32] + head
        ticks //= 32
    return head + "".join([_ALPHABET[byte & 31] for byte in secrets.token_bytes(_RANDOM_LENGTH)])


def is_random_name(name: str) -> bool:
    """Whether a name has the shape of a random one."""
    return len(name) == _TIME_LENGTH + _RANDOM_LENGTH and set(name) <= set(_ALPHABET)


def content_hash(content: bytes) -> str:
    """The digest by which equal files are recognised."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
