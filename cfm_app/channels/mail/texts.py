"""Headers of mails as text, also where they are labelled wrongly."""

from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from cfm_app.channels.charsets import decoded


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
        part if isinstance(part, str) else decoded(part, charset) for part, charset in parts
    )


def parameter(part: Message, name: str, header_name: str = "Content-Type") -> str:
    """A value beside the first one of a header, as text; empty where there is none."""
    found = part.get_param(name, "", header_name)
    if isinstance(found, tuple):
        charset, _language, text = found
        return decoded(text.encode("latin-1", "replace"), charset)
    return of_header(str(found or ""))
