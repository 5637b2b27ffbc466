"""Devices with push notifications, each switched on by its user.

A device is known by the address of its browser (which allows pushing to it), to its user by a hash of
that, and to itself by a cookie. So it is forgotten at the log-out, whichever session ends.
"""

import secrets
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.channels.adapters import destinations
from cfm_app.channels.push import encryption
from cfm_app.security import audit
from cfm_app.security.log_in import credentials
from cfm_app.security.second_factor import own_records, own_sessions

DOCTYPE = consts.PUSH_DEVICE
COOKIE = "cfm_push"
DAYS = 400
MOST_OF_USER = 10
LONGEST_ADDRESS = 2000
LOGGED = "Account"
# What becomes of the last notice.
QUEUED, SENDING, SENT, FAILED = "Queued", "Sending", "Sent", "Failed"
COLUMNS = (
    "name creation modified modified_by owner docstatus idx"
    " user mark device endpoint p256dh auth entrance session token subscribed_on"
).split()


def subscribe(endpoint: str, p256dh: str, auth: str) -> str:
    """Notify the user in the session on this device. Returns its mark."""
    user = frappe.session.user
    check_address(endpoint)
    _check_keys(p256dh, auth)
    mark = mark_of(endpoint)
    # A browser gives its address to whoever switches it on last.
    frappe.db.delete(DOCTYPE, {"mark": mark})
    _forget_at_hand()
    if frappe.db.count(DOCTYPE, {"user": user}) >= MOST_OF_USER:
        frappe.throw(
            counted(
                _("You are told on {0} devices already. Remove one of them first."), MOST_OF_USER
            )
        )
    token, now = secrets.token_hex(32), now_datetime()
    request = getattr(frappe.local, "request", None)
    agent = str(request.headers.get("User-Agent") or "") if request is not None else ""
    session = own_sessions.current_mark()
    own = (mark, own_sessions.device_of(agent), endpoint, p256dh, auth)
    values = (user, *own, credentials.fingerprint(user), session, _hash(token), now)
    row = (frappe.generate_hash(length=10), now, now, user, user, 0, 0, *values)
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, [row], ignore_duplicates=True)
    until = add_to_date(now, days=DAYS)
    frappe.local.cookie_manager.set_cookie(COOKIE, token, expires=until, httponly=True)
    audit.record(LOGGED, "User", user, detail=_("Notices on a device: switched on"))
    return mark


def of_user() -> list[Any]:
    """The devices of the user in the session, the newest first, with what became of the last notice."""
    return frappe.get_all(
        DOCTYPE,
        filters={"user": frappe.session.user},
        fields=["mark", "device", "subscribed_on", "state", "state_on", "error"],
        order_by="subscribed_on desc, name asc",
    )


def remove(mark: str) -> None:
    """Remove a device of the user in the session."""
    own_records.delete_own(DOCTYPE, mark, _("This device is no longer on the list."))
    audit.record(LOGGED, "User", frappe.session.user, detail=_("Notices on a device: switched off"))


def forget_session(mark: str) -> None:
    """Remove the device of a session that the user ends from another one."""
    frappe.db.delete(DOCTYPE, {"user": frappe.session.user, "session": mark})


def forget_others() -> None:
    """Remove the devices of all other sessions."""
    kept = ["!=", own_sessions.current_mark()]
    frappe.db.delete(DOCTYPE, {"user": frappe.session.user, "session": kept})


def end_at_log_out(login_manager: Any = None) -> None:
    """Event of a log-out: stop notifying this device."""
    _forget_at_hand()
    session = own_sessions.current_mark()
    if frappe.session.user != "Guest":
        frappe.db.delete(DOCTYPE, {"user": frappe.session.user, "session": session})


def look_at_log_in(login_manager: Any = None) -> None:
    """Event of a new session: stop notifying the former user of this device."""
    token = _token()
    if not token:
        return
    own = {"token": _hash(token), "user": frappe.session.user}
    if frappe.db.exists(DOCTYPE, own):
        frappe.db.set_value(DOCTYPE, own, "session", own_sessions.current_mark())
    else:
        _forget_at_hand()


def check_address(endpoint: str) -> None:
    """Throw for an address that is no push service on the internet: the server would call it."""
    try:
        host, server = destinations.place_of(endpoint)
    except ValueError:
        host, server = "", ""
    is_known = host in destinations.allowed_inside()
    is_safe = bool(host) and (is_known or not server.startswith("http://"))
    is_address = len(endpoint) <= LONGEST_ADDRESS and "@" not in endpoint.partition("?")[0]
    if not (is_safe and is_address) or (not is_known and destinations.is_inside(host)):
        frappe.throw(_("The browser gave an address to which nothing can be sent."))


def mark_of(endpoint: str) -> str:
    """The mark by which user and browser find a device."""
    return _hash(endpoint)


def _check_keys(p256dh: str, auth: str) -> None:
    try:
        encryption.public_key(encryption.from_text(p256dh))
        is_whole = len(encryption.from_text(auth)) == encryption.SECRET
    except ValueError:
        is_whole = False
    if not is_whole:
        frappe.throw(_("The browser gave an address to which nothing can be sent."))


def _forget_at_hand() -> None:
    if token := _token():
        frappe.db.delete(DOCTYPE, {"token": _hash(token)})
        frappe.local.cookie_manager.delete_cookie([COOKIE])


def _token() -> str:
    request = getattr(frappe.local, "request", None)
    return str(request.cookies.get(COOKIE) or "") if request is not None else ""


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
