"""Trusted devices: their log-in needs no second factor for the days that the office sets.

The password is asked as ever, and so is a fresh code before the most harmful acts. The browser holds a
random name and secret; the site stores hashes. Each log-in replaces the secret, so a copied cookie stops
working with the user's next log-in, or is noticed by it: a used secret ends the trust.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Any

import frappe
from frappe import _, twofactor
from frappe.utils import add_to_date, cint, get_datetime, now_datetime

from cfm_app.base import consts, languages
from cfm_app.base.counting import counted
from cfm_app.base.settings import setting
from cfm_app.security import audit
from cfm_app.security.entitlement import clearance
from cfm_app.security.log_in import credentials
from cfm_app.security.second_factor import factor, own_records, own_sessions, recovery_codes

DOCTYPE = consts.TRUSTED_DEVICE
COOKIE = "cfm_trusted"
DAYS, DAYS_OF_HANDLERS = "trusted_device_days", "trusted_handler_days"
MOST_DAYS, MOST_DAYS_OF_HANDLERS = 90, 30
MOST_OF_USER = 10
LOGGED = "Account"
# The flag with the next cookie, which is set after a successful log-in.
HANDED = "cfm_trusted_device"
FIELDS = ("name", "user", "mark", "token", "device", "entrance", "session", "trusted_on", "used_on")
COLUMNS = (
    "name creation modified modified_by owner docstatus idx"
    " user mark token device entrance session trusted_on used_on"
).split()


def check_days(settings: Any) -> None:
    """Throw for a number of days beyond the limit."""
    for field, most in ((DAYS, MOST_DAYS), (DAYS_OF_HANDLERS, MOST_DAYS_OF_HANDLERS)):
        if not 0 <= cint(settings.get(field)) <= most:
            label = _(settings.meta.get_label(field))
            frappe.throw(_("{0}: from 0 to {1}.").format(label, most))


def days_of(user: str) -> int:
    """For how many days a user may trust a device; 0 means never."""
    if not factor.is_required(user) or not factor.is_set_up(user):
        return 0
    guarded = {*clearance.restricted_classes().values(), consts.DATA_PROTECTION}
    if guarded & set(frappe.get_roles(user)):
        return min(cint(setting(DAYS_OF_HANDLERS)), MOST_DAYS_OF_HANDLERS)
    return min(cint(setting(DAYS)), MOST_DAYS)


def offer(user: str) -> dict[str, int]:
    """Hook of a log-in that asks for a second factor: for how many days the device may be trusted."""
    days = days_of(user)
    return {"trust_days": days} if days else {}


def accept_and_rotate(user: str) -> bool:
    """Hook of a log-in after the right password: whether the device is trusted. Prepares its next secret."""
    name, secret = _cookie_values()
    row = _locked(name) if name else None
    if row is None or row.user != user:
        return False
    if not _is_valid(row):
        _drop(row)
        return False
    if not hmac.compare_digest(row.token, _hash(secret)):
        _end_copied(row)
        return False
    fresh = secrets.token_hex(32)
    values = {"token": _hash(fresh), "used_on": now_datetime()}
    frappe.db.set_value(DOCTYPE, row.name, values, update_modified=False)
    frappe.local.flags[HANDED] = f"{name}.{fresh}"
    # A code sent with this log-in was not checked.
    frappe.local.flags[factor.SPARED] = user
    return True


def note_log_in(login_manager: Any) -> None:
    """Event of a new session: send the next secret, or trust the device if the user asked for it."""
    user = login_manager.user
    if given := frappe.local.flags.pop(HANDED, None):
        _set_cookie(given, days_of(user))
        mark = _hash(given.partition(".")[0])
        frappe.db.set_value(DOCTYPE, {"mark": mark}, "session", own_sessions.current_mark())
    elif (
        cint(frappe.form_dict.get("trust_device"))
        and factor.code_of_log_in()
        and twofactor.two_factor_is_enabled(user)
    ):
        trust(user)


def trust(user: str) -> None:
    """Trust the current device of a user who has just given the second factor."""
    days = days_of(user)
    if not days:
        return
    _forget_at_hand()
    name, secret, now = secrets.token_hex(16), secrets.token_hex(32), now_datetime()
    request = getattr(frappe.local, "request", None)
    agent = str(request.headers.get("User-Agent") or "") if request is not None else ""
    own = (_hash(name), _hash(secret), own_sessions.device_of(agent), credentials.fingerprint(user))
    values = (user, *own, own_sessions.current_mark(), now, now)
    row = (frappe.generate_hash(length=10), now, now, user, user, 0, 0, *values)
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, [row])
    _keep_few(user)
    _set_cookie(f"{name}.{secret}", days)
    audit.record(LOGGED, "User", user, user=user, detail=_("Device trusted at the log-in"))
    language = languages.of_user(user)
    text = _(
        "A device is trusted in your account: for {0} days it logs in by your password alone. If it was not you,"
        " end that under My log-in and devices, choose another password, and tell data protection.",
        language,
    )
    recovery_codes.warn(user, counted(text, days, language=language))


def trust_at_hand() -> None:
    """Trust the current device of the user in the session."""
    user = frappe.session.user
    if not days_of(user):
        frappe.throw(_("This office does not let you have a device trusted."))
    trust(user)


def of_user() -> list[dict[str, Any]]:
    """The trusted devices of the user in the session: the current one first, then the last used."""
    user, own = frappe.session.user, _hash(_cookie_values()[0])
    days = days_of(user)
    rows = frappe.get_all(DOCTYPE, {"user": user}, FIELDS, order_by="used_on desc, name asc")
    found = [
        {
            "mark": row.mark,
            "device": row.device,
            "trusted_on": row.trusted_on,
            "used_on": row.used_on,
            "until": add_to_date(row.trusted_on, days=days),
            "is_this": row.mark == own,
        }
        for row in rows
        if _is_valid(row)
    ]
    return sorted(found, key=lambda each: not each["is_this"])


def remove(mark: str) -> None:
    """End the trust in a device of the user in the session."""
    own_records.delete_own(DOCTYPE, mark, _("This device is no longer on the list."))
    _note_end(frappe.session.user)


def forget_session(mark: str) -> None:
    """Remove the device of a session that the user ends from another one."""
    frappe.db.delete(DOCTYPE, {"user": frappe.session.user, "session": mark})


def forget_others() -> None:
    """Remove all devices of the user in the session but the current one."""
    kept = _hash(_cookie_values()[0])
    frappe.db.delete(DOCTYPE, {"user": frappe.session.user, "mark": ["!=", kept]})


def forget_all(user: str) -> None:
    """Hook of account management: remove all devices of a user who is logged out everywhere."""
    if frappe.db.exists(DOCTYPE, {"user": user}):
        frappe.db.delete(DOCTYPE, {"user": user})
        _note_end(user)


def _is_valid(row: Any) -> bool:
    """Whether a device is still trusted, by today's number of days and unchanged credentials."""
    days = days_of(row.user)
    is_over = get_datetime(add_to_date(row.trusted_on, days=days)) <= now_datetime()
    return bool(days) and not is_over and row.entrance == credentials.fingerprint(row.user)


