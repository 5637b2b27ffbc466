"""New passwords: by the old one, or by a link that was sent."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any

from ..core.context import local
from ..core.exceptions import AuthenticationError, PermissionError
from ..core.messages import msgprint, throw
from ..core.whitelist import whitelist
from ..i18n import _
from ..notify.sendmail import sendmail
from ..utils.dates import get_datetime, now_datetime
from ..utils.numbers import cint
from ..utils.settings import system_setting
from ..utils.urls import get_url
from .login import home_page_of, user_info
from .passwords import check_password
from .passwords import update_password as store_password
from .policy import check_strength
from .rate_limit import rate_limit
from .sessions import delete_sessions_of

__all__ = ["make_reset_link", "reset_password", "sign_up", "update_password"]

_MOST_RESETS = 3


@whitelist(allow_guest=True, methods=["POST"])
@rate_limit(
    key="user",
    limit=lambda: cint(system_setting("password_reset_limit")) or _MOST_RESETS,
    seconds=3600,
)
def reset_password(user: str) -> str | None:
    """Send a link for a new password. Nobody learns from the answer whether there is such a user."""
    if user == "Administrator":
        return "not allowed"
    row = local.db.get_value("User", user, ["name", "enabled", "email"], as_dict=True)
    if row and row.enabled:
        _send(row)
    msgprint(
        _("If there is an account with this address, a link for a new password was sent to it."),
        title=_("Password Email Sent"),
    )
    return None


def _send(row: Any) -> None:
    link = make_reset_link(row.name)
    sendmail(
        recipients=[row.email],
        subject=_("Password Reset"),
        message=_("Use this link to set a new password: {0}").format(link),
        now=False,
    )


def make_reset_link(user: str) -> str:
    """A link with which a user sets a new password; only a digest of its key is stored."""
    key = secrets.token_urlsafe(32)
    local.db.set_value(
        "User",
        user,
        {
            "reset_password_key": _digest(key),
            "last_reset_password_key_generated_on": now_datetime(),
        },
        update_modified=False,
    )
    return get_url(f"/update-password?key={key}")


@whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=30, seconds=3600)
def update_password(
    new_password: str,
    logout_all_sessions: Any = 0,
    key: str | None = None,
    old_password: str | None = None,
) -> Any:
    """Set a new password, proved by a link's key or by the old one; answers where to go on."""
    user = _user_of_key(key) if key else _user_of_old(old_password)
    if user is None:
        local.response["http_status_code"] = 410
        return _("The reset password link has either been used before or is invalid")
    about = local.db.get_value("User", user, ["first_name", "last_name", "email"])
    check_strength(new_password, list(about or []))
    store_password(user, new_password)
    local.db.set_value(
        "User",
        user,
        {"reset_password_key": None, "last_password_reset_date": now_datetime().date()},
        update_modified=False,
    )
    if cint(logout_all_sessions) or cint(system_setting("logout_on_password_reset")) or key:
        delete_sessions_of(user, local.session.sid)
    return home_page_of(user_info(user))


def _user_of_key(key: str) -> str | None:
    rows = local.db.sql(
        "select name, last_reset_password_key_generated_on from `tabUser`"
        " where reset_password_key = %s and enabled = 1",
        (_digest(key),),
    )
    if not rows:
        return None
    seconds = cint(system_setting("reset_password_link_expiry_duration")) or 86400
    made = get_datetime(rows[0][1])
    if made is None or now_datetime() > made + datetime.timedelta(seconds=seconds):
        return None
    return str(rows[0][0])


def _user_of_old(old_password: str | None) -> str:
    user = local.session.user
    if user == "Guest":
        raise PermissionError
    try:
        return check_password(user, str(old_password or ""))
    except AuthenticationError:
        local.response["message"] = _("Incorrect password")
        raise AuthenticationError from None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@whitelist(allow_guest=True, methods=["POST"])
def sign_up(email: str, full_name: str, redirect_to: str) -> None:
    """Nobody makes an account by himself: users are made by managers."""
    throw(_("Sign Up is disabled"), title=_("Not Allowed"))
