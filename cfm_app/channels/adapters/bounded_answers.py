"""Reading what a server answers only so far: an answer without an end fills no memory."""

import io

import requests

PART = 1 << 18


class TooLong(Exception):
    """A server answers with more than is read."""


def read(answer: requests.Response, most: int) -> requests.Response:
    """A streamed answer with at most so many bytes of what it says; raises TooLong for more."""
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
