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
    length = response.content_length
    if length is not None and length < SMALLEST:
        return
    if not _is_whole(response, environ["REQUEST_METHOD"], length):
        return
    response.direct_passthrough = False
    body = response.get_data()
    if not SMALLEST <= len(body) <= LARGEST:
        return
    response.vary.add("Accept-Encoding")
    if parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING"))["gzip"] <= 0:
        return
    response.set_data(_squeezed(body))
    response.content_encoding = "gzip"


def _is_whole(response: Response, method: str, length: int | None) -> bool:
    return (
        response.status_code != 206
        and method != "HEAD"
        and not response.content_encoding
        and (not response.is_streamed or length is not None)
        and (length is None or length <= LARGEST)
    )


def _squeezed(body: bytes) -> bytes:
    out = BytesIO()
    name = secrets.token_hex(secrets.randbelow(BLUR) + 1)
    with gzip.GzipFile(name, "wb", LEVEL, out, mtime=0) as stream:
        stream.write(body)
    return out.getvalue()
