"""The entries of the search, kept up in the transaction that changes what they are about.

A restricted case has none, nor have its referrals, nor a person who is known from restricted cases
alone: nothing of them can be found by anybody. Whether that is so is read from the database each time.

An entry is never changed: it is outdated, and another one takes its place. What is outdated is found
by nothing, and dropped in a transaction of its own. For InnoDB forgets what its full-text index has
seen of a deletion or of new words when that is taken back to a savepoint: the entry is found no more,
and a second deletion in the same transaction ends the server (seen with MariaDB 11.8.9).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import clock_jobs
from cfm_app.base.framework import aggregate
from cfm_app.cases.search import fulltext, referral_messages, tokens
from cfm_app.cases.search.fulltext import DOCTYPE
from cfm_app.security.entitlement import clearance

CASE, REFERRAL, PERSON, PLACE = "Case", "Referral", "Community Member", "CFM Location"
BATCH = 500
MONTH = timedelta(days=30)
# So many entries are gone at once only after all were made anew.
MANY = 10_000
# The row that says by which rules the others were made; it is found by nothing.
SHAPE_ROW = {"entry_type": DOCTYPE, "entry_name": tokens.SHAPE}
STANDARD = "name creation modified modified_by owner docstatus idx".split()
OWN = "entry_type entry_name entry_case entry_person words".split()
OUTDATED = {"is_outdated": 1}
COLUMNS = [*STANDARD, *OWN]
COMPARED = ["name", *OWN]
_CASE_FACTS = (
    "name received_on creation sensitivity community_member location incident_location source_id"
).split()
_PERSON_FACTS = "name creation merged_into phone_key second_phone_key".split()
FIELDS = {
    CASE: [*_CASE_FACTS, *tokens.CASE_TEXTS],
    REFERRAL: ["name", "creation", "cfm_case", "focal_point", *tokens.REFERRAL_TEXTS],
    PERSON: [*_PERSON_FACTS, *tokens.PERSON_NAMES, *tokens.PERSON_NUMBERS],
    PLACE: ["name", "creation", "pcode", *tokens.PLACE_NAMES],
}
WORDS = {
    CASE: tokens.of_case,
    REFERRAL: tokens.of_referral,
    PERSON: tokens.of_person,
    PLACE: tokens.of_place,
}

Entry = dict[str, Any]
Entries = dict[str, Entry]


# --- events -----------------------------------------------------------------------------------
def follow_case(doc: Document, method: str | None = None) -> None:
    """Event: index a case, its referrals, and its present and former person."""
    before = doc.get_doc_before_save()
    refresh_case(
        doc.name, before.community_member if before else None, is_new=bool(doc.flags.in_insert)
    )


def follow(doc: Document, method: str | None = None) -> None:
    """Event: index a referral or a person."""
    refresh(doc.doctype, [doc.name])


def follow_message(comment: Document, method: str | None = None) -> None:
    """Event: index the referral of a message."""
    if comment.reference_doctype == REFERRAL and comment.comment_type == "Comment":
        refresh(REFERRAL, [comment.reference_name])


def follow_report(doc: Document, method: str | None = None) -> None:
    """Event: index the person of a restricted case, who may be known from nothing else."""
    before = doc.get_doc_before_save()
    persons = {doc.community_member, before.community_member if before else None}
    refresh(PERSON, [person for person in persons if person])


def follow_place(doc: Document, method: str | None = None) -> None:
    """Event: index a place, and its cases if it was moved."""
    refresh(PLACE, [doc.name])
    before = doc.get_doc_before_save()
    if before and before.parent_cfm_location != doc.parent_cfm_location:
        refresh_places(doc.name)


def follow_new_name(
    doc: Document, method: str | None, old: str, new: str, merge: bool = False
) -> None:
    """Event: index a renamed or merged place."""
    forget(PLACE, old)
    refresh(PLACE, [new])
    refresh_places(new)


def follow_class(doc: Document, method: str | None = None) -> None:
    """Event: a class became restricted, or no longer is."""
    before = doc.get_doc_before_save()
    if not before or before.hidden == doc.hidden:
        return
    for names in _batches(CASE, {"sensitivity": doc.name}):
        for name in names:
            refresh_case(name)


def forget_document(doc: Document, method: str | None = None) -> None:
    """Event: remove a deleted document."""
    forget(doc.doctype, doc.name)


def forget_case(doc: Document, method: str | None = None) -> None:
    """Event: remove a case with its referrals, and its person if only restricted cases are left."""
    _outdate({"entry_case": doc.name})
    refresh(PERSON, [doc.community_member] if doc.community_member else [])


# --- entries ----------------------------------------------------------------------------------
def refresh_case(name: str, former_person: str | None = None, is_new: bool = False) -> None:
    """Update the entries of a case, its referrals and persons. A new case has none yet."""
    was, stands = refresh(CASE, [name], are_new=is_new)
    known, now = was.get(name), stands.get(name)
    if bool(known) != bool(now) and not is_new:
        # It has become restricted, or open to the office again.
        referrals = frappe.get_all(
            REFERRAL, filters={"cfm_case": name}, pluck="name", order_by="name asc"
        )
        refresh(REFERRAL, referrals)
    elif (
        known
        and now
        and {former_person or known["entry_person"], known["entry_person"]} == {now["entry_person"]}
    ):
        return
    persons = {former_person, *(each["entry_person"] for each in (known, now) if each)}
    refresh(PERSON, [person for person in persons if person])


def refresh_places(place: str) -> None:
    """Update the cases of a place and its descendants."""
    below = [place, *frappe.get_all("CFM Location", filters=_below(place), pluck="name")]
    for field in ("location", "incident_location"):
        for names in _batches(CASE, {field: ["in", below]}):
            refresh(CASE, names)


def refresh(doctype: str, names: list[str], are_new: bool = False) -> tuple[Entries, Entries]:
    """Bring the entries of some documents up to date; those that may not be found have none.

    Documents that are just being stored have no entries yet.

    Returns the entries as they were and as they are, each by the name of its document.
    """
    if not names:
        return {}, {}
    rows = _stored(doctype, FIELDS[doctype], "name", names)
    wanted: Entries = {entry["entry_name"]: entry for entry in _entries(doctype, rows)}
    known = [] if are_new else _stored(DOCTYPE, [*COMPARED, *OUTDATED], "entry_name", names)
    present = [row for row in known if row.entry_type == doctype and not row.pop("is_outdated")]
    # Its place in time stays with its day, which is one of the words.
    same = {row.entry_name for row in present if _is_same(row, wanted.get(row.entry_name))}
    if old := [row.name for row in present if row.entry_name not in same]:
        _outdate({"name": ["in", old]})
    _store([entry for name, entry in wanted.items() if name not in same])
    return {row.entry_name: row for row in present}, wanted


def _is_same(row: Entry, entry: Entry | None) -> bool:
    return entry is not None and all(row[field] == entry[field] for field in row if field != "name")


def _stored(doctype: str, fields: list[str], key: str, values: list[Any]) -> list[Any]:
    """The rows with some values, by name. Asked with each change: no right, no filter to work out."""
    columns = ", ".join(f"`{field}`" for field in fields)
    return frappe.db.sql(
        f"select {columns} from `tab{doctype}` where `{key}` in %(values)s order by `name`",
        {"values": values},
        as_dict=True,
    )


def forget(doctype: str, name: str) -> None:
    """Remove a document from the search."""
    _outdate({"entry_type": doctype, "entry_name": name})


def _outdate(filters: dict[str, Any]) -> None:
    frappe.db.set_value(DOCTYPE, filters, OUTDATED, update_modified=False)


@clock_jobs.harmless
def drop_outdated() -> None:
    """Job: delete outdated entries."""
    dropped = frappe.db.count(DOCTYPE, OUTDATED)
    frappe.db.delete(DOCTYPE, OUTDATED)
    if dropped >= MANY:
        frappe.db.commit()
        fulltext.pack()


@clock_jobs.harmless
def pack_weekly() -> None:
    """Job: keep the search fast after many changes."""
    fulltext.pack()


# --- all of them ------------------------------------------------------------------------------
def ensure() -> None:
    """After a migration: create the index, and update it to this version."""
    fulltext.ensure()
    if not frappe.db.exists(DOCTYPE, {**SHAPE_ROW, "is_outdated": 0}):
        rebuild()


def rebuild() -> int:
    """Recreate all entries in order of time. Returns their number."""
    _outdate({"is_outdated": 0})
    count = 0
    for doctype in FIELDS:
        for names in _by_time(doctype):
            rows = frappe.get_all(
                doctype,
                filters={"name": ["in", names]},
                fields=FIELDS[doctype],
                order_by=f"{_moment_of(doctype)} asc",
            )
            entries = list(_entries(doctype, rows))
            _store(entries)
            count += len(entries)
    _store([{"name": 1, **SHAPE_ROW, "entry_case": None, "entry_person": None, "words": ""}])
    return count


def _by_time(doctype: str) -> Iterator[list[str]]:
    """All names, oldest first; a month at a time, because there may be a million."""
    moment = _moment_of(doctype)
    ends = frappe.get_all(
        doctype, fields=[aggregate("min", moment, "first"), aggregate("max", moment, "last")]
    )
    start, last = get_datetime(ends[0].first), get_datetime(ends[0].last)
    windows = [[[moment, "is", "not set"]]]
    while start and start <= last:
        end = start + MONTH
        windows.append([[moment, ">=", start], [moment, "<", end]])
        start = end
    for window in windows:
        names = frappe.get_all(
            doctype,
            filters=window,
            pluck="name",
            order_by=f"{moment} asc",
        )
        for at in range(0, len(names), BATCH):
            yield names[at : at + BATCH]


def _moment_of(doctype: str) -> str:
    return "received_on" if doctype == CASE else "creation"


def _batches(doctype: str, filters: dict[str, Any]) -> Iterator[list[str]]:
    last = ""
    while names := frappe.get_all(
        doctype,
        filters=[
            *([key, *_operator(value)] for key, value in filters.items()),
            ["name", ">", last],
        ],
        pluck="name",
        order_by="name asc",
        limit_page_length=BATCH,
    ):
        yield names
        last = names[-1]


def _operator(value: Any) -> list[Any]:
    return value if isinstance(value, list) else ["=", value]


def _below(place: str) -> dict[str, Any]:
    lft, rgt = frappe.db.get_value("CFM Location", place, ["lft", "rgt"]) or (0, 0)
    return {"lft": [">", lft], "rgt": ["<", rgt]}


def _entries(doctype: str, rows: list[Any]) -> Iterator[dict[str, Any]]:
    """What is to be stored of the rows that may be found at all."""
    is_open = {CASE: _open_cases, REFERRAL: _open_referrals, PERSON: _open_persons, PLACE: _all}
    for row in is_open[doctype](rows):
        place = tokens.place_in_time(row.get("received_on") or row.creation, row.name)
        words = WORDS[doctype](row) | {tokens.day(tokens.day_of(place))}
        yield {
            "name": place,
            "entry_type": doctype,
            "entry_name": row.name,
            "entry_case": row.name if doctype == CASE else row.get("cfm_case"),
            "entry_person": row.get("community_member"),
            "words": " ".join(sorted(words)),
        }


def _all(rows: list[Any]) -> list[Any]:
    return rows


def _open_cases(rows: list[Any]) -> list[Any]:
    return [row for row in rows if not clearance.is_restricted(row.sensitivity)]


def _open_referrals(rows: list[Any]) -> list[Any]:
    names = list({row.cfm_case for row in rows if row.cfm_case})
    if not names:
        return []
    cases = frappe.get_all(
        CASE, filters={"name": ["in", names]}, fields=["name", "sensitivity"], order_by="name asc"
    )
    open_cases = {case.name for case in _open_cases(cases)}
    return referral_messages.put_beside([row for row in rows if row.cfm_case in open_cases])


def _open_persons(rows: list[Any]) -> list[Any]:
    """Persons without merged ones, and without those known from restricted cases alone."""
    names = [row.name for row in rows if not row.merged_into]
    if not names:
        return []
    filters = {"community_member": ["in", names]}
    fields = ["community_member", "sensitivity"]
    cases = frappe.get_all(
        CASE, filters=filters, fields=fields, distinct=True, order_by="sensitivity asc"
    )
    reported = frappe.get_all("Sensitive Report", filters=filters, pluck="community_member")
    open_to_all = {case.community_member for case in _open_cases(cases)}
    closed = {*reported, *(case.community_member for case in cases)} - open_to_all
    return [row for row in rows if not row.merged_into and row.name not in closed]


def _store(entries: list[dict[str, Any]]) -> None:
    if not entries:
        return
    now, user = now_datetime(), frappe.session.user
    places = [entry["name"] for entry in entries]
    taken = {row.name for row in _stored(DOCTYPE, ["name"], "name", places)}
    rows = []
    for entry in sorted(entries, key=lambda each: each["name"]):
        place = _free(entry["name"], taken)
        taken.add(place)
        values = (entry[column] for column in COLUMNS[len(STANDARD) :])
        rows.append((place, now, now, user, user, 0, 0, *values))
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, rows, chunk_size=BATCH)


def _free(place: int, taken: set[int]) -> int:
    """The next place that no other entry of the same moment has."""
    if place not in taken:
        return place
    while place in taken or frappe.db.exists(DOCTYPE, place):
        place += 1
    return place
