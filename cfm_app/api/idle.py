"""Locking and unlocking the current session."""

from typing import Any

import frappe
from frappe.rate_limiter import rate_limit
from frappe.sessions import get_csrf_token

from cfm_app.security.second_factor import idle
from cfm_app.web.pages import idle_lock

TRIES, SECONDS = 60, 3600


@frappe.whitelist(methods=["POST"])
def lock() -> None:
    """Lock the session until its user enters the password."""
    idle.lock()


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=TRIES, seconds=SECONDS, methods=["POST"])
def unlock(pwd: str, code: str = "") -> None:
    """Unlock the session by password, and by a second factor where one is required."""
    idle.unlock(pwd, code)


@frappe.whitelist()
def state() -> dict[str, Any]:
    """The user of the session, whether it is locked, and its CSRF token."""
    return {
        "user": frappe.session.user,
        "is_locked": idle.is_locked(),
        "token": get_csrf_token(),
    }


@frappe.whitelist()
def words() -> dict[str, Any]:
    """The texts of the lock screen in the language of the request."""
    return idle_lock.words()


@frappe.whitelist(methods=["POST"])
def used() -> None:
    """Keep the session alive while somebody types on a page that sends no requests."""
