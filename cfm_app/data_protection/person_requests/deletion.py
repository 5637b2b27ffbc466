"""Erases what is held on a person, except what must be kept, and stores a proof without words."""

from collections import Counter
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import batch_cache, consts, doctype_access
from cfm_app.data_protection.person_requests import (
    before_erasure,
    contact_until_told,
    entry,
    handlers_record,
    other_records,
    states,
)
from cfm_app.data_protection.person_requests import held as held_of_request
from cfm_app.data_protection.personal_data import (
    compaction,
    erasure,
    erasure_everywhere,
    erasure_words,
    holdings,
    holds,
    known_by,
)
from cfm_app.data_protection.personal_data.erasure_words import Search, Swept
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.data_protection.personal_data.known_by import KnownBy
from cfm_app.security.access_rule import open_documents
from cfm_app.security.persons import identity

MEMBER, SEARCH = "Community Member", "CFM Search Entry"
# The fields of a request about the person, which are erased when it is carried out.
OF_PERSON = (
    *("community_member", "cfm_case", "conversation", "words", "redacted", "files_along"),
    *("told_words", "decision_reason", "extension_reason"),
)
# The possible subjects of a request, by field.
SUBJECTS = {"community_member": MEMBER, "cfm_case": "Case", "conversation": consts.CONVERSATION}


@dataclass(frozen=True)
class Kept:
    """A record that is kept, and why (in English, for `_`)."""

    name: str
    why: str


OTHER_TEXTS = "Name and number taken out of other texts"
WORDS_OF_OFFICE = "Set-up of the office that says their name: change it by hand"
WORDS_OF_OTHERS = "Others speak of them in their own cases"
OPEN_CASE, HELD = "Somebody still works on it", "A legal hold keeps it"


def plan(request: Document) -> tuple[list[Held], list[Kept]]:
    """What would be erased, and the cases that are kept for now."""
    rows = held_of_request.erasable(held_of_request.ordinary(request))
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row.doctype, []).append(row.name)
    kept = list(_kept_cases(names.get("Case", [])))
    held = holds.held_among(MEMBER, names.get(MEMBER, []))
    with batch_cache.cached_batch():
        left = {(row.doctype, row.name) for each in kept for row in holdings.of_case(each.name)}
    if kept or held:
        left |= {(MEMBER, name) for name in names.get(MEMBER, [])}
        left |= {(row.doctype, row.name) for row in rows if _hangs_on_person(row)}
    kept += [Kept(name, HELD) for name in sorted(held)]
    for doctype in (consts.CONVERSATION, consts.CALL):
        for name in holds.held_among(doctype, names.get(doctype, [])):
            left |= {(doctype, name)} | {
                (row.doctype, row.name) for row in rows if _belongs(row, doctype, name)
            }
    return [row for row in rows if (row.doctype, row.name) not in left], kept


def delete(name: str, untold: str | None = None) -> Document:
    """Erase what may be erased, note it, and remove the person from the request itself.

    They were told before, which closes the request; or `untold` says why they cannot be told, and how to tell them
    stays sealed for some time (`before_erasure`). The proof names what a hold or open work keeps; it is asked about
    again later. Throws as long as another record may be of the same person.
    """
    searches = _look_for(name)
    request = entry.opened(name, states.DECIDED)
    if request.kind != states.DELETION:
        frappe.throw(_("This request asks for no deletion."))
    other_records.require_looked_at(request)
    before_erasure.require(request, untold)
    rows, kept = plan(request)
    if not request.told_on:
        contact_until_told.keep(request)
    if not rows:
        frappe.throw(_("All of it has to be kept for now: refuse it, or wait, and say why."))
    person = _known_by(request) if not kept else KnownBy()
    if request.community_member and not kept:
        handlers_record.part_from(request.community_member)
    if not kept:
        # A backup from before must not bring back what this request and those before it say.
        rows = [*rows, Held(entry.DOCTYPE, request.name, holdings.ITSELF), *_ended_before(rows)]
    [erased], swept = erasure_everywhere.erase(
        [erasure.plan_of(rows, str(request.name))], person, searches
    )
    compaction.soon()
    request.proof = proof_of(rows, kept, erased.name, swept)
    if not kept:
        request.update(dict.fromkeys(OF_PERSON))
    request.carried_out_on, request.carried_out_by = now_datetime(), frappe.session.user
    if request.told_on:
        request.closed_on, request.closed_by = request.carried_out_on, request.carried_out_by
    return entry.save(request)


