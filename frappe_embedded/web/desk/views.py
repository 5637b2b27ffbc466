"""Which page answers which address of the desk. Importing this module hangs them in."""

from __future__ import annotations

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
from .assignment_effect import assignment_effect_answer
from .export import export_answer
from .form_page import form_page, new_page, single_page
from .home import home_page
from .list_page import list_page
from .manage.fields import below_answer, fields_answer
from .manage.mail import mail_answer, sms_answer
from .manage.notification import notification_answer
from .manage.overview import overview_page
from .manage.print_format import print_fields_answer, print_preview_answer
from .manage.webhook import webhook_answer
from .manage.workflow import workflow_answer
from .mentions import mentions_answer
from .new_password import new_password_page, set_new_password
from .other_name import effect_answer
from .pages import desk_page, missing_page, render_bare
from .print_page import print_page, print_sheet
from .reports.board import board_page
from .reports.board_panel import board_roles_answer
from .reports.figure_panel import preview_answer
from .reports.file import report_file
from .reports.mail_panel import mail_preview_answer
from .reports.page import report_page, save_answer
from .reports.placing import place_answer
from .reports.query_page import query_page, reports_page
from .shell_api import counts_answer, notices_answer, read_notices, search_answer, set_language

_FILES = ("/assets/", "/files/", "/private/", "/api/")
"""Addresses below which no page lies."""


def register() -> None:
    register_route("/assets/frappe_embedded/<path:name>", asset, ("GET", "HEAD"), static=True)
    register_page("/", root, Access.EVERYBODY)
    register_page("/login", login_page, Access.EVERYBODY)
    register_page("/update-password", new_password_page, Access.EVERYBODY)
    register_route("/update-password", set_new_password, ("POST",), access=Access.EVERYBODY)
    register_page("/app", home_page)
    register_page("/app/home", home_page)
    register_page("/app/manage", overview_page)
    register_page("/app/fields/<doctype>", fields_answer)
    register_route("/app/notification-preview", notification_answer, ("POST",))
    register_route("/app/webhook-preview", webhook_answer, ("POST",))
    register_route("/app/print-preview", print_preview_answer, ("POST",))
    register_route("/app/print-fields", print_fields_answer, ("GET",))
    register_route("/app/try-mail", mail_answer, ("POST",))
    register_route("/app/try-sms", sms_answer, ("POST",))
    register_route("/app/workflow-check", workflow_answer, ("POST",))
    register_page("/app/search", search_answer)
    register_page("/app/below", below_answer)
    register_page("/app/other-name", effect_answer)
    register_route("/app/assignment-effect", assignment_effect_answer, ("POST",))
    register_page("/app/mentions/<slug>/<path:name>", mentions_answer)
    register_page("/app/notices", notices_answer)
    register_page("/app/page-counts", counts_answer)
    register_route("/app/notices", read_notices, ("POST",))
    register_route("/app/language", set_language, ("POST",))
    register_page("/app/export/<slug>", export_answer)
    register_page("/app/print/<slug>", print_page)
    register_page("/app/print/<slug>/<path:name>", print_page)
    register_page("/app/print-sheet/<slug>/<path:name>", print_sheet)
    register_page("/app/dashboard-view", board_page)
    register_page("/app/dashboard-view/<path:name>", board_page)
    register_route("/app/dashboard-roles/<path:name>", board_roles_answer, ("POST",))
    register_route("/app/figure-preview", preview_answer, ("POST",))
    register_route("/app/figure-place", place_answer, ("POST",))
    register_route("/app/mail-preview", mail_preview_answer, ("POST",))
    register_page("/app/reports", reports_page)
    register_page("/app/query-report/<path:name>", query_page)
    register_page("/app/report-file/<slug>", report_file)
    register_page("/app/<slug>/view/report", report_page)
    register_route("/app/<slug>/view/report", save_answer, ("POST",))
    register_page("/app/<slug>/view/report/<path:name>", report_page)
    register_page("/app/<slug>", doctype_page)
    register_page("/app/<slug>/new", new_document_page)
    register_page("/app/<slug>/<path:name>", document_page)
    register_astray(unknown_page)


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


@desk_page
def doctype_page(request: Request, slug: str) -> Response:
    doctype = served(slug)
    if get_meta(doctype).issingle:
        return single_page(request, doctype)
    return list_page(request, doctype)


@desk_page
def new_document_page(request: Request, slug: str) -> Response:
    return new_page(request, served(slug))


@desk_page
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


register()
