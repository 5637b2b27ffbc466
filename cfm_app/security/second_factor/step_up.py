"""A fresh code of the second factor before the most harmful acts, once in some minutes.

It concerns users who log in with an authenticator app, where the office asks for it. It belongs to the
session: another session of the same user has none. Acts call `require`; the access rule itself closes
restricted reports (`closes`). The framework's own doors call the functions for a DocType, a page and a
method.
"""

import re
import time
from hashlib import sha256
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

import frappe
from frappe import _, twofactor
from frappe.utils import cint
from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect

from cfm_app.base.settings import setting
from cfm_app.security.entitlement import clearance
from cfm_app.security.second_factor import factor, passkeys

PAGE, METHOD = "/cfm/step-up", "cfm_app.api.second_factor.confirm"
PASSKEY_METHOD = "cfm_app.api.second_factor.passkey_question"
REPORT = "Sensitive Report"
READ, CONSENT, EXPORT, RIGHTS, FACTOR = "read", "consent", "export", "rights", "factor"
MINUTES, MOST_MINUTES = 15, 60
# A change of the factor itself always needs a new code.
MINUTES_FOR_FACTOR = 5
DESK = re.compile(r"/(app|desk)/((view|print)/)?sensitive-report(/|$)")
EXPORTS = frozenset(
    (
        "frappe.desk.reportview.export_query",
        "frappe.desk.query_report.export_query",
        "frappe.core.doctype.data_export.exporter.export_data",
        "frappe.core.doctype.data_import.data_import.download_template",
    )
)
HELD, KNOWN = "cfm_step_up:", "cfm_step_up"


class StepUpError(frappe.PermissionError):
    """A fresh code is needed. The answer names the method that takes it, as `asks_code`.

    Where a passkey may replace the code, `asks_passkey` names the method for its options; the passkey's
    answer is sent as the code.
    """


class RedirectToCodePage(frappe.Redirect, HTTPException):
    """Redirects a browser to the page for the code, and back.

    A bench knows the first base class while it renders a page, and the second before that.
    """

    http_status_code = 302

    def __init__(self, address: str) -> None:
        HTTPException.__init__(self, response=redirect(address))
        frappe.local.flags.redirect_location = address


def require(act: str) -> None:
    """Throw unless the user in the session has given a code in the last minutes.

    A key gives none: whoever holds one changes no factor, and no rights where a code is asked for.
    """
    is_refused = is_by_key() and (act == FACTOR or (act == RIGHTS and _is_asked()))
    if is_refused or is_due(MINUTES_FOR_FACTOR if act == FACTOR else 0):
        _refuse(act)


def require_for(doctype: str) -> None:
    """Throw before restricted reports are opened, whether or not there are any."""
    if closes(doctype):
        _refuse(READ)


def require_for_page(path: str) -> None:
    """Throw for a desk page about restricted reports: an empty list would say that there are none."""
    if DESK.match(path):
        require_for(REPORT)


def require_for_method(method: str) -> None:
    """Throw for a Frappe method that exports records."""
    if method in EXPORTS:
        require(EXPORT)


def check_export(log: Any, method: str | None = None) -> None:
    """Event of the log of exports: require a code."""
    if log.get("export_from"):
        require(EXPORT)


def closes(doctype: str, user: str | None = None) -> bool:
    """Whether documents of a DocType are closed to the user until they give a code, or to their key."""
    if doctype != REPORT or user not in (None, frappe.session.user):
        return False
    if not _is_in_session() and not is_by_key():
        return False
    found = clearance.of()
    is_handler = bool(found.handled or found.absent_handlers)
    return is_handler and (_is_asked() if is_by_key() else is_due())


def is_due(minutes: int = 0) -> bool:
    """Whether the session needs a code now; `minutes` overrides how long one is valid."""
    if not _is_in_session() or not _is_asked():
        return False
    given = frappe.cache.get_value(_key(), expires=True)
    return given is None or now() - float(given) > 60 * (minutes or minutes_held())


def confirm(code: str) -> None:
    """Check a code and note it for the session."""
    factor.verify(code)
    grant()


def grant() -> None:
    """Note that the session has just given a code."""
    frappe.cache.set_value(_key(), now(), expires_in_sec=60 * MOST_MINUTES)


