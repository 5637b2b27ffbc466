"""The parts of a request about restricted cases and conversations, which their handlers settle.

Data protection learns of none: a part is a document of its own, visible to those entrusted with the case.
It is created once the person is known.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts, notices
from cfm_app.base.arguments import required_text
from cfm_app.data_protection.person_requests import entry, states
from cfm_app.data_protection.personal_data import holdings
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.entitlement import clearance
from cfm_app.security.entitlement import handlers as roles
from cfm_app.security.obligations import gate
from cfm_app.security.persons import identity

CONVERSATION, REPORT = consts.CONVERSATION, "Sensitive Report"
RELEASED, DONE, KEPT, ERASED = "Released", "Carried out", "Kept", "Erased"


def make(request: Document) -> list[str]:
    """Create missing parts, and tell their handlers. Returns their names."""
    if not request.community_member:
        return []
    cases, conversations = restricted_of(request.community_member)
    made = [_make(request.name, cfm_case=case) for case in cases]
    made += [_make(request.name, conversation=each) for each in conversations]
    return [name for name in made if name]


def restricted_of(member: str) -> tuple[list[str], list[str]]:
    """The restricted cases of a person, and restricted conversations without a case."""
    persons = {"community_member": ["in", identity.records_of(member)]}
    cases = set(frappe.get_all("Case", {**persons, "is_restricted": 1}, pluck="name"))
    cases |= set(frappe.get_all(REPORT, persons, pluck="cfm_case"))
    classes = list(clearance.restricted_classes()) or [""]
    of_class = {**persons, "sensitivity": ["in", classes]}
    conversations = frappe.get_all(CONVERSATION, of_class, pluck="name", order_by="name asc")
    linked = frappe.get_all(
        "CFM Conversation Case",
        {"parenttype": CONVERSATION, "cfm_case": ["in", sorted(cases) or [""]]},
        pluck="parent",
        parent_doctype=CONVERSATION,
    )
    return sorted(filter(None, cases)), [name for name in conversations if name not in linked]


def held_of(part: Any) -> list[Held]:
    """What is held in a part: on its case and conversations, or on its conversation."""
    if part.conversation:
        return holdings.of_conversation(part.conversation)
    found = holdings.of_case(part.cfm_case)
    rows = {"parenttype": CONVERSATION, "cfm_case": part.cfm_case}
    for name in frappe.get_all(
        "CFM Conversation Case", rows, pluck="parent", parent_doctype=CONVERSATION
    ):
        if clearance.is_restricted(frappe.db.get_value(CONVERSATION, name, "sensitivity")):
            found += holdings.of_conversation(name)
    return list(dict.fromkeys(found))


def of_request(name: str) -> list[Any]:
    """The parts of a request that the user in the session handles."""
    return frappe.get_list(
        entry.PART,
        filters={"request": name},
        fields=[
            "name",
            "cfm_case",
            "conversation",
            "outcome",
            "reason",
            "settled_on",
            "proof",
            "asked_by",
        ],
        order_by="creation asc",
        limit_page_length=0,
    )


def opened(name: str) -> Document:
    """A part under a lock, for an act of its handler, while its request is decided or not."""
    part = open_documents.get_open(entry.PART, name, for_update=True)
    if part.outcome:
        frappe.throw(_("This part is settled."))
    return part


def settle(part: Document, outcome: str, reason: str | None = None) -> Document:
    """Store the outcome of a part."""
    part.outcome, part.reason = outcome, reason
    part.settled_on, part.settled_by = now_datetime(), frappe.session.user
    part.save(ignore_permissions=True)
    return part


def keep(name: str, reason: str) -> Document:
    """Refuse to hand over, change or erase a part, with the reason for the person."""
    part = opened(name)
    return settle(part, KEPT, required_text(reason, _("Write why this part is kept as it is.")))


def release(name: str) -> Document:
    """Note that the copy of a part was handed over by its handler."""
    part = opened(name)
    if frappe.db.get_value(entry.DOCTYPE, part.request, "kind") != states.ACCESS:
        frappe.throw(_("This request asks for no copy."))
    return settle(part, RELEASED)


def note_done(name: str) -> Document:
    """Note that the handler has done in the case what was asked."""
    return settle(opened(name), DONE)


def redact(name: str, words: str | None) -> Document:
    """Write down the words, one a line, that are left out of the copy of a part."""
    part = opened(name)
    part.redacted = (words or "").strip() or None
    part.save(ignore_permissions=True)
    return part


def is_case_open(part: Document) -> bool:
    """Whether somebody still works on the case: then nothing is erased."""
    if not part.cfm_case:
        state = frappe.db.get_value(CONVERSATION, part.conversation, "state")
        return state not in ("Closed", consts.NOT_FEEDBACK)
    return frappe.db.get_value("Case", part.cfm_case, "phase") != consts.PHASE_CLOSED


def _make(request: str, **subject: str) -> str | None:
    if frappe.db.exists(entry.PART, {"request": request, **subject}):
        return None
    part = frappe.get_doc({"doctype": entry.PART, "request": request, **subject})
    part.insert(ignore_permissions=True)
    _tell(part)
    return str(part.name)


def _tell(part: Document) -> None:
    """Tell the handlers; the notice names the part alone, because others read the request."""
    # Handlers with overdue duties are told as well: the request waits for them.
    with gate.suspended():
        handlers = sorted(roles.all_handlers())
        users = [user for user in handlers if access.may_see(entry.PART, part.name, user)]
    spoken = notices.languages(set(users))
    for user in users:
        text = _("A person asks about their data in what you handle: {0}", spoken.get(user))
        notices.tell(user, text.format(part.name), entry.PART, part.name)


def waiting() -> set[str]:
    """The open requests of which a part waits for the user in the session."""
    rows = frappe.get_list(
        entry.PART, filters={"outcome": ["is", "not set"]}, pluck="request", limit_page_length=0
    )
    filters = {
        "name": ["in", rows or [""]],
        "state": ["in", states.OPEN],
        "identity": states.PASSED,
    }
    return set(frappe.get_all(entry.DOCTYPE, filters=filters, pluck="name"))
