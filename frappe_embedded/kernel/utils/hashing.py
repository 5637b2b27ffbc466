"""Random and derived keys."""

from __future__ import annotations

import hashlib
import secrets

__all__ = ["generate_hash", "sha256_hash"]


def generate_hash(txt: str | None = None, length: int = 56) -> str:
    """``length`` hexadecimal digits that cannot be foreseen; ``txt`` plays no role."""
    return secrets.token_hex(length // 2 + 1)[:length]


def sha256_hash(input: str | bytes) -> str:
    data = input.encode() if isinstance(input, str) else input
    return hashlib.sha256(data).hexdigest()
