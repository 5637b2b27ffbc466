"""Words of strangers, stored so that no desk takes them for HTML, and read again as they were written."""

import re
import unicodedata
from html import escape, unescape

# JSON may hold halves of characters, as where a gateway cuts an emoji; no database takes them.
HALVES = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"
# Controls, halves of characters, and what ends a line or a paragraph.
UNSEEN = frozenset(("Cc", "Cs", "Zl", "Zp"))


def stored(text: str | None) -> str:
    """A text as it is stored: escaped where anything in it could be read as HTML, and as it is elsewhere.

    The framework would take out what it does not like of a text with a bracket in it.
    """
    text = sound((text or "").replace("\0", ""))
    is_bare = "<" not in text and ">" not in text and unescape(text) == text
    return text if is_bare else escape(text, quote=False)


def written(text: str | None) -> str:
    """A stored text as it was written."""
    return unescape(text or "")


def sound(text: str) -> str:
    """A text with a sign of replacement where it holds half a character."""
    return HALVES.sub(REPLACEMENT, text)


def is_one_line(text: str) -> bool:
    """Whether a text holds no control, no end of a line and no half of a character."""
    return not any(unicodedata.category(char) in UNSEEN for char in text)


def is_plain(text: str) -> bool:
    """Whether a text is one line in which nothing could be read as markup."""
    return is_one_line(text) and "<" not in text and ">" not in text
