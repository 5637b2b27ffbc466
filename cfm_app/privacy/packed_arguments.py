"""What is packed into a request as JSON, read wherever the framework would read it.

The framework unpacks some arguments, twice at times, takes the body of whatever type it says to be, and blanks
before JSON belong to it. Whatever could be read as a document is looked at as one.
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
    """What a text of JSON stands for, however often it is packed; the value itself if it is none."""
    for _time in range(LONGEST_CHAIN):
        if not isinstance(value, str) or value.lstrip(BLANKS)[:1] not in OPENINGS:
            return value
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def body_of(request: Any) -> Any:
    """The document that the body of a request holds, whatever type it says to be; None if it holds none.

    A form that reads as JSON is such a body, too.
    """
    if request.mimetype == MULTIPART:
        return None
    found = unpacked(request.get_data(cache=True).decode("utf-8", errors="replace"))
    return found if isinstance(found, dict | list) else None


def sets_in(values: Iterable[Any], left_out: frozenset[str]) -> Iterator[Any]:
    """All sets of fields that lie in some values, at whatever depth, but for what stands under some keys."""
    waiting = deque(unpacked(value) for value in values)
    while waiting:
        found = waiting.popleft()
        if isinstance(found, dict):
            yield found
            waiting.extend(unpacked(each) for key, each in found.items() if key not in left_out)
        elif isinstance(found, list):
            waiting.extend(unpacked(each) for each in found)
