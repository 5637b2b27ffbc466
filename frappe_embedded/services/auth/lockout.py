"""Locking a user out for a while after too many wrong passwords.

An attempt is counted before the password is looked at, in the transaction that judges the count: a
hundred attempts at once are counted as a hundred one after the other. The right password takes the
count back. Failures are counted for the stored name of a user, however the name was typed, in the
database: a restart gives nobody new attempts. Names that nobody has are counted as well, so that
nobody learns from a lock who exists. Wrong codes of a second factor lock for longer each time, until
a right one: whoever guesses them knows the password already. Addresses are not counted unless
``lockout_by_address`` is set in the site's configuration, since a whole office may share one.
"""

from __future__ import annotations

import datetime
import hashlib

from ...kernel.core.context import local
from ...kernel.core.exceptions import TooManyRequestsError
from ...kernel.core.messages import throw
from ...kernel.db.collation import sort_key
from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.utils.dates import get_datetime, now, now_datetime
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting

_UNKNOWN, _CODES = "unknown:", "codes:"
_LONGEST_LOCK = 24 * 3600
_CODES_FORGOTTEN = 30 * 24 * 3600
_MOST_UNKNOWN = 10_000
"""How many names that nobody has are counted at a time; the oldest make room."""


def key_of_user(user: str) -> str:
    """Under which the failures of a user are counted; ``user`` is the stored name."""
    return f"user:{user}"


def key_of_unknown(given: str) -> str:
    """Under which a name that nobody has is counted: all that the database holds for equal share it."""
    return _UNKNOWN + hashlib.sha256(sort_key(given)).hexdigest()[:32]


def key_of_codes(user: str) -> str:
    """Under which wrong codes of a user's second factor are counted; each lock is twice as long as the one before."""
    return f"{_CODES}{user}"


def count_attempt(key: str) -> None:
    """Count an attempt, at once and whatever becomes of the request.

    ``TooManyRequestsError`` while one of the keys that a log-in counts for is locked; such an
    attempt is not counted and must not be judged.
    """
    allowed, seconds = _rules()
    if not allowed:
        return
    local.db.begin()
    for each in _keys(key):
        _check_not_locked(each, allowed, seconds)
    kept = _CODES_FORGOTTEN if key.startswith(_CODES) else seconds
    forgotten = str(now_datetime() - datetime.timedelta(seconds=kept))
    for each in _keys(key):
        local.db.sql(
            "insert into `__login_failure` (name, failures, last_failure) values (%s, 1, %s)"
            " on conflict (name) do update set failures ="
            " case when last_failure < %s then 1 else failures + 1 end, last_failure = %s",
            (each, now(), forgotten, now()),
        )
    if key.startswith(_UNKNOWN):
        _make_room()
    local.db.commit()


def _check_not_locked(key: str, allowed: int, seconds: int) -> None:
    rows = local.db.sql(
        "select failures, last_failure from `__login_failure` where name = %s", (key,)
    )
    if not rows or cint(rows[0][0]) <= allowed:
        return
    if key.startswith(_CODES):
        over = cint(rows[0][0]) - allowed - 1
        seconds = min(seconds * 2 ** min(over, 20), _LONGEST_LOCK)
    passed = (now_datetime() - (get_datetime(rows[0][1]) or now_datetime())).total_seconds()
    if passed >= seconds:
        return
    local.db.rollback()
    left = max(1, int(seconds - passed) + 1)
    text = counted(
        _(
            "Your account has been locked and will resume after {0} seconds. "
            "If you forgot your password, ask your manager for a new one."
        ),
        left,
    )
    refusal = TooManyRequestsError(text)
    refusal.retry_after = left
    throw(text, refusal, title=_("Login Locked"))


def take_back(key: str) -> None:
    """The attempt was none that failed: the password was right, and something else is asked for."""
    keys = tuple(_keys(key))
    local.db.sql("update `__login_failure` set failures = failures - 1 where name in %s", (keys,))
    local.db.commit()


def forget_failures(key: str) -> None:
    """Begin to count anew after a complete log-in."""
    keys = tuple(_keys(key))
    if local.db.sql("select 1 from `__login_failure` where name in %s", (keys,)):
        local.db.sql("delete from `__login_failure` where name in %s", (keys,))


def _make_room() -> None:
    local.db.sql(
        "delete from `__login_failure` where name in (select name from `__login_failure`"
        " where name like 'unknown:%%' order by last_failure desc limit -1 offset %s)",
        (_MOST_UNKNOWN,),
    )


def _keys(key: str) -> list[str]:
    if local.conf.lockout_by_address and local.request_ip:
        return [key, f"address:{local.request_ip}"]
    return [key]


def _rules() -> tuple[int, int]:
    """How many wrong passwords are allowed (0: any number), and for how long the lock holds."""
    allowed = cint(system_setting("allow_consecutive_login_attempts"))
    return allowed, cint(system_setting("allow_login_after_fail")) or 60
