"""Sessions that were idle for long, or that their user locked, are closed until the password is given again.

The pages lock themselves, so nobody reads them, and keep what was typed. This module is the other half:
whoever holds the cookie of such a session gets no answer. It concerns sessions of browsers; programs use
API keys.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from cfm_app.base.settings import setting
from cfm_app.security.second_factor import (
    factor,
    own_sessions,
    passkey_challenges,
    passkeys,
    step_up,
)

DOCTYPE = own_sessions.DOCTYPE
PAGE = "/cfm/locked"
LEAST, MOST = 2, 480
# The page locks first, so that nobody is interrupted while typing.
GRACE = timedelta(minutes=1)
# The stored time of last use may be this old before it is updated.
NOTED_EVERY = timedelta(seconds=30)
KNOWN = "cfm_idle"
BOTH = "two methods"
API = "cfm_app.api.idle"
# A locked session may only unlock, ask for its state, and log out.
OPEN_METHODS = frozenset(
    (*(f"{API}.{name}" for name in ("unlock", "state", "words", "lock")), "logout", "login")
)
OPEN_PAGES = frozenset((PAGE, "/login", "/cfm/sw.js", "/cfm/field-slots.js", "/cfm/offline"))
# Pages send these requests by themselves, without a user.
BACKGROUND = frozenset(
    (
        "cfm_app.api.bell.look",
        "cfm_app.api.inbox.news",
        "cfm_app.api.calls.ringing",
        f"{API}.state",
        f"{API}.words",
    )
)


class SessionLockedError(frappe.ValidationError):
    """The session is locked. The page asks for the password, then goes on."""

    http_status_code = 423


class WrongPasswordError(frappe.ValidationError):
    """The session stays locked; unlike at the log-in, it does not end."""


class CodeNeededError(frappe.ValidationError):
    """The password is right; a code of the second factor is needed too."""


def check_request() -> None:
    """Throw if the session of a request is locked."""
    request = getattr(frappe.local, "request", None)
    if request is None:
        return
    row = frappe.local.flags[KNOWN] = _row()
    if row is None or not _is_locked(row) or _is_open(request):
        return
    frappe.local.flags[KNOWN] = None
    if step_up.is_page(request):
        wanted = f"{request.path}?{request.query_string.decode()}".rstrip("?")
        raise step_up.RedirectToCodePage(f"{PAGE}?{urlencode({'next': wanted})}")
    frappe.throw(
        _("This session is locked. Give your password to go on; what you typed is still there."),
        SessionLockedError,
    )


def record_use(response: Any = None, request: Any = None) -> None:
    """After a request: note that the session was used, unless the page sent the request by itself."""
    row = frappe.local.flags.get(KNOWN)
    if not row or not row.limit or response.status_code >= 400 or _method(request) in BACKGROUND:
        return
    now = now_datetime()
    if not row.locked_on and (not row.used_on or now - row.used_on > NOTED_EVERY):
        frappe.db.set_value(DOCTYPE, row.name, "used_on", now, update_modified=False)
        frappe.db.commit()


def lock() -> None:
    """Lock the current session until its user unlocks it."""
    _change(locked_on=now_datetime())


def unlock(password: str, code: str = "") -> None:
    """Unlock the session by password, and by a code or passkey where the log-in asks for one.

    Wrong passwords count as at the log-in, wrong codes as within a session.
    """
    user = frappe.session.user
    try:
        frappe.local.login_manager.authenticate(user, password)
    except frappe.AuthenticationError:
        frappe.clear_messages()
        frappe.throw(_("The password is wrong. Try again."), WrongPasswordError)
    if factor.is_required(user) and factor.is_set_up(user):
        if not str(code).strip():
            # The password was right, but a locked session gets no other answer.
            if question := passkeys.request_options(user, passkey_challenges.STEP_UP):
                frappe.local.response["passkey"] = question
            frappe.throw(_("Give a code of your second factor, too."), CodeNeededError)
        factor.verify(code)
        step_up.grant()
    _change(locked_on=None, used_on=now_datetime())
    frappe.local.flags[KNOWN] = None


def is_locked() -> bool:
    """Whether the current session is locked."""
    row = _row()
    return row is not None and _is_locked(row)


def minutes() -> int:
    """Idle minutes after which sessions lock; 0 where they do not."""
    return cint(setting("idle_minutes"))


def check_minutes(value: int) -> None:
    """Throw for a time so short that nobody could work, or so long that nothing would ever lock."""
    if value and not LEAST <= value <= MOST:
        frappe.throw(
            _("Lock after minutes without use: from {0} to {1}, or 0 for never.").format(
                LEAST, MOST
            )
        )


def reset_last_use() -> None:
    """Forget when sessions were last used, so that the setting locks none of them retroactively."""
    frappe.db.set_value(DOCTYPE, {"name": ["!=", ""]}, "used_on", None, update_modified=False)


def _row() -> Any:
    """What is stored of the current session's use, and the ``limit`` that applies to it."""
    mark = own_sessions.current_mark()
    fields = ["name", "used_on", "locked_on"]
    if not mark:
        return None
    # There is one at most.
    row = frappe.db.get_value(DOCTYPE, {"mark": mark}, fields, as_dict=True, order_by=None)
    if row:
        row.limit = minutes()
    return row


def _is_locked(row: Any) -> bool:
    if row.locked_on:
        return True
    if not row.limit or not row.used_on:
        return False
    return now_datetime() - row.used_on > timedelta(minutes=row.limit) + GRACE


def _is_open(request: Any) -> bool:
    method = _method(request)
    return method in OPEN_METHODS if method else request.path in OPEN_PAGES


def _method(request: Any) -> str:
    """The method that a request runs, by its address or as a command at the root; empty for pages and records.

    A command elsewhere, or beside another method, gives nothing: frameworks differ in which of the two
    they run. A bench notes the method in the session.
    """
    command = str(frappe.form_dict.get("cmd") or "")
    for begin in ("/api/method/", "/api/v1/method/", "/api/v2/method/"):
        if request.path.startswith(begin):
            named = request.path.removeprefix(begin)
            return named if command in ("", named) else BOTH
    return command if request.path == "/" or not command else BOTH


def _change(**values: Any) -> None:
    where = {"mark": own_sessions.current_mark()}
    frappe.db.set_value(DOCTYPE, where, values, update_modified=False)
