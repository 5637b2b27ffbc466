"""Reads candidates of the index with the user's permissions."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
from frappe import _

from cfm_app.cases.search import fulltext, referral_messages, tokens
from cfm_app.cases.search.fulltext import Group, Question
from cfm_app.cases.search.index import CASE, PERSON, REFERRAL
from cfm_app.cases.search.results import Match, Piece, ResultLine
from cfm_app.security import audit
from cfm_app.security.entitlement import clearance
from cfm_app.security.entitlement.absences import receivers_for

SHOWN = 10
# So many candidates are looked at; at a time, as many as make a full group for most users.
CANDIDATES = 200
AT_ONCE = 25
CASES_OF_PERSON = 3
# Of the newest entries, so many are looked at before others are; in more of them, so many answers are wanted.
FEW, MANY = 300, 4_000
WANTED = 15

CASE_FIELDS = (
    "name received_on creation category workflow_state phase priority sensitivity respond_by"
    " resolve_by next_due_on first_response_on sla_status next_contact_on consent_status location"
    " incident_location community_member source_id duplicate_of"
).split() + list(tokens.CASE_TEXTS)
REFERRAL_FIELDS = ["name", "cfm_case", "workflow_state", "due_on", *tokens.REFERRAL_TEXTS]
PERSON_FIELDS = ["name", "phone", "second_phone", "phone_key", "second_phone_key", "location"]
PERSON_FIELDS += [*tokens.PERSON_NAMES, *tokens.PERSON_NUMBERS]
FIELDS = {CASE: CASE_FIELDS, REFERRAL: REFERRAL_FIELDS, PERSON: PERSON_FIELDS}


class Reader:
    """The visible lines of one question; says whether there may be more."""

    def __init__(self, asked: list[Question], types: tuple[str, ...], most: int = SHOWN) -> None:
        user = clearance.of()
        limit = () if user.is_general or user.is_unlimited else (_own_referrals(),)
        self.asked = [(*each, *limit) for each in asked]
        self.types = types
        self.most = most
        self.has_more = False

    def lines(self, found_by: Callable[[Any], Match | None]) -> Iterator[ResultLine]:
        """Those of which a function says by what they were found; each case once."""
        shown: set[str] = set()
        count = 0
        for entries in self._candidates():
            for line in self._readable(entries, found_by):
                if line.name in shown:
                    continue
                if count == self.most:
                    self.has_more = True
                    return
                shown.add(line.name)
                count += 1
                yield line

    def _candidates(self) -> Iterator[list[Any]]:
        """Of each question the newest first, then all; none of them twice."""
        seen: set[int] = set()
        for nearer, asked in enumerate(self.asked):
            # What is hardly found by words as they are is rare with several longer ones, too.
            at_once = nearer > 0 and len(seen) < WANTED and len(asked) > 1
            for entries in [self._all(asked)] if at_once else self._ever_older(asked):
                fresh = [entry for entry in entries if entry.name not in seen]
                seen.update(entry.name for entry in fresh)
                for at in range(0, len(fresh), AT_ONCE):
                    yield fresh[at : at + AT_ONCE]
                self.has_more = self.has_more or len(entries) == CANDIDATES

    def _ever_older(self, asked: Question) -> Iterator[list[Any]]:
        """What answers a question among a few of the newest entries, among more of them, and among all.

        A database reads and sorts all that is found by a word before it gives the newest. How often a word
        is said in the newest entries tells where enough of it will be found; a rare one is asked for at once.
        """
        found = []
        if few := fulltext.newest_days(FEW):
            yield (found := fulltext.matching(asked, AT_ONCE, self.types, few))
        if found:
            enough = FEW * WANTED // len(found)
            if more := fulltext.newest_days(enough if enough > FEW else MANY):
                yield fulltext.matching(asked, AT_ONCE, self.types, more)
        yield self._all(asked)

    def _all(self, asked: Question) -> list[Any]:
        return fulltext.matching(asked, CANDIDATES, self.types)

    def _readable(
        self, entries: list[Any], found_by: Callable[[Any], Match | None]
    ) -> Iterator[ResultLine]:
        docs = _documents_of(entries)
        matched = [
            (entry, match)
            for entry in entries
            if (doc := docs.get((entry.entry_type, entry.entry_name))) and (match := found_by(doc))
        ]
        cases = {name: doc for (doctype, name), doc in docs.items() if doctype == CASE}
        named = {entry.entry_case for entry, _m in matched if entry.entry_type == REFERRAL}
        if missing := sorted(named - cases.keys()):
            cases |= {case.name: case for case in cases_in([["name", "in", missing]])}
        of_persons = _cases_of([e.entry_name for e, _m in matched if e.entry_type == PERSON])
        for entry, (label, pieces) in matched:
            if entry.entry_type == PERSON:
                yield from _lines_of_person(entry.entry_name, of_persons, label, pieces)
                continue
            case = cases.get(entry.entry_case)
            if entry.entry_type == REFERRAL:
                label = f"{_('Referral')} {entry.entry_name} · {label}"
            name = case.name if case else entry.entry_name
            yield ResultLine(CASE if case else entry.entry_type, name, case, label, pieces)


def _documents_of(entries: list[Any]) -> dict[tuple[str, str], Any]:
    """What entries are about, by type and name."""
    return {
        (doctype, doc.name): doc
        for doctype, fields in FIELDS.items()
        for doc in documents(
            doctype, [entry.entry_name for entry in entries if entry.entry_type == doctype], fields
        )
    }


def _cases_of(persons: list[str]) -> dict[str, list[Any]]:
    """The last cases of each person."""
    found: dict[str, list[Any]] = {}
    if persons:
        for case in cases_in([["community_member", "in", persons]]):
            of_person = found.setdefault(case.community_member, [])
            if len(of_person) < CASES_OF_PERSON:
                of_person.append(case)
    return found


def _lines_of_person(
    name: str, cases: dict[str, list[Any]], label: str, pieces: list[Piece]
) -> Iterator[ResultLine]:
    """The last cases of a person; the person alone where there is none."""
    audit.record("Search", PERSON, name)
    for case in cases.get(name, []):
        yield ResultLine(CASE, case.name, case, label, pieces)
    if name not in cases:
        yield ResultLine(PERSON, name, None, label, pieces)


def _own_referrals() -> Group:
    """Filters for referrals to the user, and to those whose deputy they are."""
    return tuple(tokens.receiver(user) for user in receivers_for(clearance.of().user))


def documents(doctype: str, names: list[str], fields: list[str]) -> list[Any]:
    """Documents by name that the user may read."""
    if not names or not frappe.has_permission(doctype, "read"):
        return []
    if doctype == CASE:
        return cases_in([["name", "in", names]], len(names))
    rows = frappe.get_list(
        doctype,
        filters={"name": ["in", names]},
        fields=fields,
        order_by="name asc",
        limit_page_length=len(names),
    )
    return referral_messages.put_beside(rows) if doctype == REFERRAL else rows


def cases_in(filters: list[list[Any]], most: int = CANDIDATES) -> list[Any]:
    """Ordinary cases that the user may read, latest first."""
    if not frappe.has_permission(CASE, "read"):
        return []
    rows = frappe.get_list(
        CASE,
        filters=filters,
        fields=CASE_FIELDS,
        order_by="received_on desc, creation desc",
        limit_page_length=most,
    )
    restricted = clearance.restricted_classes()
    return [row for row in rows if row.sensitivity not in restricted]
