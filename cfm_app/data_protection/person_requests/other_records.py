"""Other records that may be of whoever asks: looked at before anything is handed over or erased.

The office notes pairs of records that are alike, as they are recorded. As long as nobody has said of one whether it is
the same person, half of what is held may be in no copy, and left by an erasure.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.cases import person_merge
from cfm_app.data_protection.person_requests import entry, parts, states
from cfm_app.security.access_rule import open_documents
from cfm_app.security.persons import identity
from cfm_app.security.restricted_cases import openly_known

MEMBER, ALIKE = "Community Member", "possible_duplicates"
FIELDS = ["name", "full_name", "other_names", "phone", "second_phone"]


def of(request: Document) -> list[Any]:
    """The records of which nobody has said yet whether they are of the person of a request, by number."""
    member = request.community_member
    if not member or request.state not in states.OPEN or not openly_known.is_openly_known(member):
        return []
    own = identity.records_of(member)
    found = _named_by(own) | _naming(own)
    rows = frappe.get_list(
        MEMBER,
        # An erased record is nobody's any more.
        filters={
            "name": ["in", sorted(found - set(own)) or [""]],
            "merged_into": ["is", "not set"],
            "full_name": ["is", "set"],
        },
        fields=FIELDS,
        order_by="name asc",
        limit_page_length=0,
    )
    return [row for row in rows if openly_known.is_openly_known(row.name)]


def is_the_same(name: str, member: str) -> Document:
    """Make a record one with that of the person: it goes along with all that is held on it."""
    request = _opened(name, member)
    person_merge.merge(request.community_member, member)
    parts.make(request)
    return request


def is_another(name: str, member: str) -> Document:
    """Note that a record is of somebody else, and stays."""
    request = _opened(name, member)
    own = identity.records_of(request.community_member)
    for each in own:
        if member in _named_by([each]) or each in _named_by([member]):
            person_merge.tell_apart(each, member)
    return request


def require_looked_at(request: Document) -> None:
    """Throw as long as a record may be of the same person."""
    if of(request):
        frappe.throw(
            _(
                "Other records may be of this person. Say first of each whether it is the same person."
            )
        )


def _opened(name: str, member: str) -> Document:
    request = entry.opened(name, states.IDENTIFIED, states.DECIDED)
    if member not in {row.name for row in of(request)}:
        open_documents.refuse(MEMBER, member)
    return request


def _named_by(members: list[str]) -> set[str]:
    rows = frappe.get_all(MEMBER, {"name": ["in", members]}, pluck=ALIKE, order_by="name asc")
    return {name for row in rows for name in (row or "").split()}


def _naming(members: list[str]) -> set[str]:
    found: set[str] = set()
    for member in members:
        alike = {ALIKE: ["like", f"%{member}%"]}
        found |= set(frappe.get_all(MEMBER, alike, pluck="name", order_by="name asc"))
    return found
