"""What is held on whoever makes a request, without what concerns restricted cases: that is in its parts."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import batch_cache, consts, doctype_access
from cfm_app.data_protection.person_requests import entry, parts
from cfm_app.data_protection.personal_data import holdings, restricted_rows
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.security.access_rule import open_documents
from cfm_app.security.persons import identity

# The request itself stays, as the proof of what was done.
OF_REQUESTS = (consts.PERSON_REQUEST, consts.REQUEST_PART, "CFM Erasure", "CFM Legal Hold")


def ordinary(request: Document) -> list[Held]:
    """What data protection answers for: everything held but what is of restricted cases and conversations,
    and but conversations and calls that nothing but a number leads to (`unlinked`).

    What a request is about may have become restricted; then all of it is for whoever is entrusted with it.
    """
    return _ordinary(request, holdings.to_erase_of)


def handed_over(request: Document) -> list[Held]:
    """What the copy contains: of `ordinary`, what is linked to the person, not by number alone."""
    return _ordinary(request, holdings.linked_to)


def unlinked(request: Document) -> list[Held]:
    """Conversations and calls from a number of the person that are linked to nobody: they may be another's
    who has the same phone, and are handed over and erased only once somebody has linked them.
    """
    if not request.community_member:
        return []
    with batch_cache.cached_batch():
        return _without_restricted(holdings.unlinked_of(request.community_member))


def _ordinary(request: Document, of_person: Callable[[str], list[Held]]) -> list[Held]:
    if request.community_member:
        with batch_cache.cached_batch():
            found = of_person(request.community_member)
            found += _written_in(request)
            return _without_restricted(list(dict.fromkeys(found)), request.community_member)
    for doctype, field, held in (
        ("Case", "cfm_case", holdings.of_case),
        (consts.CONVERSATION, "conversation", holdings.of_conversation),
    ):
        if name := request.get(field):
            with batch_cache.cached_batch():
                if restricted_rows.restricted([(doctype, name)]):
                    open_documents.get_open(doctype, name)
                    return held(name)
                return _without_restricted(held(name))
    frappe.throw(_("Say first whose data this is about."))


def _written_in(request: Document) -> list[Held]:
    """The conversation in which somebody asked who was named afterwards, unless it is another person's."""
    if not request.conversation:
        return []
    writer = frappe.db.get_value(consts.CONVERSATION, request.conversation, "community_member")
    if writer and writer not in identity.records_of(request.community_member):
        return []
    return holdings.of_conversation(request.conversation)


def erasable(rows: list[Held]) -> list[Held]:
    """The rows without the person's requests and what is attached to them."""
    about = {row.name for row in rows if row.doctype in OF_REQUESTS}
    hanging = {
        (row.doctype, row.name)
        for row in rows
        if row.doctype in doctype_access.CARRIERS
        and frappe.db.get_value(row.doctype, row.name, doctype_access.CARRIERS[row.doctype][1])
        in about
    }
    return [
        row
        for row in rows
        if row.doctype not in OF_REQUESTS and (row.doctype, row.name) not in hanging
    ]


def is_known_elsewhere(member: str) -> bool:
    """Whether restricted cases name a person: then handlers need the record too."""
    cases, conversations = parts.restricted_of(member)
    return bool(cases or conversations)


def _without_restricted(rows: list[Held], member: str | None = None) -> list[Held]:
    """Without parts, and whatever is restricted or tells of it: a number or a link may have led to it."""
    closed = restricted_rows.restricted((row.doctype, row.name) for row in rows)
    cases = {name for doctype, name in closed if doctype == "Case"}
    conversations = {name for doctype, name in closed if doctype == consts.CONVERSATION}
    if member:
        for known, more in zip((cases, conversations), parts.restricted_of(member), strict=True):
            known.update(more)
    subjects = [frappe._dict(cfm_case=case, conversation=None) for case in sorted(cases)]
    subjects += [frappe._dict(cfm_case=None, conversation=name) for name in sorted(conversations)]
    closed |= {(row.doctype, row.name) for each in subjects for row in parts.held_of(each)}
    return [
        row for row in rows if row.doctype != entry.PART and (row.doctype, row.name) not in closed
    ]
