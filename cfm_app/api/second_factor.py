"""The second factor of the user in the session: codes asked for again, recovery codes, sessions."""

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit

from cfm_app.privacy import (
    access_requests,
    factor,
    own_sessions,
    recovery_codes,
    recovery_log_in,
    step_up,
)
from cfm_app.push import devices

TRIES, SECONDS = 20, 3600


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=TRIES, seconds=SECONDS, methods=["POST"])
def log_in(usr: str, pwd: str, code: str) -> None:
    """Begin a session by password and recovery code, where the log-in of the site takes none."""
    recovery_log_in.begin(usr, pwd, code)


@frappe.whitelist(methods=["POST"])
def confirm(code: str) -> None:
    """Give a code of the authenticator app or a recovery code; it holds for this session for some minutes."""
    if not factor.is_asked(frappe.session.user):
        frappe.throw(_("Nobody asks you for a code."))
    step_up.confirm(code)


@frappe.whitelist(methods=["POST"])
def make_recovery_codes() -> list[str]:
    """Ten new recovery codes, told this once; the old ones count no more. Asks for a fresh code first."""
    user = frappe.session.user
    if not factor.is_set_up(user) or not factor.is_asked(user):
        frappe.throw(_("Set up an authenticator app first: the log-in does it with you."))
    step_up.require(step_up.FACTOR)
    return recovery_codes.make(user)


@frappe.whitelist(methods=["POST"])
def reset_own() -> None:
    """Have the next log-in of the user set up another app. Asks for a fresh code first."""
    step_up.require(step_up.FACTOR)
    access_requests.forget_device(frappe.session.user)


@frappe.whitelist(methods=["POST"])
def end_session(mark: str) -> None:
    """Log out one session of the user."""
    own_sessions.end(mark)
    devices.forget_session(mark)


@frappe.whitelist(methods=["POST"])
def end_other_sessions() -> int:
    """Log out all sessions of the user but this one."""
    devices.forget_others()
    return own_sessions.end_others()
