"""The sessions of a user with the device of each, so that users can end them.

Frappe stores no browser with a session, so the kind of device is noted at the log-in, in general terms. A
session is named by a hash, because its ID would open it.
"""

import re
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.sessions import delete_session
from frappe.utils import now_datetime

from cfm_app.security import audit

DOCTYPE = "CFM Session"
LOGGED = "Account"
COLUMNS = "name creation modified modified_by owner docstatus idx user mark device begun_on".split()
# The first match counts, because browsers also name other browsers.
BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\b(OPR|Opera)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Chrome|Chromium|HeadlessChrome|CriOS)/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("Android", r"\bAndroid\b"),
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b"),
)


def record_device(login_manager: Any = None) -> None:
    """Event of a new session: store its kind of device, and delete rows of ended sessions."""
    user, sid = frappe.session.user, frappe.session.sid
    living = {_mark(row[0]) for row in _rows(user)} | {_mark(sid)}
    for row in frappe.get_all(DOCTYPE, {"user": user}, ["name", "mark"]):
        if row.mark not in living:
            frappe.db.delete(DOCTYPE, {"name": row.name})
    now = now_datetime()
    values = (user, _mark(sid), current_device(), now)
    row = (frappe.generate_hash(length=10), now, now, user, user, 0, 0, *values)
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, [row], ignore_duplicates=True)


def current_mark() -> str:
    """The hash that names the current session; empty outside a browser session."""
    sid, user = frappe.session.sid, frappe.session.user
    return _mark(sid) if sid and sid not in ("Guest", user) else ""


def current_device() -> str:
    """The kind of device that sends the request; empty if it is not known."""
    request = getattr(frappe.local, "request", None)
    return device_of(str(request.headers.get("User-Agent") or "")) if request is not None else ""


def device_of(agent: str) -> str:
    """The names of browser and system in a User-Agent; empty if neither is known."""
    found = (_first(BROWSERS, agent), _first(SYSTEMS, agent))
    return " · ".join(filter(None, found))


def of_user() -> list[dict[str, Any]]:
    """The sessions of the user in the session: this one first, then the last used."""
    user = frappe.session.user
    fields = ["mark", "device", "begun_on"]
    known = {row.mark: row for row in frappe.get_all(DOCTYPE, {"user": user}, fields)}
    found = []
    for sid, used_on, address in _rows(user):
        mark = _mark(sid)
        row = known.get(mark)
        found.append(
            {
                "mark": mark,
                "device": row.device if row else "",
                "begun_on": row.begun_on if row else None,
                "used_on": used_on,
                "address": address or "",
                "is_this": sid == frappe.session.sid,
            }
        )
    return sorted(found, key=lambda each: not each["is_this"])


def end(mark: str) -> None:
    """Log out one session of the user in the session."""
    sids = [row[0] for row in _rows(frappe.session.user) if _mark(row[0]) == mark]
    if not sids:
        frappe.throw(_("This session has ended already."), frappe.DoesNotExistError)
    _end(sids)


def end_others() -> int:
    """Log out all other sessions of the user. Returns their number."""
    sids = [row[0] for row in _rows(frappe.session.user) if row[0] != frappe.session.sid]
    _end(sids)
    return len(sids)


def _end(sids: list[str]) -> None:
    user = frappe.session.user
    for sid in sids:
        delete_session(sid, user=user, reason="Logged out by the user from another session")
        frappe.db.delete(DOCTYPE, {"mark": _mark(sid)})
    if sids:
        audit.record(LOGGED, "User", user, detail=_("Sessions ended: {0}").format(len(sids)))


def _rows(user: str) -> list[Any]:
    """ID, last use and address of a user's sessions, the last used first."""
    statement = (
        "select `sid`, `lastupdate`, `ipaddress` from `tabSessions` where `user` = %s"
        " order by `lastupdate` desc"
    )
    return list(frappe.db.sql(statement, (user,)))


def _mark(sid: Any) -> str:
    return sha256(f"cfm session {sid}".encode()).hexdigest()


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, agent)), "")
