"""JSON that is packed into a request, read wherever Frappe would read it.

Frappe unpacks some arguments, some of them twice, ignores the content type of the body, and allows blanks
before JSON. Whatever could be read as a document is treated as one.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

# As JSON knows them (RFC 8259, section 2).
BLANKS = " \t\n\r"
OPENINGS = ("{", "[", '"')
MULTIPART = "multipart/form-data"
LONGEST_CHAIN = 8


def unpacked(value: Any) -> Any:
    """The value of a JSON text, however often it is packed; the value itself if it is no JSON."""
    for _time in range(LONGEST_CHAIN):
        if not isinstance(value, str) or value.lstrip(BLANKS)[:1] not in OPENINGS:
            return value
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def body_of(request: Any) -> Any:
    """The document in the body of a request, whatever its content type; None if there is none.

    A form that parses as JSON counts too.
    """
    if request.mimetype == MULTIPART:
        return None
    found = unpacked(request.get_data(cache=True).decode("utf-8", errors="replace"))
    return found if isinstance(found, dict | list) else None


def sets_in(values: Iterable[Any], left_out: frozenset[str]) -> Iterator[Any]:
    """All dicts in some values, at any depth, except under some keys."""
    waiting = deque(unpacked(value) for value in values)
    while waiting:
        found = waiting.popleft()
        if isinstance(found, dict):
            yield found
            waiting.extend(unpacked(each) for key, each in found.items() if key not in left_out)
        elif isinstance(found, list):
            waiting.extend(unpacked(each) for each in found)
