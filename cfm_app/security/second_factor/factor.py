"""Second-factor checks within a session: authenticator app, recovery code or passkey.

Frappe asks for a second factor at the log-in and stores its secrets. This module checks codes anywhere
else, and makes each code count once: a code that was used, even at the log-in, is refused afterwards.
Wrong codes are counted in the transaction that judges them, those of log-ins apart: whoever learned a
password would otherwise lock its owner's session.
"""

import hmac
import time
from datetime import datetime, timedelta
from typing import Any, NoReturn

import frappe
import pyotp
from frappe import _, twofactor
from frappe.sessions import clear_sessions
from frappe.utils import cint, get_datetime, now_datetime

from cfm_app.base import languages, notices
from cfm_app.base.counting import counted
from cfm_app.security import audit
from cfm_app.security.second_factor import factor_rows, passkeys, recovery_codes
from cfm_app.security.second_factor.factor_rows import Tries
from cfm_app.security.second_factor.passkey_challenges import LOG_IN, STEP_UP

APP = "OTP App"
DIGITS, SECONDS = 6, 30
# Phone clocks differ, so the previous and the next step count as well.
NEAR = (0, -1, 1)
MOST_TRIES, SHORTEST_LOCK, LONGEST_LOCK = 5, 60, 24 * 3600
# Within a session, whoever runs the machine is asked for no fresh code.
NOBODY = ("Administrator", "Guest")
# The user whose log-in needed no second factor, in this request.
SPARED = "cfm_second_factor_spared"


class AuthenticatorApp(pyotp.TOTP):
    """Checks codes of an authenticator app. Frappe's secrets are shorter than pyotp accepts by default."""

    min_secret_length_bits = 80


class WrongCodeError(frappe.ValidationError):
    """The code is wrong, or was used already."""


class LockedError(frappe.TooManyRequestsError):
    """No code is checked for a while after too many wrong ones."""


def is_required(user: str) -> bool:
    """Whether a user must use an authenticator app, or has set one up in an office that asks for it.

    An office that asks nobody, or sends codes by mail, asks for no code within a session either.
    """
    if user == "Guest" or not cint(setting("enable_two_factor_auth")):
        return False
    if (setting("two_factor_method") or APP) != APP:
        return False
    if user == "Administrator":
        return is_set_up(user)
    roles = sorted({*frappe.get_roles(user), "All"})
    asked = frappe.db.exists("Role", {"two_factor_auth": 1, "name": ["in", roles]})
    return bool(asked) or is_set_up(user)


def is_set_up(user: str) -> bool:
    """Whether the user has entered a correct code of their app once."""
    return bool(twofactor.get_default(f"{user}_otplogin"))


def verify(typed: str, of: str = "") -> None:
    """Check a code; raises `WrongCodeError` for anything but a fresh code of the user.

    It is for the user in the session, or for one who is about to log in. A wrong code is committed at
    once, so call this before anything else is written.
    """
    user, code = of or frappe.session.user, "".join(str(typed).split())
    tries = factor_rows.AT_LOG_IN if of else factor_rows.IN_SESSION
    digest = "" if _is_of_app(code) else recovery_codes.digest(user, code)
    row = factor_rows.locked(user)
    _require_open(row, tries)
    if _counts(user, row, code, digest, LOG_IN if of else STEP_UP):
        factor_rows.change(row.name, **tries.none())
        return
    _refuse(user, row, tries)


def take_recovery_code(user: str, typed: str) -> bool:
    """Hook of the log-in for codes of other kinds: whether this is a recovery code. Uses it up.

    The caller counts the tries.
    """
    digest = recovery_codes.digest(user, str(typed))
    factor_rows.locked(user)
    return recovery_codes.use(user, digest)


def take_passkey(user: str, typed: str) -> bool:
    """The same hook for the answer of a passkey."""
    factor_rows.locked(user)
    return passkeys.verify(user, str(typed), LOG_IN)


def offer(user: str) -> dict[str, Any]:
    """Hook of the log-in: the options with which a passkey of the user may replace the code."""
    found = passkeys.request_options(user, LOG_IN)
    return {"passkey": found} if found else {}


def check_log_in(login_manager: Any) -> None:
    """At the log-in: refuse a code of the app that was used before."""
    user, code = login_manager.user, code_of_log_in()
    if not _is_of_app(code) or not twofactor.two_factor_is_enabled(user) or not is_required(user):
        return
    step = _step_of(user, code)
    if step is not None and not _is_new(factor_rows.locked(user), step):
        text = _("This code was used already. Wait for the next one.")
        frappe.throw(text, frappe.AuthenticationError)


