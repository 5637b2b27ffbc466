"""Locking a user out for a while after too many wrong passwords.

Failures are counted for each user, in the database: a restart gives nobody new attempts. Addresses
are not counted unless ``lockout_by_address`` is set in the site's configuration, since a whole
office may share one.
"""

from __future__ import annotations

import datetime

from ..core.context import local
from ..core.exceptions import TooManyRequestsError
from ..core.messages import throw
from ..i18n import _
from ..utils.dates import get_datetime, now, now_datetime
from ..utils.numbers import cint
from ..utils.settings import system_setting

__all__ = ["check_not_locked", "count_failure", "forget_failures"]


def check_not_locked(user: str) -> None:
    """``TooManyRequestsError`` while one of the keys that a log-in counts for is locked."""
    allowed, seconds = _rules()
    if not allowed:
        return
    for key in _keys(user):
        rows = local.db.sql(
            "select failures, last_failure from `__login_failure` where name = %s", (key,)
        )
        if not rows or cint(rows[0][0]) <= allowed:
            continue
        passed = (now_datetime() - (get_datetime(rows[0][1]) or now_datetime())).total_seconds()
        if passed < seconds:
            wait = max(1, int(seconds - passed) + 1)
            throw(
                _(
                    "Your account has been locked and will resume after {0} seconds. "
                    "If you forgot your password, ask your manager for a new one."
                ).format(wait),
                TooManyRequestsError,
                title=_("Login Locked"),
            )


def count_failure(user: str) -> None:
    """Note a wrong password, at once and whatever becomes of the request."""
    allowed, seconds = _rules()
    if not allowed:
        return
    forgotten = str(now_datetime() - datetime.timedelta(seconds=seconds))
    for key in _keys(user):
        local.db.sql(
            "insert into `__login_failure` (name, failures, last_failure) values (%s, 1, %s)"
            " on conflict (name) do update set failures ="
            " case when last_failure < %s then 1 else failures + 1 end, last_failure = %s",
            (key, now(), forgotten, now()),
        )
    local.db.commit()


def forget_failures(user: str) -> None:
    """Begin to count anew after the right password."""
    keys = _keys(user)
    if local.db.sql("select 1 from `__login_failure` where name in %s", (tuple(keys),)):
        local.db.sql("delete from `__login_failure` where name in %s", (tuple(keys),))


def _keys(user: str) -> list[str]:
    keys = [f"user:{user.lower()}"]
    if local.conf.lockout_by_address and local.request_ip:
        keys.append(f"address:{local.request_ip}")
    return keys


def _rules() -> tuple[int, int]:
    """How many wrong passwords are allowed (0: any number), and for how long the lock holds."""
    allowed = cint(system_setting("allow_consecutive_login_attempts"))
    return allowed, cint(system_setting("allow_login_after_fail")) or 60
