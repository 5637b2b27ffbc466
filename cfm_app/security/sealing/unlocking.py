"""The unlocked key of a session: encrypted in the server's cache, with its key in the browser's cookie.

Neither database nor cache alone opens anything. Both parts end with the session, after idle time, and
with a new passphrase.
"""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import frappe
from cryptography.fernet import Fernet, InvalidToken
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.settings import setting
from cfm_app.security import audit
from cfm_app.security.administration import accounts
from cfm_app.security.entitlement import clearance
from cfm_app.security.sealing import envelope, keys

COOKIE = "cfm_seal"
# Where the cache has it, by session; and which sessions of a user have it.
HELD, HELD_BY = "cfm_unlocked:", "cfm_unlocked_by:"
TRIED = "cfm_unlock_tried:"
MOST_TRIES, MINUTES_OF_TRIES = 10, 60
IDLE_MINUTES = 30
# Who may be named as a keeper, besides handlers.
KEEPING_ROLES = (consts.MANAGER, consts.DATA_PROTECTION, consts.AAP, consts.GENDER)
# What a request knows already.
KNOWN = "cfm_sealing_identity"


def unlock(passphrase: str) -> None:
    """Unlock the user's key for this session in this browser."""
    user = frappe.session.user
    key = keys.required(user)
    try_once()
    identity = envelope.identity_of(keys.opened(key, passphrase))
    frappe.cache.delete_value(f"{TRIED}{user}")
    hold(identity)
    audit.record(keys.LOGGED, "User", user, detail=_("Unlocked"))


def hold(identity: envelope.Identity) -> None:
    """Keep an identity for the session: ciphertext in the cache, its key in the cookie."""
    # Letters and digits alone: a bench writes other signs into a cookie otherwise than it reads them.
    opener = secrets.token_hex(32)
    mark = _mark(opener)
    _keep(mark, opener, identity)
    held = set(frappe.cache.get_value(f"{HELD_BY}{frappe.session.user}") or [])
    frappe.cache.set_value(f"{HELD_BY}{frappe.session.user}", sorted(held | {mark}))
    frappe.local.cookie_manager.set_cookie(
        COOKIE, opener, httponly=True, samesite="Strict", secure=_is_https()
    )
    frappe.local.flags[KNOWN] = (frappe.session.user, identity)


def lock() -> None:
    """Lock the key of this session."""
    opener = _cookie()
    if opener:
        frappe.cache.delete_value(f"{HELD}{_mark(opener)}")
        frappe.local.cookie_manager.delete_cookie([COOKIE])
    frappe.local.flags.pop(KNOWN, None)


def end_all(user: str) -> None:
    """Lock it in all sessions of a user."""
    for mark in frappe.cache.get_value(f"{HELD_BY}{user}") or []:
        frappe.cache.delete_value(f"{HELD}{mark}")
    frappe.cache.delete_value(f"{HELD_BY}{user}")
    if user == frappe.session.user:
        frappe.local.flags.pop(KNOWN, None)


def identity() -> envelope.Identity | None:
    """The unlocked key of the session, or None."""
    known = frappe.local.flags.get(KNOWN)
    if known is None or known[0] != frappe.session.user:
        known = frappe.local.flags[KNOWN] = (frappe.session.user, _unlocked_identity())
    return known[1]


def required() -> envelope.Identity:
    """The unlocked key of the session; throws with the way to unlock it."""
    found = identity()
    if found is None:
        frappe.throw(
            _("This is sealed. Unlock it with your passphrase on the page {0}.").format(
                "/cfm/sealing-key"
            ),
            frappe.PermissionError,
        )
    return found


@contextmanager
def opened_with(given: envelope.Identity | None) -> Iterator[None]:
    """Context in which this identity is the session's; None locks it."""
    flags = frappe.local.flags
    before = flags.get(KNOWN)
    flags[KNOWN] = (frappe.session.user, given)
    try:
        yield
    finally:
        flags[KNOWN] = before


def end_at_log_out(login_manager: Any = None) -> None:
    """Event: who logs out locks."""
    lock()


def end_with_entrance(user: Document, method: str | None = None) -> None:
    """Event of User: a new password, a disabled account or another role locks the key."""
    before = user.get_doc_before_save()
    is_other = before is not None and (
        {row.role for row in before.roles} != {row.role for row in user.roles}
    )
    if user.get("new_password") or user.flags.cfm_new_password or not user.enabled or is_other:
        end_all(user.name)


def require_may_have_key() -> None:
    """Throw unless the user is a handler, or may be a keeper."""
    roles = {*clearance.restricted_classes().values(), *KEEPING_ROLES}
    if not roles & set(frappe.get_roles()) or frappe.session.user == "Administrator":
        frappe.throw(_("Only handlers and keepers make a key."), frappe.PermissionError)


def _unlocked_identity() -> envelope.Identity | None:
    opener = _cookie()
    if not opener or frappe.session.user == "Guest":
        return None
    mark = _mark(opener)
    token = frappe.cache.get_value(f"{HELD}{mark}", expires=True)
    key = keys.of_user(frappe.session.user) if token else None
    if not key:
        return None
    try:
        found = envelope.identity_of(_locked_by(opener).decrypt(token.encode()).decode())
    except (InvalidToken, ValueError):
        return None
    if str(found.to_public()) != key.public_key:
        return None
    _keep(mark, opener, found)
    return found


def _keep(mark: str, opener: str, identity: envelope.Identity) -> None:
    token = _locked_by(opener).encrypt(str(identity).encode()).decode()
    frappe.cache.set_value(f"{HELD}{mark}", token, expires_in_sec=60 * idle_minutes())


def _locked_by(opener: str) -> Fernet:
    """What encrypts with the 32 bytes of a cookie; `ValueError` for what is none of ours."""
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(opener)))


def idle_minutes() -> int:
    """Idle minutes after which the key locks."""
    return int(setting("sealing_idle_minutes") or IDLE_MINUTES)


def _mark(opener: str) -> str:
    """The digest of session and cookie: it changes with the session and the password."""
    user, sid = frappe.session.user, frappe.session.sid
    parts = (str(sid), opener, accounts.password_fingerprint(user))
    return sha256("|".join(parts).encode()).hexdigest()


def _cookie() -> str:
    request = getattr(frappe.local, "request", None)
    return str(request.cookies.get(COOKIE) or "") if request is not None else ""


def _is_https() -> bool:
    request = getattr(frappe.local, "request", None)
    return request is not None and request.scheme == "https"


def try_once() -> None:
    """Count a passphrase attempt of the user; throws after too many."""
    key = f"{TRIED}{frappe.session.user}"
    tried = int(frappe.cache.get_value(key, expires=True) or 0)
    if tried >= MOST_TRIES:
        frappe.throw(_("Too many wrong passphrases. Try again in an hour."))
    frappe.cache.set_value(key, tried + 1, expires_in_sec=60 * MINUTES_OF_TRIES)
