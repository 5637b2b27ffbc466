"""Calls of the free line: what rings at the user's phone, who it may be, and what comes of it.

Each method checks that the user may see the call, by the access rule or because it rings at their phone.
Acts with a `request_id` are carried out once per key.
"""

from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.api import console
from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_fields
from cfm_app.cases import from_call
from cfm_app.channels import call_backs
from cfm_app.channels import ringing as at_phone
from cfm_app.web.pages import calls as page


@frappe.whitelist()
def ringing() -> list[dict[str, Any]]:
    """The calls that ring at the user's phone or that they are in: name and state. Made for polling."""
    return at_phone.of_user(frappe.session.user)


@frappe.whitelist(methods=["POST"])
def caller(name: str) -> dict[str, Any]:
    """Number and script of a call, and the people whose number it may be."""
    call = at_phone.visible_call(name)
    found = console.lookup_caller(call.number) if call.number else []
    return {**page.head(call), "people": page.with_languages(found)}


@frappe.whitelist(methods=["POST"])
def for_case(name: str) -> dict[str, Any]:
    """Initial values for the form of a new case, from a call."""
    return page.for_case(at_phone.visible_call(name))


@frappe.whitelist(methods=["POST"])
@retried
def make_case(
    name: str, values: str | dict[str, Any] | None = None, request_id: str | None = None
) -> dict[str, Any]:
    """Record a case of a call; `values` as in `console.new_case`."""
    given = as_fields(values)
    return run_once(request_id, lambda: from_call.make_case(name, given), *("case of a call", name))


@frappe.whitelist(methods=["POST"])
@retried
def attach(name: str, case: str) -> dict[str, Any]:
    """Link a call to an existing case."""
    return from_call.attach(name, case)


@frappe.whitelist(methods=["POST"])
@retried
def confirm_person(name: str, community_member: str | None = None) -> dict[str, Any]:
    """Set who is calling; without a person, unset it."""
    return page.head(from_call.confirm_person(name, community_member))


@frappe.whitelist(methods=["POST"])
@retried
def reached(name: str) -> dict[str, Any]:
    """Mark a missed call as settled: its person was reached otherwise, or is not to be called."""
    call = call_backs.note_reached(name)
    return {"name": call.name, "call_back_state": call.call_back_state, "now": str(now_datetime())}
