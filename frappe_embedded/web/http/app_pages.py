"""The ``www`` pages and the ``public`` files that apps bring along."""

from __future__ import annotations

import importlib.util
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.hooks import get_app_path, get_installed_apps, get_module
from ...kernel.core.site import Site
from ...services.printing.environment import get_template
from .content_policy import script_nonce
from .errors import plain_error
from .folders import file_in
from .responses import page_response
from .routes import register_route

_TRIED = ("", ".html", "/index.html")
_HIDDEN = (".py", ".pyc", ".md")
_YEAR = 31536000


def register() -> None:
    register_route("/assets/<app>/<path:name>", public_file, ("GET", "HEAD"), static=True)


def public_file(request: Request, site: Site, app: str, name: str) -> Response:
    """A file of an app's ``public`` folder.

    An address with a version may be kept for good, any other is asked for again.
    """
    folder = _public_folder(app)
    path = file_in(folder, name) if folder else None
    if path is None:
        return plain_error(404)
    response = send_file(path, request.environ, conditional=True)
    # The address has the name and the tag the age; a page of forty files feels each line of a header.
    for line in ("Content-Disposition", "Last-Modified"):
        del response.headers[line]
    kept = f"public, max-age={_YEAR}, immutable" if "v" in request.args else "no-cache"
    response.headers["Cache-Control"] = kept
    return response


@cache
def _public_folder(app: str) -> Path | None:
    spec = importlib.util.find_spec(app) if app.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "public"
    return folder if folder.is_dir() else None


def app_page(request: Request) -> Response | None:
    """The page of an address in the ``www`` folder of the app that was installed last.

    A form may be sent to the page itself, which answers with the page.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        return None
    address = request.path.strip("/")
    for app in reversed(get_installed_apps()):
        file = _page_file(app, address) if app != "frappe" else None
        if file is not None:
            return _rendered(app, file)
    return None


def _page_file(app: str, address: str) -> Path | None:
    folder = Path(get_app_path(app)) / "www"
    for ending in _TRIED:
        path = file_in(folder, address + ending) if address else None
        if path and not path.name.endswith(_HIDDEN):
            return path
    return None


def _rendered(app: str, file: Path) -> Response:
    """The template with the context that the module of the same name makes for it."""
    inner = file.relative_to(get_app_path(app))
    context = _dict(lang=local.lang, path=local.request.path.strip("/"), script_nonce=script_nonce)
    controller = file.with_name(f"{file.stem.replace('-', '_')}.py")
    if controller.is_file():
        dotted = ".".join((app, *inner.parent.parts, controller.stem))
        context.update(_context_of(dotted, context) or {})
    text = get_template(f"{app}/{inner.as_posix()}").render(context)
    response = page_response(text, int(context.get("http_status_code") or 200))
    response.mimetype = mimetypes.guess_type(file.name)[0] or "text/html"
    return response


def _context_of(module: str, context: _dict) -> Any:
    function = getattr(get_module(module), "get_context", None)
    return function(context) if function else None
