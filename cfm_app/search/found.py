"""The search: one function for every screen and client.

The index gives candidates, the newest first. What of them is shown is read with the rights of the user,
and a line stays only if what it was found by stands in a field that the user may read. Restricted cases
are in no group, also for those who handle them: they have their own list.
"""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
from frappe import _

from cfm_app.privacy import audit, clearance, status_codes
from cfm_app.privacy.clearance import receivers_for
from cfm_app.search import fulltext, results, texts, tokens
from cfm_app.search.asked import Asked
from cfm_app.search.index import CASE, PERSON, PLACE, REFERRAL
from cfm_app.search.results import Group, Line
from cfm_app.sop.trees import chain

SHOWN = 10
# So many candidates are looked at; at a time, as many as make a full group for most users.
CANDIDATES = 200
AT_ONCE = 25
PLACES = 3
PERSONS = 8
CASES_OF_PERSON = 3

CASE_FIELDS = (
    "name received_on creation category workflow_state phase priority sensitivity respond_by"
    " resolve_by next_due_on first_response_on sla_status next_contact_on consent_status location place_details"
    " incident_location community_member source_id"
).split() + list(tokens.CASE_TEXTS)
REFERRAL_FIELDS = ["name", "cfm_case", "workflow_state", "due_on", *tokens.REFERRAL_TEXTS]
PERSON_FIELDS = ["name", "phone", "second_phone", "phone_key", "second_phone_key", "location"]
PERSON_FIELDS += [*tokens.PERSON_NAMES, *tokens.PERSON_NUMBERS]


def search(text: str) -> list[Group]:
    """Everything the user may see that a text may mean; groups without lines say what was asked."""
    asked = Asked.of(text)
    reads_cases = frappe.has_permission(CASE, "read")
    if not reads_cases and not frappe.has_permission(REFERRAL, "read"):
        raise frappe.PermissionError(_("You may not search cases."))
    if not asked.text:
        return []
    makers: list[Callable[[Asked], Group | None]] = [_by_number]
    if not asked.is_whole_number:
        makers += [_by_code, _by_person, _by_place, _by_words] if reads_cases else [_by_words]
    return [group for make in makers if (group := make(asked))]


# --- the groups -------------------------------------------------------------------------------
def _by_number(asked: Asked) -> Group | None:
    if not asked.number:
        return None
    reader = _Reader(asked.number, (CASE, REFERRAL, PERSON))
    lines = list(reader.lines(lambda doc: _number_of(asked, doc)))
    lines.sort(key=lambda line: texts.key(line.name) != asked.number_key)
    if lines and texts.key(lines[0].name) == asked.number_key:
        lines = lines[:1]
    where = _("number “{0}” of a case, referral, person or source, or a part of it")
    return Group("number", _("Number"), where.format(asked.text), lines, reader.has_more)


def _number_of(asked: Asked, doc: Any) -> tuple[str, list[results.Piece]] | None:
    numbers = {
        "name": _("Number"),
        "source_id": _("Number in the source"),
        **dict.fromkeys(tokens.PERSON_NUMBERS, _("Number of the person")),
    }
    for field, label in numbers.items():
        if asked.number_key in texts.key(doc.get(field)):
            return label, results.whole(doc[field])
    return None


def _by_code(asked: Asked) -> Group | None:
    if not asked.code:
        return None
    case = status_codes.find(asked.code)
    rows = _cases([["name", "=", case or ""]], 1)
    shown = results.whole(status_codes.in_groups(asked.code))
    lines = [Line(CASE, row.name, row, _("Code"), shown) for row in rows]
    return Group("code", _("Code"), _("code {0} of a person").format(shown[0][0]), lines)


def _by_person(asked: Asked) -> Group | None:
    parts = [
        (asked.phone, _("phone “{0}”")),
        (asked.person, _("name “{0}”")),
    ]
    wanted = [(query, said.format(asked.text)) for query, said in parts if query]
    if not wanted or not frappe.has_permission(PERSON, "read"):
        return None
    lines: list[Line] = []
    has_more = False
    for query, _said in wanted:
        reader = _Reader(query, (PERSON,), PERSONS)
        lines += reader.lines(lambda doc: _person_of(asked, doc))
        has_more = has_more or reader.has_more
    said = _("{0} of a person, also in another spelling").format(
        ", ".join(each for _q, each in wanted)
    )
    return Group("person", _("Person"), said, lines, has_more)


