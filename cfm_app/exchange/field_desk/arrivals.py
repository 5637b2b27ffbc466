"""Turns what a device sends into cases, as if they were typed at the office when they were told."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import convert_utc_to_system_timezone

from cfm_app.base.arguments import as_fields
from cfm_app.base.clock import believed_now
from cfm_app.cases import duplicates, register
from cfm_app.exchange.field_desk import envelopes
from cfm_app.security.access_rule import status_codes
from cfm_app.security.gates import request_gate

# The digits are drawn, so that gaps between the numbers of a device do not tell how much is restricted.
NUMBER = re.compile(r"(?P<device>[A-Z0-9]{3})-\d{4,6}")
OLDEST = timedelta(days=92)


def opened(device: Document, item: dict[str, Any]) -> dict[str, Any]:
    """What the form of a new case sends, with `recorded_on` and `status_code`; out of its envelope, if it is sealed."""
    if "sealed" not in item:
        return item
    private = str(device.get_password("private_key"))
    found = as_fields(envelopes.open_with(private, as_fields(item["sealed"])))
    request_gate.check_unsealed(found)
    return found


def take(device: Document, number: str, given: dict[str, Any]) -> dict[str, Any]:
    """Record one case of a device under the number that the person was given; says what the office calls it.

    `similar` names cases that may tell the same, as far as the user sees them.
    """
    _check(device, number)
    own = {"source_id": number, "received_on": _told_on(given.get("recorded_on"))}
    values = {**given, "case": as_fields(given.get("case")) | own}
    made = register.record(register.CaseRequest.of(values))
    if not made["restricted"] and not made["unrecorded"]:
        status_codes.take_over(made["case"], str(given.get("status_code") or ""))
    device.db_set("last_sent_on", believed_now(), update_modified=False)
    return {**made, "similar": [] if made["restricted"] else _similar(made["case"])}


def _similar(name: str) -> list[str]:
    """Who told it here may have told it at the office before."""
    case = frappe.get_doc("Case", name)
    told = (case.description, case.category, case.location, case.community_member)
    return [row["name"] for row in duplicates.similar(*told, exclude=name)]


def _check(device: Document, number: str) -> None:
    form = NUMBER.fullmatch(number or "")
    if not form or form["device"] != device.name:
        frappe.throw(_("{0} is no number of this device.").format(number))
    # A number that came in is answered by its key; whoever comes with another key has another case.
    # The number of a restricted one lies in its report.
    if any(frappe.db.exists(each, {"source_id": number}) for each in ("Case", "Sensitive Report")):
        frappe.throw(_("The office has another case under the number {0}.").format(number))


def _told_on(moment: Any) -> datetime:
    """When it was told, as far as the clock of the device can be believed."""
    now = believed_now()
    try:
        told = datetime.fromisoformat(str(moment))
        if told.tzinfo is None:
            return now
        here = convert_utc_to_system_timezone(told.astimezone(timezone.utc)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        # The first and last days there are lie outside of them elsewhere.
        return now
    return here if now - OLDEST <= here <= now else now
