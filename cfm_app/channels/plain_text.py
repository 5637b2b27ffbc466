"""Words of strangers, stored so that no desk takes them for HTML, and read again as they were written."""

from html import escape, unescape


def stored(text: str | None) -> str:
    """A text as it is stored: escaped where anything in it could be read as HTML, and as it is elsewhere.

    The framework would take out what it does not like of a text with a bracket in it.
    """
    text = (text or "").replace("\0", "")
    is_plain = "<" not in text and ">" not in text and unescape(text) == text
    return text if is_plain else escape(text, quote=False)


def written(text: str | None) -> str:
    """A stored text as it was written."""
    return unescape(text or "")
