"""Small pages beside the desk: a new password, what search engines are told, old addresses."""

from __future__ import annotations

from markupsafe import escape
from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.exceptions import AuthenticationError, PermissionError, ValidationError
from ...kernel.i18n import _
from ...services.auth.reset import update_password
from .pages import render_page
from .responses import redirect_to
from .routes import Access, register_page, register_route

_LOGOUT = "frappe_embedded/templates/pages/logout.html"
_NEW_PASSWORD = "frappe_embedded/templates/pages/new_password.html"


def register() -> None:
    everybody = Access.EVERYBODY
    register_page("/robots.txt", robots, everybody)
    register_page("/desk", desk_of_old, everybody)
    register_page("/update-password", new_password_page, everybody)
    register_route("/update-password", set_new_password, ("POST",), access=everybody)
    register_page("/logout", logout_page, everybody)
    register_route("/logout", logout, ("POST",), access=everybody)


def robots(request: Request) -> Response:
    """Nothing here is for search engines."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


def desk_of_old(request: Request) -> Response:
    return redirect_to("/app", 301)


def new_password_page(request: Request, message: str = "", status: int = 200) -> Response:
    """The form behind a link for a new password, or for who is logged in."""
    key = str(local.form_dict.get("key") or "")
    if not key and local.session.user == "Guest":
        return redirect_to("/login")
    values = {
        "title": escape(_("Choose a new password")),
        "message": escape(message),
        "key": escape(key),
        "label_old": escape(_("Present password")),
        "label_new": escape(_("New password")),
        "label_again": escape(_("New password again")),
        "label_send": escape(_("Set the password")),
    }
    return render_page(_NEW_PASSWORD, values, status)


def set_new_password(request: Request) -> Response:
    """Set the password and go on; what is wrong is said above the form, which is shown again."""
    form = local.form_dict
    new = str(form.get("new_password") or "")
    if not new or new != form.get("again"):
        return new_password_page(request, _("The two new passwords are not the same."), 417)
    try:
        target = update_password(new, 0, form.get("key") or None, form.get("old_password"))
    except (AuthenticationError, PermissionError, ValidationError) as error:
        local.db.rollback()
        said = str(local.response.get("message") or error)
        return new_password_page(request, said, int(error.http_status_code))
    if local.response.pop("http_status_code", None):
        return new_password_page(request, str(target), 410)
    return redirect_to("/login" if local.session.user == "Guest" else str(target))


def logout_page(request: Request) -> Response:
    """Ask whether to log out: a link, which a foreign page may hold, never does."""
    if local.session.user == "Guest":
        return redirect_to("/login")
    return render_page(_LOGOUT, {"title": escape(_("Log out?")), "label": escape(_("Log out"))})


def logout(request: Request) -> Response:
    local.login_manager.logout()
    return redirect_to("/login")
