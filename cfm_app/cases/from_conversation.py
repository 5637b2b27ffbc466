"""Makes a case of a conversation, or attaches the conversation to one."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.cases import register
from cfm_app.channels import mentioned_codes, plain_text, road, taking
from cfm_app.channels.adapters import public_form
from cfm_app.security.access_rule import access, open_documents, status_codes
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import consent as rules
from cfm_app.security.lawful_basis import unrecorded

MOST_WORDS = 200
"""Messages whose words a case begins with."""


def make_case(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Record a case with the words of a conversation, and link them.

    A restricted case restricts the conversation. Returns what `register.record` returns, and whether the
    user still sees the conversation.
    """
    conversation = taking.in_hand(name)
    request = _request(conversation, values)
    if unrecorded.is_refused(request.consent):
        frappe.throw(
            _(
                "The person does not want to be recorded, so their words become no case. Put the"
                " conversation aside, and record a case without it if it is to be counted."
            )
        )
    made = register.record(request)
    _link(conversation, made["case"])
    status_codes.transfer(name, made["case"])
    code = status_codes.of_case(made["case"])
    return {**made, "status_code": code, **_visibility(name)}


def attach(name: str, case: str) -> dict[str, Any]:
    """Link a conversation to a case that the user sees."""
    conversation = taking.in_hand(name)
    doc = attachable(case)
    if _is_of_another_class(conversation, doc.sensitivity):
        frappe.throw(_("The conversation and the case are entrusted to different people."))
    _link(conversation, case)
    return {"case": case, **_visibility(name)}


def attachable(name: str) -> Document:
    """A case that the user sees, under a lock: if it becomes restricted meanwhile, what is attached follows it."""
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("read")
    if rules.refuses_record(name):
        frappe.throw(
            _("The person of this case does not want to be recorded: nothing is attached to it.")
        )
    return case


def follow_class(case: Document) -> None:
    """Event of a case with a new class: its conversations follow."""
    before = case.get_doc_before_save()
    if not before or before.sensitivity == case.sensitivity:
        return
    for name in _conversations_of(case.name):
        conversation = frappe.get_doc(consts.CONVERSATION, name, for_update=True)
        if clearance.is_restricted(case.sensitivity):
            _follow(conversation, case.sensitivity)
        elif conversation.sensitivity == before.sensitivity and not _restricted(conversation):
            road.classify(conversation, None)
    if clearance.is_restricted(case.sensitivity) and not clearance.is_restricted(
        before.sensitivity
    ):
        for name in mentioned_codes.written_in(case.name):
            mentioned_codes.follow_case(name, case.name)


def _request(conversation: Document, values: dict[str, Any]) -> register.CaseRequest:
    told = public_form.submitted_values(conversation)
    request = register.CaseRequest.of({"consent": told.get("consent"), **values})
    case = request.case
    if not case.get("description"):
        case["description"] = words_of(conversation)
    # The operator's values, even empty ones, replace those of the public form.
    for field, value in {**told.get("fields", {}), "place_details": told.get("place")}.items():
        case.setdefault(field, value)
    for field in ("channel", "language"):
        case[field] = case.get(field) or conversation.get(field)
    if clearance.is_restricted(conversation.sensitivity):
        case["sensitivity"] = case.get("sensitivity") or conversation.sensitivity
    if not request.person and conversation.community_member:
        request.person = {"name": conversation.community_member}
    return request


def words_of(conversation: Document) -> str:
    """What the person wrote since the last case of this conversation, in order."""
    filters: list[Any] = [["conversation", "=", conversation.name], ["direction", "=", "In"]]
    if conversation.cases:
        filters.append(["creation", ">", max(row.linked_on for row in conversation.cases)])
    texts = frappe.get_all(
        consts.MESSAGE,
        filters=filters,
        pluck="text",
        order_by="sent_on asc, creation asc",
        limit_page_length=MOST_WORDS,
    )
    return "\n".join(text for each in texts if (text := plain_text.unescaped(each).strip()))


def _link(conversation: Document, case: str) -> None:
    # Read under a lock, because the transaction's snapshot may be old.
    sensitivity = frappe.db.get_value("Case", case, "sensitivity", for_update=True)
    if case not in [row.cfm_case for row in conversation.cases]:
        conversation.append("cases", road.link_to(case))
        conversation.save(ignore_permissions=True)
    if clearance.is_restricted(sensitivity):
        _follow(conversation, sensitivity)


def _follow(conversation: Document, sensitivity: str) -> None:
    """Give a conversation the class of its case, and unlink cases of another class."""
    others = [
        row
        for row in conversation.cases
        if _is_hidden_otherwise(
            frappe.db.get_value("Case", row.cfm_case, "sensitivity"), sensitivity
        )
    ]
    for row in others:
        conversation.remove(row)
    if others:
        conversation.save(ignore_permissions=True)
        _forget_told(conversation.name, [row.cfm_case for row in others])
    road.classify(conversation, sensitivity, of_case=True)


def _forget_told(conversation: str, cases: list[str]) -> None:
    """Remove cases of another class from messages: their new readers must not learn of them."""
    told = {"conversation": conversation, "informs_case": ["in", cases]}
    nothing = {"informs_case": None, "informs_state": None, "informs_note": None}
    frappe.db.set_value(consts.MESSAGE, told, nothing)


def _is_of_another_class(conversation: Document, sensitivity: str | None) -> bool:
    return clearance.is_restricted(sensitivity) and _is_hidden_otherwise(
        conversation.sensitivity, sensitivity
    )


def _is_hidden_otherwise(sensitivity: str | None, other: str | None) -> bool:
    return clearance.is_restricted(sensitivity) and sensitivity != other


def _restricted(conversation: Document) -> set[str]:
    return clearance.restricted_among([row.cfm_case for row in conversation.cases])


def _conversations_of(case: str) -> list[str]:
    """The conversations of a case, under a lock, so that one attached a moment ago is found."""
    rows = frappe.db.get_values(
        "CFM Conversation Case",
        {"cfm_case": case, "parenttype": consts.CONVERSATION},
        "parent",
        order_by="parent asc",
        for_update=True,
    )
    return [row[0] for row in rows or ()]


def _visibility(name: str) -> dict[str, Any]:
    return {"conversation": name, "conversation_open": access.may_see(consts.CONVERSATION, name)}
