"""The second factor of the user in the session: fresh codes, recovery codes, passkeys, sessions."""

from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit
from frappe.utils import cint

from cfm_app.channels.push import devices
from cfm_app.security.administration import access_requests
from cfm_app.security.log_in import own_log_in, trusted_devices
from cfm_app.security.second_factor import (
    factor,
    own_sessions,
    passkey_challenges,
    passkeys,
    recovery_codes,
    step_up,
)

# From one address: an office shares one, and a log-in asks twice. Wrong passwords and codes are counted by user.
TRIES, SECONDS = 60, 3600


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=TRIES, seconds=SECONDS, methods=["POST"])
def log_in(
    usr: str, pwd: str, code: str = "", trust_device: str | int | bool = 0
) -> dict[str, Any]:
    """Begin a session by the password and a code of the second factor, or on a trusted device by the password.

    For sites whose own log-in knows neither recovery codes nor trusted devices. Where a code is asked for, nothing
    begins yet: the answer then has `asks_code`, and what is offered beside it.
    """
    return own_log_in.log_in(usr, pwd, code, bool(cint(trust_device)))


@frappe.whitelist(methods=["POST"])
def trust_device() -> None:
    """Trust this device: its log-ins need no code, for the days that the office sets. Asks for a fresh code first."""
    step_up.require(step_up.FACTOR)
    trusted_devices.trust_at_hand()


@frappe.whitelist(methods=["POST"])
def end_trust(mark: str) -> None:
    """Stop trusting a device of the user."""
    trusted_devices.remove(mark)


@frappe.whitelist(methods=["POST"])
def confirm(code: str) -> None:
    """Enter a code of the app, a recovery code or a passkey's answer; it is valid for this session for some minutes."""
    if not factor.is_required(frappe.session.user):
        frappe.throw(_("Nobody asks you for a code."))
    step_up.confirm(code)


@frappe.whitelist(methods=["POST"])
def passkey_question() -> dict[str, Any]:
    """The WebAuthn request options for a passkey of the user; `confirm` takes the answer."""
    user = frappe.session.user
    found = (
        passkeys.request_options(user, passkey_challenges.STEP_UP)
        if factor.is_required(user)
        else None
    )
    if found is None:
        frappe.throw(_("You have no passkey here. Type a code."))
    return found


@frappe.whitelist(methods=["POST"])
def new_passkey() -> dict[str, Any]:
    """The WebAuthn creation options for a new passkey. Asks for a fresh code first."""
    _require_app()
    step_up.require(step_up.FACTOR)
    return passkeys.creation_options()


@frappe.whitelist(methods=["POST"])
def add_passkey(answer: str, title: str = "") -> None:
    """Store the passkey that a device has created. Asks for a fresh code first."""
    _require_app()
    step_up.require(step_up.FACTOR)
    passkeys.add(answer, title)


@frappe.whitelist(methods=["POST"])
def remove_passkey(mark: str) -> None:
    """Delete a passkey of the user. Asks for a fresh code first."""
    step_up.require(step_up.FACTOR)
    passkeys.remove(mark)


def _require_app() -> None:
    user = frappe.session.user
    if not factor.is_set_up(user) or not factor.is_required(user):
        frappe.throw(_("Set up an authenticator app first: the log-in does it with you."))


@frappe.whitelist(methods=["POST"])
def make_recovery_codes() -> list[str]:
    """Create ten new recovery codes, shown only once; old ones end. Asks for a fresh code first."""
    _require_app()
    step_up.require(step_up.FACTOR)
    return recovery_codes.make(frappe.session.user)


@frappe.whitelist(methods=["POST"])
def reset_own() -> None:
    """Let the user set up another app at the next log-in. Asks for a fresh code first."""
    step_up.require(step_up.FACTOR)
    access_requests.forget_device(frappe.session.user)


@frappe.whitelist(methods=["POST"])
def end_session(mark: str) -> None:
    """Log out one session of the user."""
    own_sessions.end(mark)
    devices.forget_session(mark)
    trusted_devices.forget_session(mark)


@frappe.whitelist(methods=["POST"])
def end_other_sessions() -> int:
    """Log out all sessions of the user but this one."""
    devices.forget_others()
    trusted_devices.forget_others()
    return own_sessions.end_others()
