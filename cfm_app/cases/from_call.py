"""What somebody said on the phone becomes a case, or belongs to one that is there."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from cfm_app import consts
from cfm_app.arguments import as_fields
from cfm_app.cases import register
from cfm_app.channels import ringing
from cfm_app.privacy import access, clearance, request_gate, status_codes, unrecorded
from cfm_app.privacy import consent as rules


def make_case(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Record a case of a call and link the two; the call is from now on as hidden as the case.

    Who does not want to be recorded is counted: the call, which holds a number, is not linked then.
    """
    call = ringing.opened(name, for_update=True)
    case = as_fields(values.get("case"))
    for field in ("channel", "language"):
        case[field] = case.get(field) or call.get(field)
    person = as_fields(values.get("person"))
    consent = as_fields(values.get("consent"))
    made = register.record(
        register.CaseRequest(
            case=case,
            person=person,
            consent=consent,
            referral=as_fields(values.get("referral")),
            outcome=values.get("outcome") or "register",
            propose_place=bool(cint(values.get("propose_place"))),
        )
    )
    if not unrecorded.is_refused(consent):
        _link(call, made["case"], person.get("name"))
    code = None if made["unrecorded"] else status_codes.of_case(made["case"])
    return {**made, "status_code": code, **_sight(name)}


def attach(name: str, case: str) -> dict[str, Any]:
    """Say that a call was about a case that the user sees."""
    call = ringing.opened(name, for_update=True)
    doc = request_gate.get_open("Case", case)
    doc.check_permission("read")
    if rules.refuses_record(case):
        frappe.throw(
            _("The person of this case does not want to be recorded: nothing is attached to it.")
        )
    _link(call, case, None)
    return {"case": case, **_sight(name)}


def confirm_person(name: str, community_member: str | None) -> Document:
    """Note who calls, as somebody who speaks to them says. A number alone says nothing."""
    call = ringing.opened(name, for_update=True)
    if community_member:
        member = request_gate.get_open("Community Member", community_member)
        member.check_permission("read")
        if member.get("merged_into"):
            frappe.throw(_("This record was merged with another one. Choose that."))
        if not access.is_openly_known(community_member) and not _restricted(call):
            frappe.throw(
                _(
                    "This person is known from restricted cases alone. Make a case of the call first."
                )
            )
    call.db_set("community_member", community_member or None)
    return call


def _link(call: Document, case: str, person: str | None) -> None:
    if case not in [row.cfm_case for row in call.cases]:
        row = {"cfm_case": case, "linked_on": now_datetime(), "linked_by": frappe.session.user}
        call.append("cases", row)
    if person and (access.is_openly_known(person) or _restricted(call)):
        call.community_member = person
    call.save(ignore_permissions=True)


def _restricted(call: Document) -> set[str]:
    return clearance.restricted_among([row.cfm_case for row in call.cases])


def _sight(name: str) -> dict[str, Any]:
    return {"call": name, "call_open": access.may_see(consts.CALL, name)}
