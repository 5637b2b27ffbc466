"""Who reported to a sealed class: the words of a person who is known from sealed reports alone.

Name, numbers and all other words of their record lie in one sealed text, and its columns are empty. A person
of whom anything else makes the office know stays in plain: the office needs them.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app.base.fields import field_of, readable_values
from cfm_app.security.persons import identity as numbers
from cfm_app.security.sealing import body, circle, envelope, last_key, unlocking

PERSON, NAME = "Community Member", "full_name"
SEALED, STAMP, NOTE = "sealed_identity", "sealed_to", "sealed_note"
OWN = (SEALED, STAMP, NOTE)
NOTHING = (None, "", body.SHUT)
COVERED = "cfm_covered_identity"

Words = dict[str, str]


def fields() -> list[str]:
    """The fields of a person that are sealed; new ones are included."""
    return [
        df.fieldname
        for df in frappe.get_meta(PERSON).fields
        if df.fieldtype in (*body.WORDS, "Phone")
        and df.fieldname not in OWN
        and not df.get("is_virtual")
    ]


def circle_of(person: str) -> circle.Circle:
    """For whom a person is sealed: the circles of all their cases; empty if one of these is not sealed."""
    of_person = {"community_member": person}
    classes = {
        sensitivity
        for doctype in ("Case", body.REPORT)
        for sensitivity in frappe.get_all(doctype, of_person, pluck="sensitivity")
    }
    found = [circle.of(sensitivity) for sensitivity in classes]
    if not all(each.is_sealed for each in found):
        return circle.Circle()
    return circle.Circle(
        tuple(sorted({user for each in found for user in each.members})),
        tuple(sorted({key for each in found for key in each.recipients})),
    )


# --- a record in memory -------------------------------------------------------------------------
def withhold(person: Document) -> Words:
    """Take the words out of a new record until its case tells whether they are sealed: nothing is written before."""
    if not circle.is_any_sealed():
        return {}
    words = _words_in(person)
    person.update(dict.fromkeys(words))
    person.flags.ignore_mandatory = True
    return words


def give_back(name: str, words: Words) -> None:
    """Write what `withhold` took."""
    if not words:
        return
    person = frappe.get_doc(PERSON, name)
    person.update(words)
    # They are told now, and were not changed.
    person.flags.ignore_version = True
    # Whoever records a restricted case has its stub alone from now on.
    person.save(ignore_permissions=True)


def open_words(person: Document) -> None:
    """Put the sealed words into their fields, as far as the session's key opens them."""
    words = _opened(person.get(SEALED), unlocking.identity()) or {}
    for field in words.keys() & set(fields()):
        if person.get(field) in NOTHING:
            person.set(field, words[field])


def is_shut(person: Document) -> bool:
    """Whether a record has words that the session cannot read."""
    return _opened(person.get(SEALED), unlocking.identity()) is None


def is_shut_for(name: str | None) -> bool:
    """The same for the record of a person, or of nobody."""
    sealed = frappe.db.get_value(PERSON, name, SEALED) if name else None
    return _opened(sealed, unlocking.identity()) is None


def keep_unread(person: Document) -> None:
    """Before validation: keep what the writer could not read. No form writes what is sealed."""
    # A form that was loaded before its reader unlocked sends its empty fields back.
    was_shut = bool(person.get(NOTE))
    before = person.get_doc_before_save()
    person.update(
        {NOTE: None, **{field: before.get(field) if before else None for field in OWN[:2]}}
    )
    if is_shut(person):
        person.flags.ignore_mandatory = True
    elif before and was_shut:
        for field in fields():
            if person.get(field) in NOTHING:
                person.set(field, before.get(field))


def cover(person: Document) -> None:
    """Seal the words before a record is written; `uncover` puts them back in memory."""
    sealed = person.get(SEALED)
    if person.is_new() or not (sealed or circle.is_any_sealed()):
        return
    found, was_shut = circle_of(str(person.name)), is_shut(person)
    if not found.is_sealed:
        if not was_shut:
            person.update({SEALED: None, STAMP: None})
        return
    last_key.wait_in_line()
    # A history would hold them in plain.
    person.flags.ignore_version = True
    words = _words_in(person)
    person.flags[COVERED] = {field: person.get(field) for field in fields()}
    person.update(_emptied())
    if not was_shut:
        person.update({SEALED: _sealed(words, found), STAMP: found.stamp})
    elif words:
        person.set(SEALED, envelope.add(sealed, str(_sealed(words, found))))


def uncover(person: Document) -> None:
    """Put back in memory what `cover` sealed."""
    person.update(person.flags.pop(COVERED, None) or {})


@contextmanager
def covered(person: Document) -> Iterator[None]:
    """Context in which a record has sealed words: for writes that bypass the events of a save."""
    if person.flags.get(COVERED) is not None:
        yield
        return
    cover(person)
    try:
        yield
    finally:
        uncover(person)


def hide(person: Document) -> None:
    """Before a record is sent: say that there is more than the session can read."""
    if is_shut(person):
        person.set(NOTE, body.sealed_note())


def state_without_words(state: dict[str, Any]) -> dict[str, Any]:
    """What a cache may hold of a record: no words that are sealed."""
    return {**state, **_emptied()} if state.get(SEALED) else state


# --- stored records -----------------------------------------------------------------------------
def follow(*names: str | None) -> None:
    """Seal or open persons after a report that names them was written or deleted."""
    for name in names:
        if name:
            bring_up_to_date(name, unlocking.identity())


