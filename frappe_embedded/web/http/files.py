"""Serving uploaded files: public ones to everybody, private ones to who may read their File.

Users write these files to our own origin. A short list of types is shown, none of which can act;
all others are downloads.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any, cast

from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.site import Site
from ...kernel.permissions.api import has_permission
from ...services.files.storage import DOWNLOAD, LONGEST_SIGNATURE, shown_as
from .content_policy import FILE_POLICY
from .errors import plain_error
from .pages import error_page
from .routes import Access, register_page, register_route


def register() -> None:
    register_route("/files/<path:name>", public_file, ("GET", "HEAD"), static=True)
    register_page("/private/files/<path:name>", private_file, Access.FILE)


def public_file(request: Request, site: Site, name: str) -> Response:
    return _sent(request, site, "public/files", name) or plain_error(404)


def private_file(request: Request, name: str) -> Response:
    """Only for who may read a File on this address; nobody else learns whether it exists."""
    guest = local.session.user == "Guest"
    called = None if guest else _readable(f"/private/files/{name}", request.args.get("fid"))
    if called is None:
        return error_page(403)
    sent = _sent(request, local.site_state, "private/files", name, called)
    return sent or error_page(404)


def _readable(url: str, hint: str | None) -> str | None:
    """What the file is called by the first File on this address that the user may read."""
    rows = local.db.get_all("File", filters={"file_url": url}, fields=["name", "file_name"])
    rows.sort(key=lambda row: row.name != hint)
    readable = (row for row in rows if has_permission("File", "read", row.name))
    return next((str(row.file_name or "") for row in readable), None)


def _sent(
    request: Request, site: Site, folder: str, name: str, called: str = ""
) -> Response | None:
    path = _stored(site, folder, name)
    if path is None:
        return None
    with site.files.open(path) as file:
        kind = shown_as(name, file.read(LONGEST_SIGNATURE))
    response = _streamed(request, site, path, kind, called or name)
    if kind is not None:
        response.headers.pop("Content-Disposition", None)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def _stored(site: Site, folder: str, name: str) -> Path | None:
    """Where a file lies; ``None`` for one that is not there, or can be nowhere."""
    try:
        path = site.files.place(folder, name)
        return path if path is not None and path.is_file() else None
    except (OSError, ValueError):  # Longer than names of files are, or with a sign that none holds.
        return None


def _streamed(request: Request, site: Site, path: Path, kind: str | None, called: str) -> Response:
    """The content or the part that is asked for, read while it is sent."""
    about = path.stat()
    stream: Any = site.files.open(path)
    try:
        response: Any = send_file(
            stream,
            request.environ,
            mimetype=kind or DOWNLOAD,
            as_attachment=kind is None,
            download_name=called,
            conditional=False,
            etag=f"{about.st_mtime}-{about.st_size}-{zlib.adler32(path.name.encode())}",
            last_modified=about.st_mtime,
            max_age=0,
        )
        response.content_length = size = site.files.size(path)
        return cast(
            Response,
            response.make_conditional(request.environ, accept_ranges=True, complete_length=size),
        )
    except BaseException:
        stream.close()
        raise
