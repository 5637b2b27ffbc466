"""Words of strangers, stored so that no desk takes them for HTML, and read back unchanged."""

import unicodedata
from html import escape, unescape

from cfm_app.base.surrogates import without_surrogates

# Controls, halves of characters, and what ends a line or a paragraph.
UNSEEN = frozenset(("Cc", "Cs", "Zl", "Zp"))


def escaped(text: str | None) -> str:
    """A text for storage: escaped if it could be read as HTML, else unchanged.

    Frappe would remove tags from a text with a bracket.
    """
    text = without_surrogates((text or "").replace("\0", ""))
    is_bare = "<" not in text and ">" not in text and unescape(text) == text
    return text if is_bare else escape(text, quote=False)


def unescaped(text: str | None) -> str:
    """A stored text as it was written."""
    return unescape(text or "")


def is_one_line(text: str) -> bool:
    """Whether a text has no control character, line break or lone surrogate."""
    return not any(unicodedata.category(char) in UNSEEN for char in text)


def is_plain(text: str) -> bool:
    """Whether a text is one line without anything that could be markup."""
    return is_one_line(text) and "<" not in text and ">" not in text
