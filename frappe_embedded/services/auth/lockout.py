"""Locking whoever guesses out for a while after too many wrong passwords.

An attempt is counted before the password is looked at, in the transaction that judges the count: a
hundred attempts at once are counted as a hundred one after the other. The right password takes the
count back. Failures are counted for the stored name of a user, however the name was typed, in the
database: a restart gives nobody new attempts. Names that nobody has are counted as well, so that
nobody learns from a lock who exists.

The guesser is locked, not the owner: a browser in which the user has logged in before (`known_devices`) is counted
apart, any other by where it is, and all others together after ten times as many failures. Each failure beyond doubles
the lock. Addresses are not locked for all names unless ``lockout_by_address`` is set in the site's configuration,
since a whole office may share one.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from ...kernel.core.context import local
from ...kernel.core.exceptions import TooManyRequestsError
from ...kernel.core.messages import throw
from ...kernel.db.collation import sort_key
from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.utils.dates import get_datetime, now, now_datetime
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from .known_devices import mark_of
from .places import place_of

_USER, _UNKNOWN, _CODES = "user:", "unknown:", "codes:"
_LONGEST_LOCK, _LONGEST_LOCK_OF_CODES = 3600, 24 * 3600
_FORGOTTEN, _CODES_FORGOTTEN = 24 * 3600, 30 * 24 * 3600
_OF_ALL_PLACES = 10
"""How many times as many failures all unknown browsers together have before they wait for each other."""
_MOST_UNKNOWN = 10_000
"""How many names that nobody has are counted at a time; the oldest make room."""


@dataclass(frozen=True)
class _Count:
    """One of the counts of an attempt, with how many failures it allows."""

    name: str
    allowed: int

    def lock(self, failures: int, first: int) -> int:
        """For how many seconds it is locked after the last of so many failures."""
        over = failures - self.allowed - 1
        longest = _LONGEST_LOCK_OF_CODES if self.name.startswith(_CODES) else _LONGEST_LOCK
        return min(first * 2 ** min(over, 20), max(first, longest)) if over >= 0 else 0


def key_of_user(user: str) -> str:
    """Under which the failures of a user are counted where they are now; ``user`` is the stored name."""
    device = mark_of(user)
    return f"device:{device}:{user}" if device else f"{_USER}{user}"


def key_of_unknown(given: str) -> str:
    """Under which a name that nobody has is counted: all that the database holds for equal share it."""
    return _UNKNOWN + hashlib.sha256(sort_key(given)).hexdigest()[:32]


def key_of_codes(user: str) -> str:
    """Under which wrong codes of a user's second factor are counted: whoever guesses them knows the password."""
    device = mark_of(user)
    return f"{_CODES}{device}:{user}" if device else f"{_CODES}{user}"


def count_attempt(key: str) -> None:
    """Count an attempt, at once and whatever becomes of the request.

    ``TooManyRequestsError`` while one of the counts of a log-in is locked; such an
    attempt is not counted and must not be judged.
    """
    allowed, seconds = _rules()
    if not allowed:
        return
    local.db.begin()
    counts = _counts(key, allowed)
    for each in counts:
        _check_not_locked(each, seconds)
    kept = _CODES_FORGOTTEN if key.startswith(_CODES) else max(_FORGOTTEN, seconds)
    forgotten = str(now_datetime() - datetime.timedelta(seconds=kept))
    for each in counts:
        local.db.sql(
            "insert into `__login_failure` (name, failures, last_failure) values (%s, 1, %s)"
            " on conflict (name) do update set failures ="
            " case when last_failure < %s then 1 else failures + 1 end, last_failure = %s",
            (each.name, now(), forgotten, now()),
        )
    if key.startswith(_UNKNOWN):
        _make_room()
    local.db.commit()


def _check_not_locked(count: _Count, first: int) -> None:
    rows = local.db.sql(
        "select failures, last_failure from `__login_failure` where name = %s", (count.name,)
    )
    seconds = count.lock(cint(rows[0][0]), first) if rows else 0
    if not seconds:
        return
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
    names = tuple(each.name for each in _counts(key, 0))
    local.db.sql("update `__login_failure` set failures = failures - 1 where name in %s", (names,))
    local.db.commit()


def forget_failures(key: str) -> None:
    """Begin to count anew after a complete log-in; what others failed elsewhere stays counted."""
    own, *others = (each.name for each in _counts(key, 0))
    rows = local.db.sql("select failures from `__login_failure` where name = %s", (own,))
    if not rows:
        return
    local.db.sql("delete from `__login_failure` where name = %s", (own,))
    for name in others:
        local.db.sql(
            "update `__login_failure` set failures = failures - %s where name = %s",
            (rows[0][0], name),
        )
        local.db.sql("delete from `__login_failure` where name = %s and failures <= 0", (name,))


def _make_room() -> None:
    local.db.sql(
        "delete from `__login_failure` where name in (select name from `__login_failure`"
        " where name like 'unknown:%%' order by last_failure desc limit -1 offset %s)",
        (_MOST_UNKNOWN,),
    )


def _counts(key: str, allowed: int) -> list[_Count]:
    """The counts of an attempt: that of the guesser first."""
    counts = [_Count(key, allowed)]
    if key.startswith((_USER, _UNKNOWN)):
        counts = [_Count(_at_place(key), allowed), _Count(key, allowed * _OF_ALL_PLACES)]
    if local.conf.lockout_by_address and local.request_ip:
        counts.append(_Count(f"address:{place_of(str(local.request_ip))}", allowed))
    return counts


def _at_place(key: str) -> str:
    """The count of a name at the place at hand."""
    place = place_of(str(local.request_ip or ""))
    kind = key.partition(":")[0]
    return f"{kind}:@{hashlib.sha256(f'{key} {place}'.encode()).hexdigest()[:32]}"


def _rules() -> tuple[int, int]:
    """How many wrong passwords are allowed (0: any number), and for how long the lock holds."""
    allowed = cint(system_setting("allow_consecutive_login_attempts"))
    return allowed, cint(system_setting("allow_login_after_fail")) or 60