def end(login_manager: Any = None) -> None:
    """Event of a log-out: forget the code."""
    if _is_in_session():
        frappe.cache.delete_value(_key())


def note_log_in(login_manager: Any) -> None:
    """Event of a new session: the code of the log-in counts."""
    user = login_manager.user
    if (
        factor.code_of_log_in()
        and factor.is_required(user)
        and twofactor.two_factor_is_enabled(user)
    ):
        grant()


def has_passkey() -> bool:
    """Whether the user in the session may answer with a passkey."""
    return bool(passkeys.of_user(frappe.session.user)) and passkeys.are_possible()


def minutes_held() -> int:
    """For how many minutes a code is valid in this office."""
    return min(cint(setting("step_up_minutes")) or MINUTES, MOST_MINUTES)


def now() -> float:
    """The current time in seconds."""
    return time.time()


def _is_in_session() -> bool:
    """Whether this is a browser session: programs use keys, and jobs have no session."""
    sid, user = frappe.session.sid, frappe.session.user
    return bool(sid) and sid not in ("Guest", user) and user not in factor.NOBODY


def is_by_key() -> bool:
    """Whether the request names its user by a key, with which nobody can give a code."""
    request = getattr(frappe.local, "request", None)
    is_named = request is not None and bool(request.headers.get("Authorization"))
    return is_named and not _is_in_session() and frappe.session.user not in factor.NOBODY


def _is_asked() -> bool:
    known = frappe.local.flags.get(KNOWN)
    if known is None or known[0] != frappe.session.user:
        user = frappe.session.user
        known = frappe.local.flags[KNOWN] = (user, factor.is_required(user))
    return bool(known[1])


def _key() -> str:
    mark = sha256(f"{frappe.session.sid}|{frappe.session.user}".encode()).hexdigest()
    return f"{HELD}{mark}"


def _refuse(act: str) -> NoReturn:
    request = getattr(frappe.local, "request", None)
    if request is not None and is_page(request):
        wanted = f"{request.path}?{request.query_string.decode()}".rstrip("?")
        raise RedirectToCodePage(f"{PAGE}?{urlencode({'next': wanted})}")
    if request is not None and is_form(request):
        raise RedirectToCodePage(f"{PAGE}?{urlencode({'next': _sent_from(request)})}")
    if factor.is_set_up(frappe.session.user):
        frappe.local.response["asks_code"] = METHOD
        if has_passkey():
            frappe.local.response["asks_passkey"] = PASSKEY_METHOD
    frappe.throw(sentence(act), StepUpError, title=_("Confirm that it is you"))
    raise AssertionError


def is_page(request: Any) -> bool:
    """Whether a browser requests a page or a file, and so can follow a redirect."""
    return request.method == "GET" and _shows_pages(request)


def is_form(request: Any) -> bool:
    """Whether a browser submits a form and shows the answer, as Frappe's desk does for files."""
    return request.method == "POST" and _shows_pages(request)


def _shows_pages(request: Any) -> bool:
    accepted = str(request.headers.get("Accept") or "")
    return "text/html" in accepted and "application/json" not in accepted


def _sent_from(request: Any) -> str:
    """The page of the form: after the code is given, the user submits it again there."""
    found = urlsplit(str(request.headers.get("Referer") or ""))
    return f"{found.path}?{found.query}".rstrip("?") if found.netloc == request.host else ""


def sentence(act: str) -> str:
    """Why an act is refused, and what to do."""
    if is_by_key():
        return _(
            "A key opens no restricted reports where your role asks for a second factor: log in with it."
        )
    if not factor.is_set_up(frappe.session.user):
        return _(
            "Your role asks for a second factor, and yours is not set up. Log out and in again: the log-in"
            " sets it up."
        )
    return _("{0}: a fresh code of your second factor is asked first.").format(_words(act))


def _words(act: str) -> str:
    return {
        READ: _("To open restricted reports"),
        CONSENT: _("To refer without consent"),
        EXPORT: _("To take out personal data"),
        RIGHTS: _("To change who may do what"),
        FACTOR: _("To change your second factor"),
    }[act]
