"""Methods that clients call by a short name: log in, log out, ping, files, methods of documents."""

import json
from typing import Any, NoReturn

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError
from ....kernel.core.messages import throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ....kernel.document.lifecycle import check_if_latest
from ....kernel.i18n import _
from ....kernel.permissions.api import refuse
from ....kernel.utils.json_text import parsed_json
from ....services.auth.csrf import SAFE_METHODS
from ....services.auth.reset import make_reset_link
from ..document_output import outgoing
from ..documents import run_method_of
from ..errors import wants_json


@whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def login() -> None:
    """Begin a session from ``usr`` and ``pwd``; a second factor follows as ``tmp_id`` and ``otp``."""
    form = local.form_dict
    password = form.pop("pwd", None)
    manager = local.login_manager
    if form.get("tmp_id"):
        manager.finish(form.get("tmp_id"), form.get("otp"))
    else:
        manager.authenticate(form.get("usr"), password)
        if manager.asks_code():
            return
    if manager.force_user_to_reset_password():
        local.response["message"] = "Password Reset"
        local.response["redirect_to"] = make_reset_link(manager.user)
        return
    manager.post_login()
    form.pop("otp", None)


@whitelist(allow_guest=True)
def logout() -> None:
    """End the session; a link to this, which a foreign page may hold, leads to a page that asks first."""
    if local.request.method in SAFE_METHODS:
        if wants_json(local.request):
            throw(_("This changes something: send it by POST."), PermissionError)
        local.response.update({"type": "redirect", "location": "/logout"})
        return
    local.login_manager.logout()
    local.response.update({"message": "No App", "home_page": "/login", "full_name": "Guest"})


@whitelist(allow_guest=True)
def web_logout() -> None:
    logout()


@whitelist(allow_guest=True)
def ping() -> str:
    return "pong"


@whitelist()
def get_logged_user() -> str:
    return str(local.session.user)


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
    doc = _document(docs, dt, dn)
    if not doc.has_permission("read"):
        _refuse(doc)
    result = run_method_of(doc, method, _given(args if args not in (None, "") else arg))
    local.response.docs = [*(local.response.docs or []), outgoing(doc, no_nulls=True)]
    if result is not None:
        local.response["message"] = result


def _refuse(doc: Any) -> NoReturn:
    try:
        refuse(doc.doctype, "read", doc)
    except PermissionError:
        throw(_("Not permitted"), PermissionError)


def _given(args: Any) -> dict[str, Any]:
    """Arguments as an object; anything else is the function's ``args``."""
    if isinstance(args, str):
        try:
            args = json.loads(args)
        except ValueError:
            return {"args": args}
    if isinstance(args, dict):
        return args
    return {} if args is None else {"args": args}


def _document(docs: Any, dt: str | None, dn: str | None) -> Any:
    if dt:
        return get_doc(dt, dn or dt)
    values = parsed_json(docs, "docs")
    if not isinstance(values, dict) or not values.get("doctype"):
        throw(_("Invalid request arguments"))
    doc = get_doc({key: value for key, value in values.items() if key != "flags"})
    doc.__dict__["_original_modified"] = doc.modified
    if not doc.is_new():
        check_if_latest(doc)
    return doc
