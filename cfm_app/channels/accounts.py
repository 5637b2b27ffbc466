"""Accounts: the addresses and tokens that their providers use, and their last error."""

import hmac
import ipaddress
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, get_url, now_datetime

from cfm_app.channels import account_changes
from cfm_app.channels.adapters import ADAPTERS, adapter_of
from cfm_app.channels.adapters.base import REPORTS
from cfm_app.channels.entries import lines

DOCTYPE = "CFM Channel Account"
METHOD = "cfm_app.api.channels.receive"
# The time in which the provider must get the new address.
OLD_TOKEN_LASTS = timedelta(days=1)
USUAL_RATE = 60
STRANGERS_PAUSE = 60
# The one save that gives an account another token.
ROTATES = "cfm_rotates"


def complete(account: Document) -> None:
    """Complete an account before it is stored; throw for one that cannot work."""
    if not account.flags.pop(ROTATES, None):
        account_changes.keep_tokens(account)
    for line in lines(account.allowed_addresses):
        try:
            ipaddress.ip_network(line, strict=False)
        except ValueError:
            frappe.throw(_("{0} is no address and no network.").format(line))
    if account.adapter not in ADAPTERS:
        # Frappe refuses missing and invalid values afterwards.
        return
    adapter_of(account).complete(account)
    account_changes.check_changes(account)
    if account.is_new():
        account.token = secrets.token_urlsafe(24)


def by_token(name: str | None, token: str | None) -> Document | None:
    """The enabled account with this name and token; None if there is none."""
    if not name or not _is_account(name):
        return None
    account = frappe.get_cached_doc(DOCTYPE, name)
    is_known = any(
        hmac.compare_digest(each.encode(), (token or "").encode()) for each in tokens(account)
    )
    return account if is_known and account.enabled else None


def _is_account(name: str) -> bool:
    return bool(frappe.db.get_value(DOCTYPE, name, "name") == name)


def tokens(account: Document) -> list[str]:
    """The valid tokens, newest first."""
    valid = [account.get_password("token", raise_exception=False)]
    until = account.previous_token_until
    if until and get_datetime(until) > now_datetime():
        valid.append(account.get_password("previous_token", raise_exception=False))
    return [each for each in valid if each]


def rotate(account: Document) -> None:
    """Create a new token; the old one stays valid for a day."""
    account.previous_token = account.get_password("token", raise_exception=False)
    account.previous_token_until = now_datetime() + OLD_TOKEN_LASTS
    account.token = secrets.token_urlsafe(24)
    account.flags[ROTATES] = True
    account.save()


def address(account: Document, about: str | None = None) -> str:
    """The address that the provider calls."""
    asked = {"account": account.name, "token": account.get_password("token")}
    if about:
        asked["about"] = about
    return str(get_url(f"/api/method/{METHOD}?{urlencode(asked)}"))


def addresses(account: Document) -> dict[str, str]:
    """The addresses for messages and for delivery reports."""
    return {"messages": address(account), "reports": address(account, REPORTS)}


def allows(account: Document, remote: str | None) -> bool:
    """Whether a request may come from an IP address."""
    allowed = lines(account.allowed_addresses)
    if not allowed:
        return True
    try:
        found = ipaddress.ip_address(remote or "")
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(each, strict=False) for each in allowed)


def note_refusal(name: str, reason: str) -> None:
    """Store why a request was refused, without its contents."""
    values = {"last_refusal": reason, "last_refusal_on": now_datetime()}
    frappe.db.set_value(DOCTYPE, name, values, update_modified=False)
    frappe.log_error(
        title=_("A request for {0} was refused").format(name),
        message=reason,
        reference_doctype=DOCTYPE,
        reference_name=name,
    )


def note_stranger(name: str | None) -> None:
    """Note a call with a wrong token, for whoever is setting the account up; at most once a minute."""
    key = f"cfm_channel_stranger:{name}"
    if not name or not _is_account(name) or frappe.cache.get_value(key, expires=True):
        return
    frappe.cache.set_value(key, 1, expires_in_sec=STRANGERS_PAUSE)
    note_refusal(name, _("The token is not that of the account, or the account is switched off."))


def note_ignored(name: str, reason: str) -> None:
    """Store why something that arrived became no message."""
    values = {"last_ignored": reason, "last_ignored_on": now_datetime()}
    frappe.db.set_value(DOCTYPE, name, values, update_modified=False)


def note_error(name: str, reason: str | None) -> None:
    """Store the present error of an account; empty where there is none."""
    stored = frappe.db.get_value(DOCTYPE, name, "last_error")
    if (stored or None) == (reason or None):
        return
    values: dict[str, Any] = {
        "last_error": reason,
        "last_error_on": now_datetime() if reason else None,
    }
    frappe.db.set_value(DOCTYPE, name, values, update_modified=False)


def rate(account: Document) -> int:
    """How many messages may be sent per minute."""
    return cint(account.rate_per_minute) or USUAL_RATE
