"""Serving uploaded files: public ones to everybody, private ones to who may read their File."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any, cast

from werkzeug.security import safe_join
from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

from ..core.context import local
from ..core.site import Site
from ..permissions.api import has_permission
from .errors import plain_error
from .pages import error_page
from .routes import Access, register_page, register_route

__all__ = ["register"]

_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain")
_SHOWN_KINDS = ("audio/", "video/")
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def register() -> None:
    register_route("/files/<path:name>", public_file, ("GET", "HEAD"), static=True)
    register_page("/private/files/<path:name>", private_file, Access.FILE)


def public_file(request: Request, site: Site, name: str) -> Response:
    return _sent(request, site.path / "public" / "files", name) or plain_error(404)


def private_file(request: Request, name: str) -> Response:
    """Only for who may read a File on this address; nobody else learns whether it exists."""
    if local.session.user == "Guest" or not _may_read(
        f"/private/files/{name}", request.args.get("fid")
    ):
        return error_page(403)
    sent = _sent(request, local.site_state.path / "private" / "files", name)
    return sent or error_page(404)


def _may_read(url: str, hint: str | None) -> bool:
    names: list[str] = local.db.get_all("File", filters={"file_url": url}, pluck="name")
    names.sort(key=lambda name: name != hint)
    return any(has_permission("File", "read", name) for name in names)


def _sent(request: Request, folder: Path, name: str) -> Response | None:
    path = safe_join(str(folder), name)
    if path is None or not Path(path).is_file() or Path(path).resolve().parent != folder.resolve():
        return None
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    shown = kind in _SHOWN or kind.startswith(_SHOWN_KINDS)
    response: Any = send_file(
        path,
        request.environ,
        mimetype=kind,
        as_attachment=not shown,
        conditional=True,
        max_age=0,
    )
    if shown:
        response.headers.pop("Content-Disposition", None)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = _SANDBOX
    return cast(Response, response)
