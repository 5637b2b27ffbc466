"""What a person asked to be kept and used for nothing: a hold that restricts use says so.

Article 18 of the General Data Protection Regulation, as a reference. Such data is not changed, referred,
answered or given on. Those who decide what is kept may still work with it, for a legal claim or to protect
somebody. What the person brings after it began is a new matter, and free.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import consts
from cfm_app.obligations import gate
from cfm_app.privacy import clearance, identity

HOLD = "CFM Legal Hold"
NOT_LIFTED = {"lifted_on": ["is", "not set"]}
# Who decides what is kept: of ordinary cases, and of those that they are entrusted with.
KEEPERS = frozenset(
    (consts.MANAGER, consts.DATA_PROTECTION, consts.PSEA, consts.FRAUD, consts.PROTECTION)
)
MEMBER = "Community Member"
# Of what can name a person: the moment after which it is a new matter.
NEWS = {"Case": "creation", consts.CONVERSATION: "last_heard_on"}
# Whose writing is a use; a referral is one of its case.
WRITTEN = ("Case", "Referral", MEMBER)


class OnlyKept(frappe.ValidationError):
    """The person asked that this is kept and used for nothing."""


def check(doc: Document, method: str | None = None, *_arguments: Any) -> None:
    """Event: refuse to change, refer, rename or delete what is only kept, but to those who decide on it."""
    is_referral = doc.doctype == "Referral"
    # What follows from an act that is allowed, such as taking a consent back, is no use.
    if gate.is_suspended() or (doc.is_new() and not is_referral):
        return
    place = ("Case", doc.cfm_case) if is_referral else (doc.doctype, doc.name)
    refuse(*place)


def refuse(doctype: str, name: str) -> None:
    """Refuse with a sentence to do something with what is only kept."""
    if is_closed(doctype, name):
        frappe.throw(sentence(), OnlyKept)


def is_closed(doctype: str, name: str) -> bool:
    """Whether a case, conversation or person is only kept and the user in the session may do nothing with it."""
    return bool(restricted_names(doctype, [name])) and not may_decide()


def may_decide(user: str | None = None) -> bool:
    """Whether a user decides what is kept, of what they see."""
    found = clearance.of(user)
    return found.is_unlimited or bool(found.roles & KEEPERS)


def sentence() -> str:
    """What is told to whoever would use it."""
    return _(
        "The person asked that what is held about them is only kept, and used for nothing. Ask data"
        " protection before you do anything with it."
    )


def restricted_names(doctype: str, names: list[str]) -> set[str]:
    """Those of some cases, conversations or persons that are only kept."""
    standing = frappe.get_all(
        HOLD,
        filters={"restricts_use": 1, **NOT_LIFTED},
        fields=["ref_doctype", "ref_name", "held_on"],
        order_by="held_on asc",
    )
    found = {row.ref_name for row in standing if row.ref_doctype == doctype}.intersection(names)
    for row in standing:
        if row.ref_doctype == MEMBER:
            found |= _of_person(row, doctype, names)
        elif row.ref_doctype == "Case" and doctype == consts.CONVERSATION:
            found |= _of_case(row, names)
    return found


def _of_case(hold: Any, talks: list[str]) -> set[str]:
    """Those of some conversations that tell of a case, and in which nothing was heard since the hold began."""
    linked = frappe.get_all(
        "CFM Conversation Case",
        filters={"parenttype": consts.CONVERSATION, "cfm_case": hold.ref_name},
        pluck="parent",
        parent_doctype=consts.CONVERSATION,
        order_by="parent asc",
    )
    return _unheard(consts.CONVERSATION, {"name": ["in", [*{*linked} & {*talks}] or [""]]}, hold)


def _of_person(hold: Any, doctype: str, names: list[str]) -> set[str]:
    """Those of a person, under whatever record, that were there when the hold began."""
    persons = identity.records_of(hold.ref_name)
    if doctype == MEMBER:
        return set(persons).intersection(names)
    filters = {"name": ["in", names or [""]], "community_member": ["in", persons]}
    return _unheard(doctype, filters, hold)


def _unheard(doctype: str, filters: dict[str, Any], hold: Any) -> set[str]:
    """Those of some documents that are no new matter."""
    news = NEWS[doctype]
    rows = frappe.get_all(doctype, filters=filters, fields=["name", news], order_by="name asc")
    return {row.name for row in rows if not row[news] or row[news] <= hold.held_on}
