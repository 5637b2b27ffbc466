"""A link to one referral: it opens nothing but what its person may open anyway, and says nothing to anybody else.

What it holds is drawn by chance and signed for its person; the site keeps a hash of it. So it names no document, nobody
makes one, and somebody else's looks like one that never was. It is used up by what its person does with the referral,
wherever they do it, in the transaction of that act.
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, cint, get_datetime, now_datetime
from frappe.utils.password import get_decrypted_password, set_encrypted_password

from cfm_app.base import clock_jobs, consts
from cfm_app.base.settings import DOCTYPE as SETTINGS
from cfm_app.base.settings import setting
from cfm_app.security.entitlement import absences

DOCTYPE = consts.ACT_LINK
PAGE, ARGUMENT = "/cfm/approvals", "k"
HOURS, USUAL_HOURS, MOST_HOURS = "act_link_hours", 72, 720
KEY, KEY_BYTES, BYTES = "act_link_key", 32, 16
TEXT = re.compile(r"[\w-]{22}\.[\w-]{22}", re.ASCII)
KEPT_DAYS = 30


@dataclass(frozen=True)
class Opened:
    """The referral that a link opens, or the reason why it opens none."""

    referral: str = ""
    why: str = ""


def check_hours(settings: Any) -> None:
    """Throw for a time beyond the limits."""
    if not 0 <= cint(settings.get(HOURS)) <= MOST_HOURS:
        frappe.throw(_("{0}: from 1 to {1}.").format(_(settings.meta.get_label(HOURS)), MOST_HOURS))


def hours() -> int:
    """For how many hours a link is valid."""
    return cint(setting(HOURS)) or USUAL_HOURS


def draw(name: str, user: str) -> str:
    """Create the link of a row. It is returned, and not stored."""
    secret = secrets.token_urlsafe(BYTES)
    values = {"mark": _hash(secret), "until": add_to_date(now_datetime(), hours=hours())}
    frappe.db.set_value(DOCTYPE, name, values, update_modified=False)
    return f"{secret}.{_signature(_made_key(), secret, user)}"


def read(given: Any) -> str:
    """A link from the address; empty if it cannot be one."""
    text = str(given or "")
    return text if TEXT.fullmatch(text) else ""


def opened(text: str) -> Opened:
    """What a link opens for the user in the session. It can be opened again; nothing is written."""
    row = _of_user(text)
    if row is None:
        return Opened(why=_("This link is not valid, or it is not yours."))
    if row.used_on:
        return Opened(why=_("This link has been used: you have acted on what it opened."))
    if not waits(row.referral, row.user):
        return Opened(why=gone())
    if get_datetime(row.until) <= now_datetime():
        return Opened(why=_("The time of this link is over."))
    return Opened(referral=row.referral)


def gone() -> str:
    """The message for a referral that is done, handed over, revoked, or closed to its receiver."""
    return _(
        "What this link opened waits for you no more: it was answered, given to somebody else or taken back."
    )


def waits(referral: str, user: str) -> bool:
    """Whether a referral waits for somebody, or for whom they stand in for."""
    row = frappe.db.get_value("Referral", referral, ["workflow_state", "focal_point"], as_dict=True)
    is_pending = bool(row) and row.workflow_state in consts.REFERRALS_PENDING
    return is_pending and row.focal_point in absences.receivers_for(user)


def spend(referral: Document) -> None:
    """Invalidate the links of whoever moves a referral, in the same transaction."""
    own = {"referral": referral.name, "user": frappe.session.user, "used_on": ["is", "not set"]}
    frappe.db.set_value(DOCTYPE, own, "used_on", now_datetime(), update_modified=False)


@clock_jobs.destroys
def tidy() -> None:
    """Delete long expired links; until then they explain themselves."""
    before = add_to_date(now_datetime(), days=-KEPT_DAYS)
    frappe.db.delete(DOCTYPE, {"creation": ["<", before], "until": ["<", before]})


def _of_user(text: str) -> Any:
    """The row of a link that was signed for the user in the session."""
    secret, _dot, signature = read(text).partition(".")
    key = _key()
    if not (secret and key):
        return None
    if not hmac.compare_digest(_signature(key, secret, frappe.session.user), signature):
        return None
    own = {"mark": _hash(secret), "user": frappe.session.user}
    return frappe.db.get_value(DOCTYPE, own, ["referral", "user", "until", "used_on"], as_dict=True)


def _signature(key: str, secret: str, user: str) -> str:
    made = hmac.new(key.encode(), f"{secret}\n{user}".encode(), sha256).digest()
    return urlsafe_b64encode(made[:BYTES]).decode().rstrip("=")


def _hash(secret: str) -> str:
    return sha256(f"cfm act link {secret}".encode()).hexdigest()


def _key() -> str:
    """The site's signing key; empty if it cannot be read, as after a move without keys."""
    try:
        found = get_decrypted_password(SETTINGS, SETTINGS, KEY, raise_exception=False)
    except frappe.ValidationError:
        frappe.clear_messages()
        return ""
    return str(found or "")


def _made_key() -> str:
    """The key, drawn at the first need by one of those who need it at once."""
    frappe.db.get_value("DocType", DOCTYPE, "name", for_update=True)
    if found := _key():
        return found
    drawn = secrets.token_urlsafe(KEY_BYTES)
    set_encrypted_password(SETTINGS, SETTINGS, drawn, KEY)
    return drawn
