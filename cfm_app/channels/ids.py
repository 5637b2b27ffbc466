"""IDs of messages by providers and strangers, in the form in which they are stored."""

import hashlib
import re

from cfm_app.channels import plain_text

# The length of its field.
LONGEST = 140
# A subset of the allowed characters: none with a meaning in headers or HTML.
MESSAGE_ID = re.compile(
    r"<[A-Za-z0-9.!#$%*+=^_|~-]{1,128}@(?:[A-Za-z0-9._-]{1,128}|\[[A-Za-z0-9.:]{1,64}\])>"
)


def is_message_id(text: str) -> bool:
    """Whether a text is a mail's Message-ID that may be quoted in another mail."""
    return len(text) <= LONGEST and bool(MESSAGE_ID.fullmatch(text))


def is_kept(text: str) -> bool:
    """Whether an ID can be stored as it is: short enough, and without markup."""
    return is_message_id(text) or (len(text) <= LONGEST and plain_text.is_plain(text))


def fitting(given: str | None) -> str:
    """An ID as it is stored and looked up: itself, or its digest."""
    text = given or ""
    if is_kept(text):
        return text
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
