"""Sessions of people who logged in: a row for each, found by a secret in a cookie."""

from __future__ import annotations

import datetime
import json
import secrets
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.utils.clock import is_doubted
from ...kernel.utils.dates import get_datetime, now, now_datetime
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting

SESSION_SECONDS = 170 * 3600
_TOUCH_SECONDS = 600
"""How old the noted time of the last request may get before it is written anew."""


def expiry_seconds() -> int:
    """How long a session lives without a request; System Settings hold it as ``hours:minutes``."""
    text = str(system_setting("session_expiry") or "")
    hours, _colon, minutes = text.partition(":")
    seconds = cint(hours) * 3600 + cint(minutes.split(":")[0]) * 60
    return seconds or SESSION_SECONDS


def start_session(user: str) -> _dict:
    """Make a session for a user, with a token for its forms, and end those they have too many of."""
    _end_surplus(user)
    session = _dict(
        user=user,
        sid=secrets.token_hex(28),
        data=_dict(
            user=user,
            csrf_token=secrets.token_hex(28),
            creation=now(),
            session_ip=local.request_ip,
            user_type=local.db.get_value("User", user, "user_type"),
        ),
    )
    local.db.sql(
        "insert into `tabSessions` (user, sid, sessiondata, ipaddress, lastupdate, status)"
        " values (%s, %s, %s, %s, %s, 'Active')",
        (user, session.sid, json.dumps(session.data), local.request_ip, now()),
    )
    return session


def load_session(sid: str | None) -> _dict | None:
    """The living session of a cookie; ``None`` when it is unknown, too old or its user disabled."""
    if not sid or sid == "Guest":
        return None
    rows = local.db.sql(
        "select s.user, s.sessiondata, s.lastupdate, u.enabled from `tabSessions` s"
        " join `tabUser` u on u.name = s.user where s.sid = %s",
        (sid,),
    )
    if not rows:
        return None
    user, data, lastupdate, enabled = rows[0]
    age = _age(lastupdate)
    if not enabled or age > expiry_seconds():
        return None
    return _dict(user=user, sid=sid, data=_dict(json.loads(data)), noted_ago=age)


def remember_activity(session: _dict) -> bool:
    """Note that a session is in use, at most every ten minutes; whether something was written."""
    changed = bool(session.pop("data_changed", None))
    if changed:
        save_session_data(session)
    if (session.noted_ago or 0) < _TOUCH_SECONDS:
        return changed
    moment = now()
    local.db.sql(
        "update `tabSessions` set lastupdate = %s, ipaddress = %s where sid = %s",
        (moment, local.request_ip, session.sid),
    )
    local.db.sql("update `tabUser` set last_active = %s where name = %s", (moment, session.user))
    return True


def save_session_data(session: _dict) -> None:
    local.db.sql(
        "update `tabSessions` set sessiondata = %s where sid = %s",
        (json.dumps(session.data), session.sid),
    )


def delete_session(sid: str) -> None:
    local.db.sql("delete from `tabSessions` where sid = %s", (sid,))


def delete_sessions_of(user: str, keep: str | None = None) -> None:
    """End all sessions of a user but one."""
    local.db.sql("delete from `tabSessions` where user = %s and sid != %s", (user, keep or ""))


def end_session(sid: str, user: str | None = None, reason: str = "") -> None:
    """End one session; whose it is and why are for engines that note it."""
    delete_session(sid)


def clear_sessions(
    user: str | None = None, keep_current: bool = False, force: bool = False
) -> None:
    """End the sessions of a user, by default of the one in the session; ``force`` is for other engines."""
    delete_sessions_of(user or local.session.user, local.session.sid if keep_current else None)


def _end_surplus(user: str) -> None:
    """Make room for one more session: the oldest ones go, and those that ran out."""
    allowed = cint(local.db.get_value("User", user, "simultaneous_sessions")) or 1
    if cint(system_setting("deny_multiple_sessions")):
        allowed = 1
    if not is_doubted():
        oldest = now_datetime() - datetime.timedelta(seconds=expiry_seconds())
        local.db.sql("delete from `tabSessions` where lastupdate < %s", (str(oldest),))
    rows = local.db.sql(
        "select sid from `tabSessions` where user = %s order by lastupdate desc", (user,)
    )
    for (sid,) in rows[allowed - 1 :]:
        delete_session(sid)


def _age(moment: Any) -> float:
    return (now_datetime() - (get_datetime(moment) or now_datetime())).total_seconds()