def _person_of(asked: Asked, doc: Any) -> tuple[str, list[results.Piece]] | None:
    names = " · ".join(name for field in tokens.PERSON_NAMES if (name := doc.get(field)))
    phones = [phone for phone in (doc.get("phone"), doc.get("second_phone")) if phone]
    by_phone = any(_is_phone(asked, doc.get(f"{field}_key")) for field in ("phone", "second_phone"))
    by_name = results.sounds_like(asked.names, *(doc.get(field) for field in tokens.PERSON_NAMES))
    if not by_phone and not by_name:
        return None
    pieces = [(names, by_name), (" · " if phones else "", False), (" · ".join(phones), by_phone)]
    return _("Person"), [piece for piece in pieces if piece[0]]


def _is_phone(asked: Asked, key: str | None) -> bool:
    typed = "".join(filter(str.isdigit, asked.text))
    known = "".join(filter(str.isdigit, key or ""))
    return bool(asked.phone and known) and (asked.phone_key == key or typed in known)


def _by_place(asked: Asked) -> Group | None:
    if not asked.place:
        return None
    found = [row for each in asked.place for row in fulltext.matching(each, CANDIDATES, (PLACE,))]
    names = list({row.entry_name for row in found})
    places = _list(PLACE, names, ["name", *tokens.PLACE_NAMES])
    places = [each for each in places if _place_of(asked, each)]
    # Whoever names the province Lac does not mean the department Lac Wey. The larger place comes first.
    places = [each for each in places if _is_named(asked, each)] or places
    places.sort(key=lambda each: len(chain(PLACE, each.name)))
    lines: list[Line] = []
    has_more = len(places) > PLACES
    for place in places[:PLACES]:
        reader = _Reader([fulltext.all_of(tokens.within(place.name))], (CASE,), SHOWN - len(lines))
        label = " · ".join(_titles(chain(PLACE, place.name)[1:3]))
        shown = results.whole(place.location_name) + ([(f" ({label})", False)] if label else [])
        lines += reader.lines(lambda doc, at=place.name, pieces=shown: _within(doc, at, pieces))
        has_more = has_more or reader.has_more
    said = _("cases of a place named “{0}” and of the places below it").format(asked.text)
    return Group("place", _("Place"), said, lines, has_more)


def _place_of(asked: Asked, place: Any) -> bool:
    return any(
        results.sounds_like(asked.names, line)
        for field in tokens.PLACE_NAMES
        for line in (place.get(field) or "").splitlines()
    )


def _is_named(asked: Asked, place: Any) -> bool:
    return texts.key(place.location_name) == texts.key(asked.text)


def _within(
    case: Any, place: str, pieces: list[results.Piece]
) -> tuple[str, list[results.Piece]] | None:
    ends = (case.get("location"), case.get("incident_location"))
    return (_("Place"), pieces) if any(place in chain(PLACE, end) for end in ends) else None


def _by_words(asked: Asked) -> Group | None:
    if not asked.said:
        return None
    reader = _Reader(asked.said, (CASE, REFERRAL))
    lines = list(reader.lines(lambda doc: _said_in(asked, doc)))
    said = _("words “{0}” in what was said, answered or referred").format(asked.text)
    return Group("words", _("Words"), said, lines, reader.has_more)


def _said_in(asked: Asked, doc: Any) -> tuple[str, list[results.Piece]] | None:
    """The field with most of the words; all of them must stand in fields that the user may read."""
    fields = tokens.REFERRAL_TEXTS if "cfm_case" in doc else tokens.CASE_TEXTS
    held = {field: results.found_words(asked.words, doc.get(field)) for field in fields}
    if set().union(*held.values()) != set(asked.words):
        return None
    best = max(fields, key=lambda field: len(held[field]))
    meta = frappe.get_meta(REFERRAL if "cfm_case" in doc else CASE)
    return _(meta.get_label(best)), results.by_words(asked.words, doc[best])


