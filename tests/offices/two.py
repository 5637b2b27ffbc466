"""Helpers for what two offices give each other."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.base import consts
from cfm_app.cases import register
from cfm_app.exchange.agencies import agreements, entry, states
from cfm_app.exchange.offices import jobs, parcels
from cfm_app.security.administration import access_requests
from cfm_app.security.sealing import circle, envelope, keys, switching

from ..sugar.moving import ZONE, make_user

MANAGER, GUARDIAN = "manager@office.test", "guardian@office.test"
OPERATOR, HANDLER = "operator@office.test", "psea@office.test"
SECOND_HANDLER = "psea-two@office.test"
PEOPLE = {
    MANAGER: consts.MANAGER,
    GUARDIAN: consts.DATA_PROTECTION,
    OPERATOR: consts.OPERATOR,
    HANDLER: consts.PSEA,
}
OTHER, CATEGORY = "Autre bureau", "Quantité de la ration"
ABUSE, CLASS = "Exploitation ou abus sexuel", "EAS et harcèlement sexuel"


def open_office(other: str = OTHER) -> None:
    """An office with its people, and the other one as a partner."""
    frappe.db.set_single_value("System Settings", "time_zone", ZONE)
    for email, role in PEOPLE.items():
        make_user(email, role)
    values = {"doctype": "CFM Partner", "partner_name": other, "enabled": 1}
    frappe.get_doc(values).insert()
    frappe.db.commit()


def begin(
    direction: str, restricted: str = "", code: str = "", partner: str = OTHER
) -> dict[str, str]:
    """A draft agreement on whole cases: its number, code and key."""
    frappe.set_user(MANAGER)
    values = {
        "title": "Nos bureaux",
        "purpose": "Un seul registre",
        "partner": partner,
        "direction": direction,
        "shares_cases": 1,
        "restricted_class": restricted,
        "valid_from": nowdate(),
        "valid_until": add_days(nowdate(), 300),
        "code": code,
    }
    made = agreements.begin(values)
    frappe.db.commit()
    return {**values, "name": made.name, "code": made.code, "key": made.our_key}


def agree(own: dict[str, str], key: str, secret: str) -> str:
    """Enter the key of the other office and the secret, and have data protection agree."""
    frappe.set_user(MANAGER)
    agreements.change(own["name"], {**own, "their_key": key})
    agreements.enter_secret(own["name"], secret)
    agreements.submit(own["name"])
    frappe.db.commit()
    frappe.set_user(GUARDIAN)
    try:
        agreements.agree(own["name"])
    except access_requests.SecondPersonNeeded as waiting:
        change, gained = waiting.change, waiting.gained
        frappe.db.rollback()
        request = access_requests.store(change, gained, GUARDIAN)
        frappe.db.commit()
        frappe.set_user(HANDLER)
        access_requests.agree(request.name)
    assert entry.readable(own["name"]).state == states.AGREED
    frappe.db.commit()
    return own["name"]


def recorded_case(description: str, category: str = CATEGORY, **more: Any) -> str:
    """A case that an operator records."""
    frappe.set_user(OPERATOR)
    values = {"case": {"category": category, "description": description}, **more}
    made = register.record(register.CaseRequest.of(values))
    frappe.db.commit()
    return str(made["case"])


def give(agreement: str, user: str = MANAGER) -> bytes:
    """The file for the other office."""
    frappe.set_user(user)
    name = parcels.make(agreement)
    frappe.db.commit()
    jobs.give(name, "fr")
    row = parcels.mine(name)
    assert row.state == parcels.DONE, row.message
    return parcels.download(name)[1]


def take(content: bytes, user: str = MANAGER) -> Any:
    """Bring a file in; returns its record."""
    frappe.set_user(user)
    name = parcels.keep(content)
    frappe.db.commit()
    jobs.take(name, "fr")
    row = parcels.mine(name)
    assert row.state == parcels.DONE, row.message
    return row


def counts(row: Any) -> dict[str, int]:
    """How many cases of a file have each outcome."""
    found = {each: row[f"{each}_count"] for each in parcels.COUNTS}
    return {each: number for each, number in found.items() if number}


def seal_class() -> envelope.Identity:
    """Seal the restricted class for its handler; returns what opens it."""
    identity, recovery = envelope.new_identity(), envelope.new_identity()
    frappe.set_user("Administrator")
    make_user(SECOND_HANDLER, consts.PSEA)
    for user, key in ((HANDLER, identity), (SECOND_HANDLER, envelope.new_identity())):
        known = {"user": user, "state": keys.ACTIVE, "public_key": str(key.to_public())}
        frappe.get_doc({"doctype": keys.DOCTYPE, **known}).insert(ignore_permissions=True)
    kept = {"state": "Active", "public_key": str(recovery.to_public())}
    frappe.get_doc({"doctype": circle.RECOVERY, **kept}).insert(ignore_permissions=True)
    frappe.db.commit()
    frappe.set_user(MANAGER)
    switching.turn_on(CLASS)
    frappe.db.commit()
    return identity
