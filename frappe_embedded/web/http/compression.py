"""Sending text smaller over slow lines."""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

SMALLEST, LARGEST = 1024, 4 * 1024 * 1024
LEVEL = 5
TYPES = frozenset(
    (
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
    )
)
# The length of an answer must not tell whether a guess matched the token in it (BREACH): a file
# name of random length in the header of the stream blurs it, https://ieeexplore.ieee.org/document/9754554.
BLUR = 64


def compress(response: Response, environ: Mapping[str, Any]) -> None:
    """Compress the body of a whole text answer for a client that takes gzip, also that of a refusal."""
    kind = response.mimetype or ""
    if not (kind.startswith("text/") or kind in TYPES):
        return
    if environ["REQUEST_METHOD"] == "HEAD" or response.status_code == 206:
        return
    if not SMALLEST <= _length(response) <= LARGEST or "Content-Encoding" in response.headers:
        return
    if "accept-encoding" not in response.headers.get("Vary", "").lower():
        response.headers.add("Vary", "Accept-Encoding")
    if parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING"))["gzip"] <= 0:
        return
    response.direct_passthrough = False
    response.set_data(_squeezed(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"


def _length(response: Response) -> int:
    """In bytes; 0 for a stream that does not say how long it is."""
    told = response.headers.get("Content-Length")
    if told is not None:
        return int(told)
    return 0 if response.is_streamed else len(response.get_data())


def _squeezed(body: bytes) -> bytes:
    out = BytesIO()
    name = secrets.token_hex(secrets.randbelow(BLUR) + 1)
    with gzip.GzipFile(name, "wb", LEVEL, out, mtime=0) as stream:
        stream.write(body)
    return out.getvalue()
