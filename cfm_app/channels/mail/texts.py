"""Bytes and headers of mails as text, also where they are labelled wrongly."""

from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

# What is called so is written in Windows' Western charset, or in UTF-8, more often than not.
LOOSE = frozenset(("ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "utf-8", "utf8", ""))
WESTERN = "cp1252"


def decoded(content: bytes, charset: str | None) -> str:
    """Bytes as text, by their charset if it can be true, else by what they may be."""
    named = (charset or "").strip().lower()
    for each in (*(() if named in LOOSE else (named,)), "utf-8"):
        try:
            return content.decode(each)
        except (LookupError, ValueError):
            continue
    return content.decode(WESTERN, "replace")


def header(message: Message, name: str) -> str:
    """A header as one line of text; empty where there is none."""
    return " ".join(of_header(raw_header(message, name)).split())


def raw_header(message: Message, name: str) -> str:
    """The first header of a name as it came; bytes without a charset are guessed."""
    wanted = name.lower()
    for key, value in message.raw_items():
        if key.lower() == wanted:
            return decoded(str(value).encode("utf-8", "surrogateescape"), None)
    return ""


def of_header(raw: str) -> str:
    """A header with its encoded words read."""
    if "=?" not in raw:
        return raw
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    return "".join(
        part
        if isinstance(part, str)
        else decoded(part, None if charset == "unknown-8bit" else charset)
        for part, charset in parts
    )
