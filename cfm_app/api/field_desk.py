"""Devices that record without a network: what they take along, and what they bring back."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import cint

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import known_answer, run_once
from cfm_app.arguments import as_fields
from cfm_app.field_desk import arrivals, devices, enclosures, parts
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
    """Record one case of a device; the same key is answered with what was recorded at first.

    `missing` says which parts of the files that the case names the office does not have yet. Whoever has sent them
    sends the case again; once nothing is missing, everything of the case is in the office.
    """
    known = devices.of_user(device)
    given = arrivals.opened(known, as_fields(item))
    named = enclosures.of(given)
    made = run_once(
        f"field {device} {key}",
        lambda: arrivals.take(known, number, given),
        number,
        given,
        kept=KEPT,
    )
    told = {name: made[name] for name in ("case", "restricted", "unrecorded", "similar")}
    return {**told, "missing": _receive(device, made, named)}


@frappe.whitelist(methods=["POST"])
@retried
def send_part(device: str, file: str, number: int, content: str) -> dict[str, Any]:
    """Take one part of a file that a case of a device names, encrypted as it is; the same one may come again."""
    devices.of_user(device)
    parts.keep(device, file, cint(number), content)
    return {"kept": cint(number)}


def _receive(
    device: str, made: dict[str, Any], named: list[enclosures.Enclosure]
) -> dict[str, list[int]]:
    """Keep the files of a case that are here as a whole; says what is missing of the others."""
    found = {}
    for number, each in enumerate(named, start=1):
        if made["unrecorded"]:
            # Of whoever refuses to be recorded nothing is kept.
            parts.forget(device, each.file)
        elif missing := _missing(device, made, number, each):
            found[each.file] = missing
    return found


def _missing(
    device: str, made: dict[str, Any], number: int, each: enclosures.Enclosure
) -> list[int]:
    key = f"field file {device} {each.file}"
    if known_answer(key):
        return []
    if missing := parts.missing(device, each.file, each.count):
        return missing
    content = enclosures.content_of(device, each)
    if not content:
        # Damaged on its way, or begun by another file: the device sends it anew.
        parts.forget(device, each.file)
        return list(range(each.count))

    def keep() -> dict[str, Any]:
        kept = enclosures.attach(made["case"], made.get("consent"), number, each, content)
        parts.forget(device, each.file)
        return {"file": kept}

    run_once(key, keep, made["case"], each.digest, kept=KEPT)
    return []
