"""The desk's own style sheets, scripts and pictures."""

import gzip
import mimetypes
import re
from collections.abc import Callable
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from werkzeug.wrappers import Request, Response

from ...kernel.core.site import Site
from ..http.errors import plain_error
from ..http.folders import file_in
from .bundle import BUNDLE, script_bundle, script_with_bundle, style_bundle
from .scripts import STATIC

_YEAR = 31536000
_COMPRESSED = (".css", ".js", ".svg")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_VERSION = re.compile(r"([0-9a-f]{10})/(.+)")
_BUNDLES: dict[str, Callable[[], str]] = {
    f"js/{BUNDLE}.js": script_bundle,
    f"css/{BUNDLE}.css": style_bundle,
}


def asset_url(name: str) -> str:
    """The address of a file, such as ``js/area/page.js``, with the version of all files.

    The version is a folder, so that what a script imports beside itself has it, too.
    """
    return f"/assets/frappe_embedded/{static_version()}/{name}"


@cache
def static_version() -> str:
    """Changes with the files, so that a browser never mixes those of two versions."""
    digest = sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def asset(request: Request, site: Site, name: str) -> Response:
    """A file, compressed where that helps.

    An address with the present version is kept for good. Any other is asked for again, and answered
    with "not modified" as long as it is the same: a page that was open during an update goes on.
    """
    versioned = _VERSION.fullmatch(name)
    version, inner = versioned.groups() if versioned else ("", name)
    content = _composed(inner) if versioned else None
    if content is None:
        file = file_in(STATIC, inner)
        if file is None:
            return plain_error(404)
        content = file.read_bytes()
    suffix = Path(inner).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(inner)[0] or "application/octet-stream"
    response = Response(mimetype=kind)
    tag = sha256(content).hexdigest()[:16]
    if suffix in _COMPRESSED and request.accept_encodings.quality("gzip") > 0:
        content = _gzipped(content)
        response.headers["Content-Encoding"] = "gzip"
        tag += "-gzip"
    response.data = content
    response.vary.add("Accept-Encoding")
    kept = version == static_version()
    response.headers["Cache-Control"] = (
        f"public, max-age={_YEAR}, immutable" if kept else "no-cache"
    )
    response.set_etag(tag)
    return response.make_conditional(request)


def _composed(name: str) -> bytes | None:
    """A bundle, or a script that uses it; nothing if the file is sent as it lies."""
    if name in _BUNDLES:
        return _BUNDLES[name]().encode()
    if name.startswith("js/") and name.endswith(".js") and file_in(STATIC, name):
        return script_with_bundle(name.removeprefix("js/").removesuffix(".js")).encode()
    return None


@lru_cache(maxsize=256)
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
