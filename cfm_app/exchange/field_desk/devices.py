"""Offline devices, each with a code and a key that only the office opens."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.exchange.field_desk import device_list, envelopes
from cfm_app.security.spoken_codes import ALPHABET

DOCTYPE = consts.FIELD_DEVICE
CODE_LENGTH = 3
LONGEST_LABEL = 60
MOST_TRIES = 20
MOST_OF_USER = 20
# Drawn by the device, and kept under its PIN.
OPENER = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Prepared:
    """What a device keeps of itself: its code, and the key to which it seals what is sensitive."""

    code: str
    public_key: str


def prepare(label: str, place: str | None, opener: str = "") -> Prepared:
    """Register a device of the user in the session, who may record cases.

    With `opener` it proves later that its PIN was entered.
    """
    frappe.has_permission("Case", "create", throw=True)
    label = " ".join((label or "").split())[:LONGEST_LABEL]
    if not label:
        frappe.throw(_("Give the device a name by which the office knows it."))
    if place and not frappe.db.exists("CFM Location", place):
        frappe.throw(_("{0} is no known place.").format(place))
    if frappe.db.count(DOCTYPE, {"user": frappe.session.user}) >= MOST_OF_USER:
        frappe.throw(
            counted(
                _(
                    "You have prepared {0} devices. Ask the manager to delete those that are no longer used."
                ),
                MOST_OF_USER,
            )
        )
    pair = envelopes.new_pair()
    device = frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "device_label": label,
            "user": frappe.session.user,
            "place": place or None,
            "prepared_on": now_datetime(),
            "private_key": pair.private,
            "opener": _mark(opener),
        }
    )
    device.name = _free_code()
    device.flags.name_set = True
    # Nobody has a right to write devices: they are made here alone.
    device.insert(ignore_permissions=True)
    device_list.follow(device.name)
    return Prepared(device.name, pair.public)


def of_user(code: str) -> Document:
    """The device with a code; throws for another user's device, or a withdrawn one."""
    owner = frappe.db.get_value(DOCTYPE, code, "user") if code else None
    if owner != frappe.session.user:
        frappe.throw(
            _(
                "The office does not know this device as yours: it was withdrawn, somebody else prepared it, or"
                " the office was put back to an earlier day. Delete nothing: what the device holds stays on it."
                " Log in as who prepared it and refresh its office data, or save it as a file for the manager. If"
                " the office was put back, whoever runs its machine brings the list of devices back."
            ),
            frappe.PermissionError,
        )
    return frappe.get_doc(DOCTYPE, code)


def know(device: Document, opener: str) -> None:
    """Store the proof that the device gives after its PIN."""
    if mark := _mark(opener):
        device.db_set("opener", mark, update_modified=False)
        device_list.follow(str(device.name))


def opened(code: str, opener: str) -> Document:
    """The device for a colleague who has opened it by its PIN; else as `of_user`."""
    stored = frappe.db.get_value(DOCTYPE, code, "opener") if code else None
    given = _mark(opener)
    is_open = bool(stored and given) and hmac.compare_digest(str(stored), given)
    if is_open and frappe.has_permission("Case", "create"):
        return frappe.get_doc(DOCTYPE, code)
    return of_user(code)


def carried(code: str) -> Document:
    """The device for a user who may bring in others' cases."""
    if not code or not frappe.db.exists(DOCTYPE, code):
        frappe.throw(
            _(
                "The office does not know this device: it was withdrawn, another office prepared it, or this one was"
                " put back to an earlier day. Delete nothing: what the device holds stays on it. Speak with the"
                " manager; if the office was put back, whoever runs its machine brings the list of devices back."
            ),
            frappe.PermissionError,
        )
    return frappe.get_doc(DOCTYPE, code)


def _mark(opener: str) -> str:
    """What the office keeps of it; empty for what no device draws."""
    is_drawn = bool(OPENER.fullmatch(opener or ""))
    return sha256(f"cfm device {opener}".encode()).hexdigest() if is_drawn else ""


def _free_code() -> str:
    """A code that no device has: it begins the numbers that the device gives."""
    for _try in range(MOST_TRIES):
        code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
        if not frappe.db.exists(DOCTYPE, code):
            return code
    return frappe.throw(_("There are too many devices: delete those that are no longer used."))
