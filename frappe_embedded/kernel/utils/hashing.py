"""Random and derived keys."""

from __future__ import annotations

import secrets

__all__ = ["generate_hash"]


def generate_hash(txt: str | None = None, length: int = 56) -> str:
    """``length`` hexadecimal digits that cannot be foreseen; ``txt`` plays no role."""
    return secrets.token_hex(length // 2 + 1)[:length]
