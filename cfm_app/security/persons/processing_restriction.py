"""Restriction of processing: a legal hold with `restricts_use` keeps data without using it.

As in Article 18 of the General Data Protection Regulation, such data is not changed, referred, answered
or passed on. Those who decide on holds may still work with it, for a legal claim or to protect somebody.
What the person brings up later is a new matter, and free.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.security.entitlement import clearance
from cfm_app.security.obligations import gate
from cfm_app.security.persons import identity

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
    """The person asked that this is stored and not used."""


def check(doc: Document, method: str | None = None, *_arguments: Any) -> None:
    """Event: throw when somebody else than those who decide on holds changes, refers, renames or deletes such data."""
    is_referral = doc.doctype == "Referral"
    # What follows from an act that is allowed, such as taking a consent back, is no use.
    if gate.is_suspended() or (doc.is_new() and not is_referral):
        return
    place = ("Case", doc.cfm_case) if is_referral else (doc.doctype, doc.name)
    refuse(*place)


def refuse(doctype: str, name: str) -> None:
    """Throw with a sentence if a document may not be used."""
    if is_closed(doctype, name):
        frappe.throw(sentence(), OnlyKept)


def is_closed(doctype: str, name: str) -> bool:
    """Whether the use of a case, conversation or person is restricted for the user in the session."""
    return bool(restricted_names(doctype, [name])) and not may_decide()


def may_decide(user: str | None = None) -> bool:
    """Whether a user decides on holds, for documents that they see."""
    found = clearance.of(user)
    return found.is_unlimited or bool(found.roles & KEEPERS)


def sentence() -> str:
    """The refusal, as a sentence."""
    return _(
        "The person asked that what is held about them is only kept, and used for nothing. Ask data"
        " protection before you do anything with it."
    )


def restricted_names(doctype: str, names: list[str]) -> set[str]:
    """The names of these cases, conversations or persons whose use is restricted."""
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
    """The conversations about a case in which nobody wrote since the hold began."""
    linked = frappe.get_all(
        "CFM Conversation Case",
        filters={"parenttype": consts.CONVERSATION, "cfm_case": hold.ref_name},
        pluck="parent",
        parent_doctype=consts.CONVERSATION,
        order_by="parent asc",
    )
    return _unheard(consts.CONVERSATION, {"name": ["in", [*{*linked} & {*talks}] or [""]]}, hold)


def _of_person(hold: Any, doctype: str, names: list[str]) -> set[str]:
    """The documents of a person, under any of their records, that existed when the hold began."""
    persons = identity.records_of(hold.ref_name)
    if doctype == MEMBER:
        return set(persons).intersection(names)
    filters = {"name": ["in", names or [""]], "community_member": ["in", persons]}
    return _unheard(doctype, filters, hold)


def _unheard(doctype: str, filters: dict[str, Any], hold: Any) -> set[str]:
    """The documents that are no new matter."""
    news = NEWS[doctype]
    rows = frappe.get_all(doctype, filters=filters, fields=["name", news], order_by="name asc")
    return {row.name for row in rows if not row[news] or row[news] <= hold.held_on}