def _end_copied(row: Any) -> None:
    """End the trust, and tell the user: a used secret means a copied cookie, or an answer that was lost."""
    frappe.db.delete(DOCTYPE, {"name": row.name})
    detail = _("Trusted device: a secret came twice, trust ended")
    audit.record(LOGGED, "User", row.user, user=row.user, detail=detail)
    text = _(
        "Your device “{0}” is trusted no more: what it proves itself by was used a second time. A line that broke"
        " during a log-in does that, and so does somebody who has copied it and knows your password. If you are not"
        " sure, choose another password and tell data protection at once.",
        languages.of_user(row.user),
    )
    recovery_codes.warn(row.user, text.format(row.device or "?"))


def _keep_few(user: str) -> None:
    rows = frappe.get_all(DOCTYPE, {"user": user}, pluck="name", order_by="used_on desc, name asc")
    for name in rows[MOST_OF_USER:]:
        frappe.db.delete(DOCTYPE, {"name": name})


def _locked(name: str) -> Any:
    """The row of a device under a lock: of two log-ins at once, the second finds a new secret."""
    return frappe.db.get_value(
        DOCTYPE, {"mark": _hash(name)}, FIELDS, as_dict=True, for_update=True
    )


def _drop(row: Any) -> None:
    frappe.db.delete(DOCTYPE, {"name": row.name})


def _note_end(user: str) -> None:
    audit.record(LOGGED, "User", user, detail=_("Device trusted no more"))


def _forget_at_hand() -> None:
    """Remove the current trust of this browser: it is for one user at a time."""
    if name := _cookie_values()[0]:
        frappe.db.delete(DOCTYPE, {"mark": _hash(name)})


def _set_cookie(token: str, days: int) -> None:
    until = add_to_date(now_datetime(), days=days)
    frappe.local.cookie_manager.set_cookie(
        COOKIE, token, expires=until, httponly=True, samesite="Strict"
    )


def _cookie_values() -> tuple[str, str]:
    """Name and secret in the cookie of the request; empty without one."""
    request = getattr(frappe.local, "request", None)
    token = str(request.cookies.get(COOKIE) or "") if request is not None else ""
    name, _dot, secret = token.partition(".")
    return name, secret


def _hash(text: str) -> str:
    return sha256(f"cfm trusted {text}".encode()).hexdigest()
