"""The search: one function for every screen and client.

The index gives candidates, the newest first. What of them is shown is read with the rights of the user
(`permitted_results`), and a line stays only if what it was found by stands in a field that the user may read.
Restricted cases are in no group, also for those who handle them: they have their own list.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import frappe
from frappe import _

from cfm_app.base import batch_cache, consts
from cfm_app.cases.search import fulltext, results, text_normalization, tokens
from cfm_app.cases.search.index import CASE, PERSON, PLACE, REFERRAL
from cfm_app.cases.search.permitted_results import (
    CANDIDATES,
    SHOWN,
    Reader,
    cases_in,
    documents,
)
from cfm_app.cases.search.results import Match, ResultGroup, ResultLine
from cfm_app.cases.search.search_input import SearchInput
from cfm_app.procedures.sop.trees import chain
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import status_codes
from cfm_app.security.entitlement import clearance

PLACES = 3
PERSONS = 8


def search(text: str) -> list[ResultGroup]:
    """Everything that the user may see and a text may mean; empty groups say what was searched."""
    asked = SearchInput.of(text)
    reads_cases = frappe.has_permission(CASE, "read")
    if not reads_cases and not frappe.has_permission(REFERRAL, "read"):
        raise frappe.PermissionError(_("You may not search cases."))
    if not asked.text:
        return []
    makers: list[Callable[[SearchInput], ResultGroup | None]] = [_by_number]
    if not asked.is_whole_number:
        makers += [_by_code, _by_person, _by_place, _by_words] if reads_cases else [_by_words]
    with batch_cache.cached_batch():
        groups = [group for make in makers if (group := make(asked))]
        return [replace(group, lines=_by_matter(group.lines)) for group in groups]


def _by_matter(lines: list[ResultLine]) -> list[ResultLine]:
    """The lines with each case before its duplicates, because work continues there."""
    matters: dict[str, list[ResultLine]] = {}
    for line in lines:
        first = line.case.duplicate_of if line.case else None
        matters.setdefault(first or line.name, []).append(line)
    found = {line.name for line in lines}
    missing = sorted(name for name in matters if name not in found)
    rows = {row.name: row for row in cases_in([["name", "in", missing]])} if missing else {}
    ordered: list[ResultLine] = []
    for name, of_it in matters.items():
        if name in rows:
            shown = results.whole(of_it[0].name)
            ordered.append(ResultLine(CASE, name, rows[name], _("The same matter as"), shown))
        ordered += sorted(of_it, key=lambda line: line.name != name)
    return ordered


# --- the groups -------------------------------------------------------------------------------
def _by_number(asked: SearchInput) -> ResultGroup | None:
    if not asked.number:
        return None
    reader = Reader(asked.number, (CASE, REFERRAL, PERSON))
    lines = list(reader.lines(lambda doc: _number_of(asked, doc)))
    lines.sort(key=lambda line: text_normalization.key(line.name) != asked.number_key)
    if lines and text_normalization.key(lines[0].name) == asked.number_key:
        # Another office may have given the same number to a case that has come since.
        lines = [line for line in lines if _is_whole(asked, line)]
    where = _("number “{0}” of a case, referral, person or source, or a part of it")
    return ResultGroup("number", _("Number"), where.format(asked.text), lines, reader.has_more)


def _is_whole(asked: SearchInput, line: ResultLine) -> bool:
    source = line.case.get("source_id") if line.doctype == CASE and line.case else None
    return asked.number_key in map(text_normalization.key, (line.name, source))


def _number_of(asked: SearchInput, doc: Any) -> Match | None:
    numbers = {
        "name": _("Number"),
        "source_id": _("Number in the source"),
        **dict.fromkeys(tokens.PERSON_NUMBERS, _("Number of the person")),
    }
    for field, label in numbers.items():
        if asked.number_key in text_normalization.key(doc.get(field)):
            return label, results.whole(doc[field])
    return None


def _by_code(asked: SearchInput) -> ResultGroup | None:
    if not asked.code:
        return None
    owner = status_codes.owner_of(asked.code)
    rows = cases_in([["name", "=", owner.cfm_case or ""]], 1)
    shown = results.whole(spoken_codes.in_groups(asked.code))
    lines = [ResultLine(CASE, row.name, row, _("Code"), shown) for row in rows]
    if not rows:
        lines = [
            ResultLine(consts.CONVERSATION, name, None, _("Code"), shown)
            for name in _open_conversation(owner.conversation)
        ]
    return ResultGroup("code", _("Code"), _("code {0} of a person").format(shown[0][0]), lines)


def _open_conversation(name: str | None) -> list[str]:
    """A conversation without a case, for users who read ordinary conversations."""
    if not frappe.has_permission(consts.CONVERSATION, "read"):
        return []
    filters = [
        ["name", "=", name or ""],
        ["sensitivity", "not in", clearance.restricted_classes() or [""]],
    ]
    return frappe.get_list(consts.CONVERSATION, filters=filters, pluck="name")


def _by_person(asked: SearchInput) -> ResultGroup | None:
    parts = [
        (asked.phone, _("phone “{0}”")),
        (asked.person, _("name “{0}”")),
    ]
    wanted = [(query, said.format(asked.text)) for query, said in parts if query]
    if not wanted or not frappe.has_permission(PERSON, "read"):
        return None
    lines: list[ResultLine] = []
    has_more = False
    for query, _said in wanted:
        reader = Reader(query, (PERSON,), PERSONS)
        lines += reader.lines(lambda doc: _person_of(asked, doc))
        has_more = has_more or reader.has_more
    said = _("{0} of a person, also in another spelling").format(
        ", ".join(each for _q, each in wanted)
    )
    return ResultGroup("person", _("Person"), said, lines, has_more)


def _person_of(asked: SearchInput, doc: Any) -> Match | None:
    names = " · ".join(name for field in tokens.PERSON_NAMES if (name := doc.get(field)))
    phones = [phone for phone in (doc.get("phone"), doc.get("second_phone")) if phone]
    by_phone = any(_is_phone(asked, doc.get(f"{field}_key")) for field in ("phone", "second_phone"))
    by_name = results.sounds_like(asked.names, *(doc.get(field) for field in tokens.PERSON_NAMES))
    if not by_phone and not by_name:
        return None
    pieces = [(names, by_name), (" · " if phones else "", False), (" · ".join(phones), by_phone)]
    return _("Person"), [piece for piece in pieces if piece[0]]


def _is_phone(asked: SearchInput, key: str | None) -> bool:
    typed = "".join(filter(str.isdigit, asked.text))
    known = "".join(filter(str.isdigit, key or ""))
    return bool(asked.phone and known) and (asked.phone_key == key or typed in known)


def _by_place(asked: SearchInput) -> ResultGroup | None:
    if not asked.place:
        return None
    found = [row for each in asked.place for row in fulltext.matching(each, CANDIDATES, (PLACE,))]
    names = list({row.entry_name for row in found})
    places = documents(PLACE, names, ["name", *tokens.PLACE_NAMES])
    places = [each for each in places if _place_of(asked, each)]
    # Whoever names the province Lac does not mean the department Lac Wey. The larger place comes first.
    places = [each for each in places if _is_named(asked, each)] or places
    places.sort(key=lambda each: len(chain(PLACE, each.name)))
    lines: list[ResultLine] = []
    has_more = len(places) > PLACES
    for place in places[:PLACES]:
        reader = Reader([((tokens.within(place.name),),)], (CASE,), SHOWN - len(lines))
        label = " · ".join(_titles(chain(PLACE, place.name)[1:3]))
        shown = results.whole(place.location_name) + ([(f" ({label})", False)] if label else [])
        lines += reader.lines(partial(_within, place=place.name, pieces=shown))
        has_more = has_more or reader.has_more
    if len(lines) < SHOWN:
        reader = Reader(asked.place, (CASE,), SHOWN - len(lines))
        listed = {line.name for line in lines}
        told = reader.lines(partial(_place_told, asked))
        lines += [line for line in told if line.name not in listed]
        has_more = has_more or reader.has_more
    said = _("cases of a place named “{0}” and of the places below it").format(asked.text)
    return ResultGroup("place", _("Place"), said, lines, has_more)


def _place_of(asked: SearchInput, place: Any) -> bool:
    return any(
        results.sounds_like(asked.names, line)
        for field in tokens.PLACE_NAMES
        for line in (place.get(field) or "").splitlines()
    )


def _place_told(asked: SearchInput, case: Any) -> Match | None:
    """An unlisted place, as it was told."""
    told = case.get("place_details")
    if not results.sounds_like(asked.names, told):
        return None
    return _(frappe.get_meta(CASE).get_label("place_details")), results.whole(told)


def _is_named(asked: SearchInput, place: Any) -> bool:
    return text_normalization.key(place.location_name) == text_normalization.key(asked.text)


def _within(case: Any, place: str, pieces: list[results.Piece]) -> Match | None:
    ends = (case.get("location"), case.get("incident_location"))
    return (_("Place"), pieces) if any(place in chain(PLACE, end) for end in ends) else None


def _by_words(asked: SearchInput) -> ResultGroup | None:
    if not asked.said:
        return None
    reader = Reader(asked.said, (CASE, REFERRAL))
    lines = list(reader.lines(lambda doc: _said_in(asked, doc)))
    said = _("words “{0}” in what was said, answered or referred").format(asked.text)
    return ResultGroup("words", _("Words"), said, lines, reader.has_more)


def _said_in(asked: SearchInput, doc: Any) -> Match | None:
    """The field with most of the words; all must be in fields that the user may read."""
    is_referral = "cfm_case" in doc
    fields = (*tokens.REFERRAL_TEXTS, tokens.MESSAGES) if is_referral else tokens.CASE_TEXTS
    held = {field: results.found_words(asked.words, doc.get(field)) for field in fields}
    if set().union(*held.values()) != set(asked.words):
        return None
    best = max(fields, key=lambda field: len(held[field]))
    found = results.by_words(asked.words, doc[best])
    if best == tokens.MESSAGES:
        return _("Message"), found
    return _(frappe.get_meta(REFERRAL if is_referral else CASE).get_label(best)), found


def _titles(places: list[str]) -> list[str]:
    return [frappe.get_cached_value(PLACE, name, "location_name") for name in places]
