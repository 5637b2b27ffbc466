"""Turns what a device sends into cases, as if they were typed at the office when they were told."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import convert_utc_to_system_timezone, get_datetime

from cfm_app.base.arguments import as_fields
from cfm_app.base.clock import believed_now
from cfm_app.base.surrogates import without_surrogates
from cfm_app.cases import correct as correction
from cfm_app.cases import duplicates, register
from cfm_app.exchange.field_desk import envelopes, receipts
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import status_codes
from cfm_app.security.entitlement import clearance
from cfm_app.security.gates import request_gate
from cfm_app.security.lawful_basis import unrecorded

# The digits are drawn, so that gaps between the numbers of a device do not tell how much is restricted.
NUMBER = re.compile(r"(?P<device>[A-Z0-9]{3})-\d{4,6}")
OLDEST = timedelta(days=92)


class NumberTakenError(frappe.ValidationError):
    """The number of a case is that of another one: the device draws another number by this sign."""


def opened(device: Document, item: dict[str, Any]) -> dict[str, Any]:
    """What the form of a new case sends, with `recorded_on` and `status_code`; out of its envelope, if it is sealed."""
    if "sealed" not in item:
        return item
    private = str(device.get_password("private_key"))
    found = as_fields(envelopes.open_with(private, as_fields(item["sealed"])))
    # A keyboard may cut a sign in two: no database takes half of one, and the case must not stay outside for it.
    found = json.loads(without_surrogates(json.dumps(found, ensure_ascii=False)))
    request_gate.check_unsealed(found)
    return found


def take(device: Document, number: str, given: dict[str, Any]) -> dict[str, Any]:
    """Record one case of a device under the number that the person was given; says what the office calls it.

    `similar` names cases that may tell the same, as far as the user sees them.
    """
    _check(device, number)
    if name := _case_under(number):
        return _taken_before(name, number, given)
    own = {"source_id": number, "received_on": _told_on(given.get("recorded_on"))}
    made = register.record(_request(given, own))
    if not made["restricted"] and not made["unrecorded"]:
        status_codes.take_over(made["case"], str(given.get("status_code") or ""))
    device.db_set("last_sent_on", believed_now(), update_modified=False)
    return {
        **made,
        "number": number,
        "similar": [] if made["restricted"] else _similar(made["case"]),
    }


def correct(given: dict[str, Any], made: dict[str, Any], changed: set[str]) -> dict[str, Any]:
    """Write what a later version of a case says otherwise; a case that the office deleted stays so."""
    if not frappe.db.exists("Case", made["case"]):
        return {}
    corrected = correction.correct(
        made["case"], _request(given), changed, made.get("workflow_state")
    )
    # What is closed to whoever sends it resembles nothing that they may know of.
    return {**corrected, **({"similar": []} if corrected["restricted"] else {})}


def _request(given: dict[str, Any], own: dict[str, Any] | None = None) -> register.CaseRequest:
    return register.CaseRequest.of({**given, "case": as_fields(given.get("case")) | (own or {})})


def _similar(name: str) -> list[str]:
    """Who told it here may have told it at the office before."""
    case = frappe.get_doc("Case", name)
    told = (case.description, case.category, case.location, case.community_member)
    return [row["name"] for row in duplicates.similar(*told, exclude=name)]


def _check(device: Document, number: str) -> None:
    form = NUMBER.fullmatch(number or "")
    if not form or form["device"] != device.name:
        frappe.throw(_("{0} is no number of this device.").format(number))


def _case_under(number: str) -> str | None:
    """The case that has a number; that of a restricted one lies in its report."""
    held = frappe.db.get_value("Case", {"source_id": number})
    return held or frappe.db.get_value("Sensitive Report", {"source_id": number}, "cfm_case")


def _taken_before(name: str, number: str, given: dict[str, Any]) -> dict[str, Any]:
    """The answer to a case without a receipt, if it was told at the same moment; else it is another one."""
    row = frappe.db.get_value(
        "Case", name, ["received_on", "sensitivity", "workflow_state"], as_dict=True
    )
    if not row or not _is_told_by(name, row.received_on, given):
        frappe.throw(
            _("The office has another case under the number {0}.").format(number), NumberTakenError
        )
    return {
        "case": name,
        "number": number,
        "restricted": clearance.is_restricted(row.sensitivity),
        "unrecorded": unrecorded.is_refused(as_fields(given.get("consent"))),
        "workflow_state": row.workflow_state,
        "similar": [],
    }


def _is_told_by(name: str, received_on: Any, given: dict[str, Any]) -> bool:
    """Whether a case is what a device says, by its moment and the code of its person; one with a receipt is another."""
    if receipts.names(name):
        return False
    told = _moment(given.get("recorded_on"))
    # The office keeps minutes.
    if told is None or _minute(get_datetime(received_on)) != _minute(told):
        return False
    has_code = frappe.db.exists(status_codes.DOCTYPE, {"cfm_case": name})
    code = spoken_codes.normalised(str(given.get("status_code") or ""))
    return not has_code or status_codes.find(code) == name


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _told_on(given: Any) -> datetime:
    """When it was told, as far as the clock of the device can be believed."""
    now, told = believed_now(), _moment(given)
    return told if told and now - OLDEST <= told <= now else now


def _moment(given: Any) -> datetime | None:
    """A moment with its zone, in the office's time; None for what is none."""
    try:
        told = datetime.fromisoformat(str(given))
        if told.tzinfo is None:
            return None
        return convert_utc_to_system_timezone(told.astimezone(timezone.utc)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        # The first and last days there are lie outside of them elsewhere.
        return None
