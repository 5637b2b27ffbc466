"""Locking the session at hand and opening it again; what pages lock when nobody uses them."""

from typing import Any

import frappe
from frappe.rate_limiter import rate_limit
from frappe.sessions import get_csrf_token

from cfm_app.pages import idle_lock
from cfm_app.privacy import idle

TRIES, SECONDS = 60, 3600


@frappe.whitelist(methods=["POST"])
def lock() -> None:
    """Lock the session: nothing is answered until its user gives the password."""
    idle.lock()


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=TRIES, seconds=SECONDS, methods=["POST"])
def unlock(pwd: str, code: str = "") -> None:
    """Open the session again by the password, and a code of the second factor where one is asked."""
    idle.unlock(pwd, code)


@frappe.whitelist()
def state() -> dict[str, Any]:
    """Whose session it is, whether it is locked, and the token with which its pages write."""
    return {
        "user": frappe.session.user,
        "is_locked": idle.is_locked(),
        "token": get_csrf_token(),
    }


@frappe.whitelist()
def words() -> dict[str, Any]:
    """What the screen that covers a locked page says, in the language of the request, and to whom."""
    return idle_lock.words()


@frappe.whitelist(methods=["POST"])
def used() -> None:
    """Somebody types on a page that asks the server nothing meanwhile."""
