"""The log-in, and the addresses of DocTypes: their lists and forms."""

from werkzeug.wrappers import Request, Response

from ...kernel.core.context import local
from ...kernel.core.hooks import get_hooks
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.utils.urls import local_address
from ...services.auth.csrf import SAFE_METHODS
from ..http.responses import redirect_to
from ..http.routes import Access, register_astray, register_page, register_route
from .addresses import served
from .assets import asset
from .form_page import form_page, new_page, single_page
from .list_page import list_page
from .new_password import new_password_page, set_new_password
from .pages import desk_page, missing_page, render_bare

_FILES = ("/assets/", "/files/", "/private/", "/api/")
"""Addresses below which no page lies."""


def root(request: Request) -> Response:
    if local.session.user == "Guest":
        return redirect_to("/login")
    user_type = local.db.get_value("User", local.session.user, "user_type")
    return redirect_to("/app" if user_type == "System User" else "/me")


def login_page(request: Request) -> Response:
    """The log-in; who is logged in already goes on at once."""
    following = local_address(request.args.get("redirect-to") or "") or ""
    if local.session.user != "Guest":
        return redirect_to(following or "/app")
    return render_bare(
        "login.html",
        title=_("Log in"),
        next=following,
        other_codes=bool(get_hooks("second_factor_codes")),
    )


@desk_page("/app/<slug>")
def doctype_page(request: Request, slug: str) -> Response:
    doctype = served(slug)
    if get_meta(doctype).issingle:
        return single_page(request, doctype)
    return list_page(request, doctype)


@desk_page("/app/<slug>/new")
def new_document_page(request: Request, slug: str) -> Response:
    return new_page(request, served(slug))


@desk_page("/app/<slug>/<path:name>")
def document_page(request: Request, slug: str, name: str) -> Response:
    doctype = served(slug)
    if get_meta(doctype).issingle:
        return single_page(request, doctype)
    return form_page(request, doctype, name)


def unknown_page(request: Request) -> Response | None:
    """People of the desk keep their menu, wherever they went astray; files and programs have none."""
    is_page = request.accept_mimetypes.accept_html and request.method in SAFE_METHODS
    if not is_page or request.path.startswith(_FILES) or local.session.user == "Guest":
        return None
    user_type = local.db.get_value("User", local.session.user, "user_type")
    return missing_page() if user_type == "System User" else None


register_route("/assets/frappe_embedded/<path:name>", asset, ("GET", "HEAD"), static=True)
register_page("/", root, Access.EVERYBODY)
register_page("/login", login_page, Access.EVERYBODY)
register_page("/update-password", new_password_page, Access.EVERYBODY)
register_route("/update-password", set_new_password, ("POST",), access=Access.EVERYBODY)
register_astray(unknown_page)
