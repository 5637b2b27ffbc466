"""Lone surrogates: halves of a character, which no database stores and no answer can carry.

JSON may contain them, as when a gateway cuts an emoji in two (RFC 8259, section 8.2).
"""

import re

HALVES = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def without_surrogates(text: str) -> str:
    """A text with lone surrogates replaced."""
    return text if text.isascii() else HALVES.sub(REPLACEMENT, text)
