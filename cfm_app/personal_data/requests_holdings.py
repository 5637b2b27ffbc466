"""What is held on whoever makes a request, without what concerns restricted cases: that is in its parts."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import batch_cache, consts
from cfm_app.personal_data import holdings
from cfm_app.personal_data import requests_entry as entry
from cfm_app.personal_data import requests_parts as parts
from cfm_app.personal_data.holdings import Held

# What is kept of the request itself stays: it is the proof of what was done with it.
OF_REQUESTS = (consts.PERSON_REQUEST, consts.REQUEST_PART, "CFM Erasure", "CFM Legal Hold")


def ordinary(request: Document) -> list[Held]:
    """What data protection answers for: everything held but the parts of restricted cases."""
    if request.community_member:
        with batch_cache.cached_batch():
            found = holdings.of_person(request.community_member)
            return _without(found, _restricted(request.community_member))
    if request.cfm_case:
        return holdings.of_case(request.cfm_case)
    if request.conversation:
        return holdings.of_conversation(request.conversation)
    frappe.throw(_("Say first whose data this is about."))


def erasable(rows: list[Held]) -> list[Held]:
    """Without the requests of the person, and what hangs on them."""
    about = {row.name for row in rows if row.doctype in OF_REQUESTS}
    hanging = {
        (row.doctype, row.name)
        for row in rows
        if row.doctype in consts.CARRIERS
        and frappe.db.get_value(row.doctype, row.name, consts.CARRIERS[row.doctype][1]) in about
    }
    return [
        row
        for row in rows
        if row.doctype not in OF_REQUESTS and (row.doctype, row.name) not in hanging
    ]


def is_known_elsewhere(member: str) -> bool:
    """Whether restricted cases name a person: then their record is the handlers', too."""
    cases, conversations = parts.restricted_of(member)
    return bool(cases or conversations)


def _restricted(member: str) -> set[tuple[str, str]]:
    cases, conversations = parts.restricted_of(member)
    subjects = [frappe._dict(cfm_case=case, conversation=None) for case in cases]
    subjects += [frappe._dict(cfm_case=None, conversation=name) for name in conversations]
    return {(row.doctype, row.name) for each in subjects for row in parts.held_of(each)}


def _without(rows: list[Held], left_out: set[tuple[str, str]]) -> list[Held]:
    return [
        row for row in rows if row.doctype != entry.PART and (row.doctype, row.name) not in left_out
    ]
