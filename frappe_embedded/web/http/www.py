"""Small pages beside the desk: logging out, what search engines are told, old addresses."""

from __future__ import annotations

from markupsafe import escape
from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.i18n import _
from .pages import render_page
from .responses import redirect_to
from .routes import Access, register_page, register_route

_LOGOUT = "frappe_embedded/templates/pages/logout.html"


def register() -> None:
    everybody = Access.EVERYBODY
    register_page("/robots.txt", robots, everybody)
    register_page("/desk", desk_of_old, everybody)
    register_page("/logout", logout_page, everybody)
    register_route("/logout", logout, ("POST",), access=everybody)


def robots(request: Request) -> Response:
    """Nothing here is for search engines."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


def desk_of_old(request: Request) -> Response:
    return redirect_to("/app", 301)


def logout_page(request: Request) -> Response:
    """Ask whether to log out: a link, which a foreign page may hold, never does."""
    if local.session.user == "Guest":
        return redirect_to("/login")
    return render_page(_LOGOUT, {"title": escape(_("Log out?")), "label": escape(_("Log out"))})


def logout(request: Request) -> Response:
    local.login_manager.logout()
    return redirect_to("/login")
