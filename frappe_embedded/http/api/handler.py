"""Methods that clients call by a short name: log in, log out, ping, files, methods of documents."""

from __future__ import annotations

from typing import Any

from ...core.context import local
from ...core.messages import throw
from ...core.whitelist import whitelist
from ...document.api import get_doc
from ...i18n import _
from ...utils.json_text import parse_json
from ..doc_methods import run_method_of
from ..outgoing import outgoing

__all__ = ["get_logged_user", "login", "logout", "ping", "run_doc_method", "version", "web_logout"]

_FRAPPE_VERSION = "15.44.2"


@whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def login() -> None:
    """Begin a session from ``usr`` and ``pwd``."""
    form = local.form_dict
    password = form.pop("pwd", None)
    local.login_manager.login(form.get("usr"), password)


@whitelist(allow_guest=True)
def logout() -> None:
    """End the session."""
    local.login_manager.logout()
    local.flags.commit = True
    local.response.update({"message": "No App", "home_page": "/login", "full_name": "Guest"})


@whitelist(allow_guest=True)
def web_logout() -> None:
    logout()


@whitelist(allow_guest=True)
def ping() -> str:
    return "pong"


@whitelist(allow_guest=True)
def version() -> str:
    return _FRAPPE_VERSION


@whitelist()
def get_logged_user() -> str:
    return local.session.user


@whitelist()
def run_doc_method(
    method: str,
    docs: Any = None,
    dt: str | None = None,
    dn: str | None = None,
    arg: Any = None,
    args: Any = None,
) -> None:
    """Run a whitelisted method of a stored document (``dt``, ``dn``) or of one that is sent."""
    if args is None:
        args = arg
    doc = _document(docs, dt, dn)
    doc.check_permission("read" if not doc.is_new() else "create")
    given = parse_json(args) if isinstance(args, str) and args else args
    arguments = given if isinstance(given, dict) else ({"args": given} if given else {})
    local.response["message"] = run_method_of(doc, method, arguments)
    local.response["docs"] = [outgoing(doc)]


def _document(docs: Any, dt: str | None, dn: str | None) -> Any:
    if dt:
        return get_doc(dt, dn or dt)
    values = parse_json(docs) if isinstance(docs, str) else docs
    if not isinstance(values, dict) or not values.get("doctype"):
        throw(_("Invalid request arguments"))
    doc = get_doc(values)
    doc._original_modified = doc.modified
    doc.check_if_latest()
    return doc
