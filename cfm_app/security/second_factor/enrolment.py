"""Tells the owner of an account that an authenticator app was set up for it.

Whoever learns a password before its owner has set up a second factor sets up one of their own. The owner
then hears of it by mail, whichever page or framework set it up: each log-in compares the secret with the
one of which the owner was told.
"""

from hashlib import sha256
from typing import Any

import frappe
from frappe import _, twofactor
from frappe.utils import format_datetime, now_datetime

from cfm_app.base import languages
from cfm_app.security import audit
from cfm_app.security.second_factor import factor, factor_rows, own_sessions, recovery_codes


def tell_owner(login_manager: Any) -> None:
    """Event of a new session: tell its user, by bell and mail, of an app that is new to them."""
    user = login_manager.user
    if not factor.is_set_up(user):
        return
    mark = _fingerprint(user)
    if mark == frappe.db.get_value(factor_rows.DOCTYPE, {"user": user}, "known_app"):
        return
    make_known(user)
    audit.record(
        recovery_codes.LOGGED, "User", user, user=user, detail=_("Authenticator app set up")
    )
    recovery_codes.warn(user, _sentence(user))


def make_known(user: str) -> None:
    """From now on the owner counts as told of the app that is set up at present."""
    factor_rows.change(factor_rows.locked(user).name, known_app=_fingerprint(user))


def _fingerprint(user: str) -> str:
    """A hash of the secret, which is random and long, so that nobody finds it by trying."""
    return sha256(f"{user}|{twofactor.get_otpsecret_for_(user)}".encode()).hexdigest()


def _sentence(user: str) -> str:
    language = languages.of_user(user)
    text = _(
        "An authenticator app was set up for your account on {0} ({1}). If it was not you, tell whoever"
        " manages the accounts at once: they reset it, and end that session.",
        language,
    )
    device = own_sessions.current_device() or _("a device that is not known", language)
    return text.format(format_datetime(now_datetime()), device)
