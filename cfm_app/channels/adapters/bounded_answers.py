"""Reads answers of servers up to a limit, so that an endless one does not fill the memory."""

import io

import requests

PART = 1 << 18


class TooLong(Exception):
    """A server's answer exceeds the limit."""


def read(answer: requests.Response, most: int) -> requests.Response:
    """Read a streamed answer up to `most` bytes. Raises TooLong."""
    found = io.BytesIO()
    for part in answer.iter_content(PART):
        found.write(part)
        if found.tell() > most:
            raise TooLong
    kept = requests.Response()
    kept.status_code, kept.headers, kept.encoding = (
        answer.status_code,
        answer.headers,
        answer.encoding,
    )
    found.seek(0)
    kept.raw = found
    return kept
