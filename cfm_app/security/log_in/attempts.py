"""Wrong passwords and codes, where the framework of a bench counts them: whoever guesses waits, not the owner.

Frappe counts failures of an account wherever they come from, and those of an address whatever account they are for,
and locks both alike: so anybody locks anybody out, and ten wrong passwords a whole office behind one address, with an
error of the server. Here an account is locked for the address where its password was guessed, for all others after ten
times as many failures, and an address after ten times as many. Wrong codes of the second factor lock for longer each
time (`second_factor/factor`). An engine that has no such function counts so by itself.

The framework counts no passwords that are asked for within a session: whoever sits at an open one could try all.
They count as those of the log-in do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import frappe
from frappe import _, auth
from frappe.utils import cint

from cfm_app.security import framework_methods
from cfm_app.security.log_in import client_address
from cfm_app.security.second_factor import factor

APP = "cfm_app"
ALLOWED = "allow_consecutive_login_attempts"
FUNCTION = "get_login_attempt_tracker"
TOGETHER = 10
"""How many times as many failures all places of an account, or all accounts of an address, have."""
_REPLACED = "locks_the_guesser"


def install() -> None:
    """Count so from now on in this process, on sites that have the app."""
    original = getattr(auth, FUNCTION, None)
    if original is not None and not hasattr(original, _REPLACED):
        replacement = wraps(original)(limited(original))
        setattr(replacement, _REPLACED, True)
        setattr(auth, FUNCTION, replacement)
        manager: Any = getattr(auth, "LoginManager", None)
        framework_methods.replace(manager, "check_password", counted_in_session)


def limited(original: Callable[..., Any]) -> Callable[..., Any]:
    """What takes the place of the framework's function: it gives what counts, or throws while that is locked."""

    def get_login_attempt_tracker(key: str, raise_locked_exception: bool = True) -> Any:
        allowed = cint(frappe.db.get_single_value("System Settings", ALLOWED))
        if not allowed or APP not in frappe.get_installed_apps():
            return original(key, raise_locked_exception)
        counts: Counts | CodeCounts = Counts(tuple(_counts(original, key, allowed)))
        if _is_code_of(key):
            counts = CodeCounts(key)
        if raise_locked_exception and not counts.is_user_allowed():
            frappe.throw(
                _("Too many attempts to log in. Try again later."), frappe.TooManyRequestsError
            )
        return counts

    return get_login_attempt_tracker


def counted_in_session(original: Callable[..., Any]) -> Callable[..., Any]:
    """What takes the place of the framework's check of a password that a session asks for once more."""

    def check_password(manager: Any, user: str, pwd: Any) -> Any:
        counts = getattr(auth, FUNCTION)(user)
        try:
            found = original(manager, user, pwd)
        except frappe.AuthenticationError:
            if counts:
                counts.add_failure_attempt()
            raise
        if counts:
            counts.add_success_attempt()
        return found

    return check_password


@dataclass(frozen=True)
class Counts:
    """The framework's counts of one attempt, as one."""

    each: tuple[Any, ...]

    def add_failure_attempt(self) -> None:
        for one in self.each:
            one.add_failure_attempt()

    def add_success_attempt(self) -> None:
        """Begin anew where it succeeded; what others failed elsewhere stays counted."""
        self.each[0].add_success_attempt()

    def is_user_allowed(self) -> bool:
        return all(one.is_user_allowed() for one in self.each)


@dataclass(frozen=True)
class CodeCounts:
    """The wrong codes of a user at the log-in."""

    user: str

    def add_failure_attempt(self) -> None:
        factor.note_wrong_code(self.user)

    def add_success_attempt(self) -> None:
        factor.note_right_code(self.user)

    def is_user_allowed(self) -> bool:
        return not factor.is_locked(self.user)


def _counts(original: Callable[..., Any], key: str, allowed: int) -> list[Any]:
    address = str(frappe.local.request_ip or "")
    place = client_address.place_of(address)
    together = original(place if key == address else key, False)
    together.max_failed_logins = allowed * TOGETHER
    return [together] if key == address else [original(f"{key} {place}", False), together]


def _is_code_of(key: str) -> bool:
    """Whether a code is judged whose sender has given the right password of this user."""
    given, begun = frappe.form_dict.get("otp"), frappe.form_dict.get("tmp_id")
    return bool(given and begun) and frappe.cache.get(f"{begun}_usr") in (key, key.encode())