def code_of_log_in() -> str:
    """The code sent with a log-in; empty for other requests, and where none was asked for."""
    if frappe.local.flags.get(SPARED):
        return ""
    return "".join(str(frappe.form_dict.get("otp") or "").split())


def reset(user: str) -> None:
    """Forget the app, recovery codes and passkeys of a user, and end all their sessions."""
    row = factor_rows.locked(user)
    recovery_codes.remove_all(user)
    passkeys.remove_all(user)
    tries = factor_rows.IN_SESSION.none() | factor_rows.AT_LOG_IN.none()
    factor_rows.change(row.name, salt=None, last_step=0, **tries)
    # Frappe commits when it ends sessions, so this waits until the present transaction is stored.
    frappe.db.after_commit.add(lambda: _log_out(user))


def _log_out(user: str) -> None:
    clear_sessions(user=user, keep_current=user == frappe.session.user, force=True)
    frappe.db.commit()


def setting(field: str) -> Any:
    """A field of the system settings."""
    return frappe.db.get_single_value("System Settings", field)


def _is_of_app(code: str) -> bool:
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def _counts(user: str, row: Any, code: str, digest: str, purpose: str) -> bool:
    if code.startswith("{"):
        return is_set_up(user) and passkeys.verify(user, code, purpose)
    if not _is_of_app(code):
        return recovery_codes.use(user, digest)
    step = _step_of(user, code) if is_set_up(user) else None
    return step is not None and _is_new(row, step)


def _step_of(user: str, code: str) -> int | None:
    """The 30-second step of a code, if it is one of the steps around now."""
    app = AuthenticatorApp(twofactor.get_otpsecret_for_(user))
    now = int(time.time() // SECONDS)
    found = (now + near for near in NEAR)
    return next((step for step in found if hmac.compare_digest(app.generate_otp(step), code)), None)


def _is_new(row: Any, step: int) -> bool:
    """Whether a step is later than all used ones. Marks it as used."""
    if step <= cint(row.last_step):
        return False
    factor_rows.change(row.name, last_step=step)
    return True


# --- wrong codes ------------------------------------------------------------------------------
def _require_open(row: Any, tries: Tries) -> None:
    until = get_datetime(row[tries.locked_until]) if row[tries.locked_until] else None
    if until and until > now_datetime():
        frappe.throw(_told_of_lock(until), LockedError)


def is_locked(user: str) -> bool:
    """Whether no code of the user is checked at the log-in at present."""
    until = factor_rows.locked(user)[factor_rows.AT_LOG_IN.locked_until]
    return bool(until) and get_datetime(until) > now_datetime()


def note_wrong_code(user: str) -> None:
    """Count a wrong code that the framework has judged at the log-in; stored at once."""
    _count(user, factor_rows.locked(user), factor_rows.AT_LOG_IN)


def note_right_code(user: str) -> None:
    """Begin to count those of log-ins anew."""
    factor_rows.change(factor_rows.locked(user).name, **factor_rows.AT_LOG_IN.none())


def _count(user: str, row: Any, tries: Tries) -> datetime | None:
    """Count a wrong code, for good; until when no other is checked."""
    failures = cint(row[tries.failures]) + 1
    until = _lock_after(failures)
    factor_rows.change(row.name, **tries.values(failures, until))
    audit.record(
        recovery_codes.LOGGED, "User", user, user=user, detail=_("Wrong code of the second factor")
    )
    if failures == _most_tries():
        _warn(user, failures)
    frappe.db.commit()
    return until


def _refuse(user: str, row: Any, tries: Tries) -> NoReturn:
    until = _count(user, row, tries)
    if until:
        frappe.throw(_told_of_lock(until), LockedError)
    text = _("This code is wrong or was used already. Type the one that your app shows now.")
    frappe.throw(text, WrongCodeError)
    raise AssertionError


def _lock_after(failures: int) -> datetime | None:
    """Until when no code is checked; every further failure doubles the time."""
    over = failures - _most_tries()
    if over < 0:
        return None
    first = cint(setting("allow_login_after_fail")) or SHORTEST_LOCK
    seconds = min(first * 2 ** min(over, 20), LONGEST_LOCK)
    return now_datetime() + timedelta(seconds=seconds)


def _most_tries() -> int:
    return cint(setting("allow_consecutive_login_attempts")) or MOST_TRIES


def _told_of_lock(until: datetime) -> str:
    minutes = max(1, round((until - now_datetime()).total_seconds() / 60))
    return _("Too many wrong codes. Try again in {0} min.").format(minutes)


def _warn(user: str, failures: int) -> None:
    language = languages.of_user(user)
    text = _(
        "{0} wrong codes were typed for your account. If it was not you, choose another password, log out"
        " your other sessions and tell data protection.",
        language,
    )
    notices.tell(user, counted(text, failures, language=language))
