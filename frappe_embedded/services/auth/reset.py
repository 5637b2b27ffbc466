"""New passwords: by the old one, or by a link that was sent."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import AuthenticationError, PermissionError
from ...kernel.core.messages import msgprint
from ...kernel.core.whitelist import whitelist
from ...kernel.i18n import _
from ...kernel.i18n.languages import get_user_lang, print_language
from ...kernel.permissions.roles import ADMINISTRATOR, GUEST
from ...kernel.utils.dates import get_datetime, now_datetime
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from ...kernel.utils.urls import get_url
from ..jobs.queue import enqueue
from ..notify.account import outgoing_account
from ..notify.sendmail import sendmail
from .lockout import count_attempt, forget_failures, key_of_user
from .login import LONGEST_NAME, find_user, home_page_of, user_info
from .password_policy import check_strength, strength
from .passwords import check_password
from .passwords import update_password as store_password
from .rate_limit import rate_limit

_MOST_RESETS = 3
_MOST_OF_ADDRESS = 30
_MOST_JUDGED = 120
"""Passwords of one address in a minute: a page asks as somebody types, and an office may share one."""


@whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=_MOST_OF_ADDRESS, seconds=3600)
@rate_limit(
    key="user",
    limit=lambda: cint(system_setting("password_reset_limit")) or _MOST_RESETS,
    seconds=3600,
)
def reset_password(user: str) -> str | None:
    """Send a link for a new password. Nobody learns from the answer whether there is such a user.

    The user is looked up in the background, so that the time of the answer does not tell it either.
    """
    if user == "Administrator":
        return "not allowed"
    if outgoing_account() is None:
        msgprint(_("This site sends no e-mail. Ask your manager for a link to a new password."))
        return None
    if len(user) <= LONGEST_NAME:
        enqueue(send_reset_link, user=user)
    msgprint(
        _("If there is an account with this address, a link for a new password was sent to it."),
        title=_("Password Email Sent"),
    )
    return None


def send_reset_link(user: str) -> None:
    """The job: mail a link to whoever is meant, in their language."""
    name = find_user(user)
    if name in (None, ADMINISTRATOR, GUEST):
        return
    row = local.db.get_value("User", name, ["name", "enabled", "email"], as_dict=True)
    if not row.enabled:
        return
    with print_language(get_user_lang(row.name)):
        sendmail(
            recipients=[row.email],
            subject=_("Password Reset"),
            message=_("Use this link to set a new password: {0}").format(make_reset_link(row.name)),
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
    """Set a new password, proved by a link's key or by the old one; answers where to go on.

    Other sessions always end, whatever ``logout_all_sessions`` says.
    """
    user, refusal = user_of_key(key) if key else (_user_of_old(old_password), "")
    if user is None:
        local.response["http_status_code"] = 410
        return refusal
    check_strength(new_password, _words_about(user))
    store_password(user, new_password)
    today = now_datetime().date()
    local.db.set_value("User", user, "last_password_reset_date", today, update_modified=False)
    return home_page_of(user_info(user))


@whitelist(allow_guest=True)
@rate_limit(limit=_MOST_JUDGED, seconds=60)
def test_password_strength(
    new_password: str,
    key: str | None = None,
    old_password: str | None = None,
    user_data: Any = None,
) -> dict[str, Any]:
    """What a page tells somebody who types a new password, as the user in the session or of a link's key."""
    user = user_of_key(key)[0] if key else local.session.user
    return strength(str(new_password or ""), _words_about(user))


def _words_about(user: str | None) -> list[str]:
    """What a password must not be made of."""
    if user in (None, GUEST):
        return []
    return list(local.db.get_value("User", user, ["first_name", "last_name", "email"]) or [])


def user_of_key(key: str) -> tuple[str | None, str]:
    """Whose new password a link's key sets; otherwise ``None`` and a sentence that says why nobody's."""
    rows = local.db.sql(
        "select name, last_reset_password_key_generated_on from `tabUser`"
        " where reset_password_key = %s and enabled = 1",
        (_digest(key),),
    )
    if not rows:
        return None, _("The reset password link has either been used before or is invalid")
    seconds = cint(system_setting("reset_password_link_expiry_duration")) or 86400
    made = get_datetime(rows[0][1])
    if made is None or now_datetime() > made + datetime.timedelta(seconds=seconds):
        return None, _("The reset password link has been expired")
    return str(rows[0][0]), ""


def _user_of_old(old_password: str | None) -> str:
    user = local.session.user
    if user == "Guest":
        raise PermissionError
    count_attempt(key_of_user(user))
    try:
        name = check_password(user, str(old_password or ""))
        forget_failures(key_of_user(name))
        return name
    except AuthenticationError:
        local.response["message"] = _("Incorrect password")
        raise AuthenticationError from None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