# --- candidates, by right ---------------------------------------------------------------------
class _Reader:
    """The lines of one question, as far as the user may see them; says whether there may be more."""

    def __init__(self, asked: list[str], types: tuple[str, ...], most: int = SHOWN) -> None:
        user = clearance.of()
        limit = "" if user.is_general or user.is_unlimited else f" {_own_referrals()}"
        self.asked = [f"{each}{limit}" for each in asked]
        self.types = types
        self.most = most
        self.has_more = False

    def lines(
        self, found_by: Callable[[Any], tuple[str, list[results.Piece]] | None]
    ) -> Iterator[Line]:
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
        recently = fulltext.recently()
        for asked in self.asked:
            for query, most in ((f"{asked} +{recently}", AT_ONCE), (asked, CANDIDATES)):
                if query is not asked and not recently:
                    continue
                entries = fulltext.matching(query, most, self.types)
                fresh = [entry for entry in entries if entry.name not in seen]
                seen.update(entry.name for entry in fresh)
                for at in range(0, len(fresh), AT_ONCE):
                    yield fresh[at : at + AT_ONCE]
                self.has_more = self.has_more or len(entries) == CANDIDATES

    def _readable(
        self, entries: list[Any], found_by: Callable[[Any], tuple[str, list[results.Piece]] | None]
    ) -> Iterator[Line]:
        docs = {
            (doctype, doc.name): doc
            for doctype, fields in (
                (CASE, CASE_FIELDS),
                (REFERRAL, REFERRAL_FIELDS),
                (PERSON, PERSON_FIELDS),
            )
            for doc in _list(doctype, _named(entries, doctype), fields)
        }
        matched = [
            (entry, match)
            for entry in entries
            if (doc := docs.get((entry.entry_type, entry.entry_name))) and (match := found_by(doc))
        ]
        missing = {e.entry_case for e, _m in matched if e.entry_type == REFERRAL} - {
            name for doctype, name in docs if doctype == CASE
        }
        cases = (
            {row.name: row for row in _cases([["name", "in", sorted(missing)]])} if missing else {}
        )
        cases |= {name: doc for (doctype, name), doc in docs.items() if doctype == CASE}
        for entry, (label, pieces) in matched:
            if entry.entry_type == PERSON:
                yield from _lines_of_person(entry.entry_name, label, pieces)
                continue
            case = cases.get(entry.entry_case)
            if entry.entry_type == REFERRAL:
                label = f"{_('Referral')} {entry.entry_name} · {label}"
            name = case.name if case else entry.entry_name
            yield Line(CASE if case else entry.entry_type, name, case, label, pieces)


def _lines_of_person(name: str, label: str, pieces: list[results.Piece]) -> Iterator[Line]:
    """The last cases of a person; the person alone where there is none."""
    audit.record("Search", PERSON, name)
    cases = _cases([["community_member", "=", name]], CASES_OF_PERSON)
    for case in cases:
        yield Line(CASE, case.name, case, label, pieces)
    if not cases:
        yield Line(PERSON, name, None, label, pieces)


def _own_referrals() -> str:
    """What is sent to the user and to those they stand in for."""
    return fulltext.all_of(
        fulltext.one_of(*(tokens.receiver(user) for user in receivers_for(clearance.of().user)))
    )


def _named(entries: list[Any], doctype: str) -> list[str]:
    return [entry.entry_name for entry in entries if entry.entry_type == doctype]


def _list(doctype: str, names: list[str], fields: list[str]) -> list[Any]:
    """Documents by their names, as far as the user may read them."""
    if not names or not frappe.has_permission(doctype, "read"):
        return []
    if doctype == CASE:
        return _cases([["name", "in", names]], len(names))
    return frappe.get_list(
        doctype,
        filters={"name": ["in", names]},
        fields=fields,
        order_by="name asc",
        limit_page_length=len(names),
    )


def _cases(filters: list[list[Any]], most: int = CANDIDATES) -> list[Any]:
    """Cases that the user may read and that are open to the office, the last ones first."""
    if not frappe.has_permission(CASE, "read"):
        return []
    rows = frappe.get_list(
        CASE,
        filters=filters,
        fields=CASE_FIELDS,
        order_by="received_on desc, creation desc",
        limit_page_length=most,
    )
    return [row for row in rows if row.sensitivity not in clearance.restricted_classes()]


def _titles(places: list[str]) -> list[str]:
    return [frappe.get_cached_value(PLACE, name, "location_name") for name in places]
