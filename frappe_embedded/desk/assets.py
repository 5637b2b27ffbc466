"""The desk's own style sheets, scripts and pictures."""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

from werkzeug.wrappers import Request, Response

from ..core.site import Site
from ..http.errors import plain_error
from ..http.folders import file_in

__all__ = ["STATIC", "asset"]

STATIC = Path(__file__).parent / "static"
_YEAR = 31536000
_COMPRESSED = (".css", ".js", ".svg")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def asset(request: Request, site: Site, name: str) -> Response:
    """A file, compressed where that helps.

    An address with a version may be kept for good; any other is asked for again, and answered with
    "not modified" as long as it is the same.
    """
    file = file_in(STATIC, name)
    if file is None:
        return plain_error(404)
    kind = _TYPES.get(file.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(mimetype=kind)
    stamp = file.stat().st_mtime_ns
    if file.suffix in _COMPRESSED and request.accept_encodings.quality("gzip") > 0:
        response.data = _gzipped(file, stamp)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.data = file.read_bytes()
    response.vary.add("Accept-Encoding")
    kept = f"public, max-age={_YEAR}, immutable" if "v" in request.args else "no-cache"
    response.headers["Cache-Control"] = kept
    response.set_etag(f"{stamp:x}")
    return response.make_conditional(request)


@lru_cache(maxsize=256)
def _gzipped(file: Path, stamp: int) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)
