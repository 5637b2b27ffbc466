"""Pages in fewer bytes, for slow networks."""

from __future__ import annotations

import gzip
import io
import secrets

from werkzeug.wrappers import Request, Response

_SMALL = 1024
_LONGEST_PADDING = 100


def compressed(response: Response, request: Request | None) -> Response:
    """The response as gzip if the browser takes that.

    A random length of padding keeps the size from telling whether a guess, sent along in the
    address and shown in the page, is equal to a secret of the same page.
    """
    response.vary.add("Accept-Encoding")
    if request is None or request.accept_encodings.quality("gzip") <= 0:
        return response
    content = response.get_data()
    if len(content) < _SMALL:
        return response
    stream = io.BytesIO()
    padding = "x" * (1 + secrets.randbelow(_LONGEST_PADDING))
    with gzip.GzipFile(padding, "wb", compresslevel=6, fileobj=stream, mtime=0) as file:
        file.write(content)
    response.set_data(stream.getvalue())
    response.headers["Content-Encoding"] = "gzip"
    return response
