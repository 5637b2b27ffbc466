"""JSON that is packed into a request, read wherever Frappe would read it.

Frappe unpacks some arguments, some of them twice, ignores the content type of the body, and allows blanks
before JSON. Whatever could be read as a document is treated as one.
"""

import json
from typing import Any

# As JSON knows them (RFC 8259, section 2).
BLANKS = " \t\n\r"
# What JSON of a document or list begins with, and how it ends then.
ENDINGS = {"{": "}", "[": "]", '"': '"'}
MULTIPART = "multipart/form-data"
LONGEST_CHAIN = 8
# Forms of the framework pack some values of a row; nobody sends so many rows at once.
MOST_PACKED = 10_000


def unpacked(value: Any) -> Any:
    """The value of a JSON text, however often it is packed; the value itself if it is no JSON."""
    for _time in range(LONGEST_CHAIN):
        if not is_packed(value):
            return value
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def is_packed(value: Any) -> bool:
    """Whether a value is a text that may be JSON of more than a number or a word."""
    if not isinstance(value, str):
        return False
    text = value.strip(BLANKS)
    return len(text) > 1 and ENDINGS.get(text[0]) == text[-1]


def body_of(request: Any) -> Any:
    """The document in the body of a request, whatever its content type; None if there is none.

    A form that parses as JSON counts too.
    """
    if request.mimetype == MULTIPART:
        return None
    found = unpacked(request.get_data(cache=True).decode("utf-8", errors="replace"))
    return found if isinstance(found, dict | list) else None
