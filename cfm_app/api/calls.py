"""Calls of the free line: what rings at the user's phone, who it may be, and what comes of it.

Each method asks whether the user may see the call: by the rule of access, or because it rings at
their phone. Acts that may be sent twice take a `request_id`: the same one is carried out once.
"""

from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.api import console
from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.arguments import as_fields
from cfm_app.cases import from_call
from cfm_app.channels import call_backs
from cfm_app.channels import ringing as at_phone
from cfm_app.pages import calls as page


@frappe.whitelist()
def ringing() -> list[dict[str, Any]]:
    """The calls that ring at the user's phone or that they are in: name and state, asked often."""
    return at_phone.of_user(frappe.session.user)


@frappe.whitelist(methods=["POST"])
def caller(name: str) -> dict[str, Any]:
    """What is told of a call: number, script, and the people whom the number may mean."""
    call = at_phone.opened(name)
    found = console.lookup_caller(call.number) if call.number else []
    return {**page.head(call), "people": page.with_languages(found)}


@frappe.whitelist(methods=["POST"])
def for_case(name: str) -> dict[str, Any]:
    """What the form of a new case begins with that is made of a call."""
    return page.for_case(at_phone.opened(name))


@frappe.whitelist(methods=["POST"])
@retried
def make_case(
    name: str, values: str | dict[str, Any] | None = None, request_id: str | None = None
) -> dict[str, Any]:
    """Record a case of a call; `values` are those of a new case, as `console.new_case` takes them."""
    given = as_fields(values)
    return run_once(request_id, lambda: from_call.make_case(name, given), *("case of a call", name))


@frappe.whitelist(methods=["POST"])
@retried
def attach(name: str, case: str) -> dict[str, Any]:
    """Say that a call was about a case that is there already."""
    return from_call.attach(name, case)


@frappe.whitelist(methods=["POST"])
@retried
def confirm_person(name: str, community_member: str | None = None) -> dict[str, Any]:
    """Say who calls; without a person, that this is not known after all."""
    return page.head(from_call.confirm_person(name, community_member))


@frappe.whitelist(methods=["POST"])
@retried
def reached(name: str) -> dict[str, Any]:
    """Say that the person of a missed call was reached in another way, or is not to be called."""
    call = call_backs.note_reached(name)
    return {"name": call.name, "call_back_state": call.call_back_state, "now": str(now_datetime())}
