"""Devices that record without a network: what they take along, and what they bring back."""

from datetime import timedelta
from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.arguments import as_fields
from cfm_app.field_desk import arrivals, devices
from cfm_app.pages import field_kit

# A device that got no answer may be away for long before it asks again.
KEPT = timedelta(days=180)


@frappe.whitelist(methods=["POST"])
@retried
def prepare(label: str, place: str | None = None) -> dict[str, Any]:
    """Make a device known: its code, the key to which it seals, and what it takes along."""
    made = devices.prepare(label, place)
    return {"code": made.code, "public_key": made.public_key, "kit": field_kit.of_place(place)}


@frappe.whitelist(methods=["POST"])
def renew(device: str) -> dict[str, Any]:
    """What a device takes along, as it is today."""
    frappe.has_permission("Case", "create", throw=True)
    return field_kit.of_place(devices.of_user(device).place)


@frappe.whitelist(methods=["POST"])
@retried
def send(device: str, number: str, item: str | dict[str, Any], key: str) -> dict[str, Any]:
    """Record one case of a device; the same key is answered with what was recorded at first."""
    known = devices.of_user(device)
    given = arrivals.opened(known, as_fields(item))
    made = run_once(
        f"field {device} {key}",
        lambda: arrivals.take(known, number, given),
        number,
        given,
        kept=KEPT,
    )
    return {name: made[name] for name in ("case", "restricted", "unrecorded", "similar")}
