"""Makes a case of a call, or attaches the call to one."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.cases import register
from cfm_app.cases.from_conversation import attachable
from cfm_app.channels import call_backs, people, ringing, road
from cfm_app.security.access_rule import access, status_codes
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import unrecorded
from cfm_app.security.restricted_cases import openly_known


def make_case(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Record a case of a call and link them; from now on the call is as closed as the case.

    A call holds a number, so it is not linked if the person refuses to be recorded.
    """
    call = ringing.visible_call(name, for_update=True)
    request = register.CaseRequest.of(values)
    for field in ("channel", "language"):
        request.case[field] = request.case.get(field) or call.get(field)
    person = request.person.get("name")
    made = register.record(request)
    if not unrecorded.is_refused(request.consent):
        _link(call, made["case"], person)
    code = None if made["unrecorded"] else status_codes.of_case(made["case"])
    return {**made, "status_code": code, **_visibility(name)}


def attach(name: str, case: str) -> dict[str, Any]:
    """Link a call to a case that the user sees."""
    call = ringing.visible_call(name, for_update=True)
    attachable(case)
    _link(call, case, None)
    return {"case": case, **_visibility(name)}


def confirm_person(name: str, community_member: str | None) -> Document:
    """Note who calls, as they said: a number alone proves nothing."""
    call = ringing.visible_call(name, for_update=True)
    if community_member:
        refusal = _(
            "This person is known from restricted cases alone. Make a case of the call first."
        )
        people.require_confirmable(community_member, None if _restricted(call) else refusal)
    call.db_set("community_member", community_member or None)
    return call


def _link(call: Document, case: str, person: str | None) -> None:
    if case not in [row.cfm_case for row in call.cases]:
        call.append("cases", road.link_to(case))
    if person and (openly_known.is_openly_known(person) or _restricted(call)):
        call.community_member = person
    call.save(ignore_permissions=True)
    if _restricted(call):
        call_backs.update_task(call.number)


def follow_class(case: Document) -> None:
    """Event of a case that becomes restricted: remove what the log of calls reveals about it."""
    if not case.has_value_changed("sensitivity") or not clearance.is_restricted(case.sensitivity):
        return
    links = {"parenttype": consts.CALL, "cfm_case": case.name}
    names = frappe.get_all(
        "CFM Conversation Case", links, pluck="parent", parent_doctype=consts.CALL
    )
    filters = {"name": ["in", names or [""]]}
    for number in sorted(set(frappe.get_all(consts.CALL, filters, pluck="number"))):
        call_backs.update_task(number)


def _restricted(call: Document) -> set[str]:
    return clearance.restricted_among([row.cfm_case for row in call.cases])


def _visibility(name: str) -> dict[str, Any]:
    return {"call": name, "call_open": access.may_see(consts.CALL, name)}