def _look_for(name: str) -> list[Search]:
    """Look through the whole database before the request is locked: nobody waits meanwhile."""
    request = open_documents.get_open(entry.DOCTYPE, name)
    is_next = request.kind == states.DELETION and request.state == states.DECIDED
    if not is_next or not entry.may_handle(request):
        return []
    return erasure_words.look_for(_known_by(request))


def _known_by(request: Document) -> KnownBy:
    members = identity.records_of(request.community_member) if request.community_member else []
    return known_by.of_persons(members, [request.conversation] if request.conversation else [])


def _ended_before(rows: list[Held]) -> list[Held]:
    """Closed requests about the erased data: nobody needs their words any more."""
    about = [
        [field, "in", names]
        for field, doctype in SUBJECTS.items()
        if (names := [row.name for row in rows if row.doctype == doctype])
    ]
    ended = {"closed_on": ["is", "set"]}
    found = frappe.get_all(
        entry.DOCTYPE, filters=ended, or_filters=about, pluck="name", order_by="name asc"
    )
    return [Held(entry.DOCTYPE, name, holdings.NAMES) for name in found]


def _kept_cases(cases: list[str]) -> list[Kept]:
    held = holds.held_among("Case", cases)
    open_cases = frappe.get_all(
        "Case",
        filters={"name": ["in", cases or [""]], "phase": ["!=", consts.PHASE_CLOSED]},
        pluck="name",
        order_by="name asc",
    )
    found = [Kept(case, HELD) for case in sorted(held)]
    return found + [Kept(case, OPEN_CASE) for case in open_cases if case not in held]


def _hangs_on_person(row: Held) -> bool:
    """Whether a row is what the system keeps of the record of a person: its history, its words of search."""
    if row.doctype in doctype_access.CARRIERS:
        target = frappe.db.get_value(row.doctype, row.name, doctype_access.CARRIERS[row.doctype][0])
        return bool(target == MEMBER)
    return row.doctype == SEARCH and bool(
        frappe.db.exists(SEARCH, {"name": row.name, "entry_type": MEMBER})
    )


def _belongs(row: Held, doctype: str, name: str) -> bool:
    if doctype != consts.CONVERSATION or row.doctype != consts.MESSAGE:
        return False
    return frappe.db.get_value(row.doctype, row.name, "conversation") == name


def keeps_something(request: Document) -> bool:
    """Whether something is kept for now: by the proof once it is carried out, else by what would be erased."""
    if request.carried_out_on:
        whys = {line.partition(": ")[2] for line in (request.proof or "").splitlines()}
        return bool(whys & {OPEN_CASE, HELD})
    return bool(request.state == states.DECIDED and plan(request)[1])


def proof_of(rows: list[Held], kept: list[Kept], line: str, swept: Swept | None = None) -> str:
    """Counts by kind, the line in the register of erasures, and kept records with reasons."""
    counts = Counter(row.doctype for row in rows)
    told = [f"{doctype}: {count}" for doctype, count in sorted(counts.items())]
    told.append(f"CFM Erasure: {line}")
    if swept and swept.rows:
        told.append(f"{OTHER_TEXTS}: {swept.rows}")
    if swept and swept.of_others:
        told.append(f"{WORDS_OF_OTHERS}: {swept.of_others}")
    if swept and swept.of_office:
        told.append(f"{WORDS_OF_OFFICE}: {swept.of_office}")
    return "\n".join([*told, *(f"{each.name}: {each.why}" for each in kept)])
