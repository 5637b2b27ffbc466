"""Taking a mail apart, within limits: whatever somebody builds, it takes seconds and little room.

The limits hold while the mail is taken apart, and for its parts as for the mail itself: the parser
looks into headers before anybody else does.
"""

from email.message import Message
from email.parser import BytesParser
from email.policy import Policy, compat32
from functools import partial
from typing import Any

# Photos in a mail are dozens, and mails within mails a few.
MOST_PARTS, MOST_CONTAINERS = 200, 60
# A mail of 25 MB in Base64 has half of that.
MOST_LINES = 700_000
MOST_HEADERS, LONGEST_NAME, LONGEST_VALUE = 500, 200, 4_000
# The beginning of a mail, enough to identify it.
LONGEST_HEAD = 1 << 20
CONTAINERS = ("multipart/", "message/")
# The most recent references are at the end.
LATEST_LAST = "references"


class TooMuch(ValueError):
    """A mail that is built of more parts or lines than anybody writes."""


class _Counted:
    """How many parts, and parts with parts in them, there are so far."""

    def __init__(self) -> None:
        self.parts = self.containers = 0

    def add(self, is_container: bool) -> None:
        self.parts += not is_container
        self.containers += is_container
        if self.parts > MOST_PARTS or self.containers > MOST_CONTAINERS:
            raise TooMuch


class _Part(Message):
    """A mail, or a part of one, with as many headers as are read, each as long as it is read."""

    def __init__(self, counted: _Counted, policy: Policy = compat32) -> None:
        super().__init__(policy)
        self._counted, self._room = counted, MOST_HEADERS
        counted.add(is_container=False)

    def set_raw(self, name: str, value: Any) -> None:
        if not self._room or len(name) > LONGEST_NAME:
            return
        self._room -= 1
        kind = name.lower()
        if kind == "content-type" and str(value).strip().lower().startswith(CONTAINERS):
            self._counted.add(is_container=True)
        short = value[-LONGEST_VALUE:] if kind == LATEST_LAST else value[:LONGEST_VALUE]
        super().set_raw(name, short)


def whole(raw: bytes) -> Message:
    """A mail with its parts. Raises TooMuch, and whatever the parser makes of a mail made for it."""
    ends = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if ends > MOST_LINES:
        raise TooMuch
    return _parser().parsebytes(raw)


def head(raw: bytes) -> Message:
    """A mail without its words and files."""
    begins = raw[:LONGEST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return _parser().parsebytes(begins + b"\n\n", headersonly=True)


def _parser() -> BytesParser:
    return BytesParser(partial(_Part, _Counted()))