def bring_up_to_date(name: str, identity: envelope.Identity | None) -> bool:
    """Seal the words of a person for today's circle, or open them. Returns whether that succeeded."""
    row = _stored([name], for_update=True).get(name)
    if row is None or _is_current(row):
        return True
    found, plain = circle_of(name), _words_in(row)
    if not found.is_sealed and not row[SEALED]:
        frappe.db.set_value(PERSON, name, STAMP, None, update_modified=False)
        return True
    earlier = _opened(row[SEALED], identity)
    if earlier is None:
        if plain and found.is_sealed:
            more = envelope.add(row[SEALED], str(_sealed(plain, found)))
            _write(name, {**_emptied(), SEALED: more})
        return False
    words = earlier | plain
    if found.is_sealed:
        _write(name, {**_emptied(), SEALED: _sealed(words, found), STAMP: found.stamp})
    else:
        _write(name, {**words, SEALED: None, STAMP: None})
    return True


def outdated_among(names: Iterable[str | None], stamp: str) -> set[str]:
    """The persons who are not sealed for today's circle, or no longer to be sealed; most are for that of `stamp`."""
    rows = _stored(sorted({name for name in names if name})).values()
    return {
        row["name"]
        for row in rows
        if not (stamp and row[STAMP] == stamp and not _words_in(row)) and not _is_current(row)
    }


def fill(rows: Iterable[Any]) -> None:
    """Put into rows of persons, which have `name`, the words that the session's key opens."""
    identity, by_name = unlocking.identity(), {row["name"]: row for row in rows}
    if identity is None or not by_name:
        return
    sealed = {"name": ["in", sorted(by_name)], SEALED: ["is", "set"]}
    for found in frappe.get_all(PERSON, sealed, ["name", SEALED], order_by="name asc"):
        row, words = by_name[found.name], _opened(found[SEALED], identity) or {}
        row.update({field: words[field] for field in row.keys() & words.keys()})


def told_of(person: str | None, wanted: Iterable[str]) -> dict[str, Any]:
    """Some fields of a person as the session opens them; empty for nobody. Checks no permission."""
    row = frappe.db.get_value(PERSON, person, ["name", *wanted], as_dict=True) if person else None
    if row is None:
        return {}
    fill([row])
    return {field: row[field] for field in wanted}


def names_of(persons: Iterable[str | None]) -> dict[str, str | None]:
    """The names of the persons whom the user may see, as far as the session opens them."""
    found = readable_values(PERSON, NAME, persons)
    rows = [{"name": name, NAME: called} for name, called in found.items()]
    fill(rows)
    return {str(row["name"]): row[NAME] for row in rows}


def list_by_phone(phone: str, wanted: list[str]) -> list[Any]:
    """People with this number whom the user may see, those of sealed reports as far as the session opens them."""
    key = numbers.phone_key(phone) if numbers.is_phone(phone) else None
    return [*numbers.list_by_phone(phone, wanted), *at_numbers([key], wanted)]


def at_numbers(keys: Iterable[str | None], wanted: list[str]) -> list[Any]:
    """The sealed persons with one of these normalised numbers whom the user may see and the session's key opens."""
    looked_for = {key for key in keys if key}
    if unlocking.identity() is None or not looked_for:
        return []
    asked = list(dict.fromkeys(["name", *wanted, *(f"{field}_key" for field in numbers.PHONES)]))
    rows = frappe.get_list(
        PERSON,
        filters={SEALED: ["is", "set"], "merged_into": ["is", "not set"]},
        fields=asked,
        order_by="modified desc",
        limit_page_length=0,
    )
    fill(rows)
    return [row for row in rows if looked_for & {row[f"{field}_key"] for field in numbers.PHONES}]


def _is_current(row: Any) -> bool:
    found = circle_of(row["name"])
    return (row[STAMP] or "") == found.stamp and not (found.is_sealed and _words_in(row))


def _stored(names: list[str], for_update: bool = False) -> dict[str, Any]:
    if for_update:
        columns = ["name", *fields(), SEALED, STAMP]
        row = frappe.db.get_value(PERSON, names[0], columns, as_dict=True, for_update=True)
        return {names[0]: row} if row else {}
    asked = {"name": ["in", names or [""]]}
    rows = frappe.get_all(PERSON, asked, ["name", *fields(), SEALED, STAMP], order_by="name asc")
    return {row.name: row for row in rows}


def _write(name: str, values: dict[str, Any]) -> None:
    frappe.db.set_value(PERSON, name, values, update_modified=False)
    if values.get(SEALED):
        # What is told there was in plain.
        frappe.db.delete("Version", {"ref_doctype": PERSON, "docname": name})
    frappe.clear_document_cache(PERSON, name)


def _words_in(row: Any) -> Words:
    return {
        field: body.cleaned(row.get(field)) for field in fields() if row.get(field) not in NOTHING
    }


def _emptied() -> dict[str, str | None]:
    return {field: body.SHUT if field_of(PERSON, field).reqd else None for field in fields()}


def _sealed(words: Words, found: circle.Circle) -> str | None:
    return envelope.seal(json.dumps(words), found.recipients) if words else None


def _opened(sealed: str | None, identity: envelope.Identity | None) -> Words | None:
    """The words of all parts, of which the later ones count; None if there are some that this key does not open."""
    words: Words = {}
    if not sealed:
        return words
    if identity is None:
        return None
    try:
        for part in envelope.PART.findall(sealed):
            words |= json.loads(envelope.unseal(part, identity))
    except envelope.Unreadable:
        return None
    return words
