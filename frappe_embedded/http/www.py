"""The first pages: a start, a log-in and the door of the desk, until a screen layer replaces them."""

from __future__ import annotations

from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from ..core.context import local
from ..i18n import _
from ..permissions.roles import ADMINISTRATOR
from .pages import error_page, render_page
from .responses import redirect_to
from .routes import register_page

__all__ = ["desk_door", "register"]

_BASE = "frappe_embedded/templates/pages"


def register() -> None:
    register_page("/", start)
    register_page("/robots.txt", robots)
    register_page("/login", login_page)
    register_page("/app", desk)
    register_page("/app/<path:rest>", desk)
    register_page("/desk", desk_of_old)


def robots(request: Request) -> Response:
    """Nothing here is for search engines."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


def desk_door(request: Request) -> Response | None:
    """What those get who may not enter the desk: the log-in for guests, else a refusal."""
    if local.session.user == "Guest":
        return redirect_to(
            f"/login?redirect-to={quote(request.full_path.rstrip('?'), safe='')}", 301
        )
    user_type = local.db.get_value("User", local.session.user, "user_type")
    if local.session.user != ADMINISTRATOR and user_type != "System User":
        return error_page(403)
    return None


def desk(request: Request, rest: str = "") -> Response:
    refused = desk_door(request)
    if refused is not None:
        return refused
    return render_page(f"{_BASE}/plain.html", {"title": _("Desk"), "message": ""})


def desk_of_old(request: Request) -> Response:
    return redirect_to("/app", 301)


def start(request: Request) -> Response:
    return render_page(f"{_BASE}/plain.html", {"title": _("Welcome"), "message": ""})


def login_page(request: Request) -> Response:
    return render_page(f"{_BASE}/plain.html", {"title": _("Login"), "message": ""})
