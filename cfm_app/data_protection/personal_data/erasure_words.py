"""Takes what a person is known by out of the texts that are left after their documents are erased.

Colleagues write names and numbers into comments on other cases, tags, filters, titles; the framework copies them into
histories, logs and queues. Every table is walked (`word_columns`). What somebody else says in a case of their own
stays theirs, and what says how the office works stays as it is: both are counted. What is restricted or held stays
with whoever answers for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import frappe
from frappe.model.rename_doc import rename_doc
from frappe.utils import now_datetime

from cfm_app.base import batch_cache
from cfm_app.cases.search import index
from cfm_app.data_protection.personal_data import (
    holdings_columns,
    holds,
    packed_mails,
    restricted_rows,
    word_columns,
)
from cfm_app.data_protection.personal_data.known_by import GONE, KnownBy
from cfm_app.data_protection.personal_data.word_columns import Words
from cfm_app.security.file_contents import file_bytes

FILE, KEPT_FILTERS = "File", "_user_settings"
URLS = ("file_url", "thumbnail_url")
# So many columns are asked for at once, so many rows read.
COLUMNS, ROWS = 20, 200
# So many names and numbers are looked for at once: SQLite takes a condition of a thousand parts.
SPOKEN = 12
# These are checked whenever their document is saved, and the sign for what is gone would not pass.
CHECKED = ("Phone", "Email", "URL", "Name")

Place = tuple[str, str]


@dataclass(frozen=True)
class Swept:
    """How many rows were changed, in how many documents others speak of the person, and in how much of the set-up."""

    rows: int
    of_others: int
    of_office: int = 0


@dataclass(frozen=True)
class Search:
    """Where something may say of a person, by table, and since when nobody has looked."""

    person: KnownBy
    begun: datetime
    names: dict[str, list[Any]]


def look_for(person: KnownBy) -> list[Search]:
    """Look through the whole database. It takes long in a large office, and writes nothing: do it before any lock."""
    begun = now_datetime()
    with batch_cache.cached_batch():
        every = list(word_columns.all_words()) if person else []
    return [
        Search(part, begun, {words.table: _names(part, words) for words in every if words.doctype})
        for part in person.in_parts(SPOKEN)
    ]


def take_out(person: KnownBy, searches: Sequence[Search] = ()) -> Swept:
    """Take one or more persons out of all texts, and the names of documents, once their own documents are erased.

    What `searches` have found before is read again, and what was changed since.
    """
    if reduce(or_, (each.person for each in searches), KnownBy()) != person:
        searches = look_for(person)
    swept = [_take_out(search) for search in searches]
    return Swept(
        sum(each.rows for each in swept),
        sum(each.of_others for each in swept),
        sum(each.of_office for each in swept),
    )


def _take_out(search: Search) -> Swept:
    person = search.person
    with batch_cache.cached_batch():
        every = list(word_columns.all_words())
        _rename(person, every)
        # Others refer to files by their addresses.
        every.sort(key=lambda words: words.doctype != FILE)
        addresses: dict[str, str] = {}
        changed = sum(_sweep(search, words, addresses) for words in every)
        _sweep_kept_filters(person)
        return Swept(
            changed,
            sum(_told(search, words, words.of_others) for words in every),
            sum(_told(search, words, words.of_office) for words in every),
        )


# --- names --------------------------------------------------------------------------------------
def _rename(person: KnownBy, every: Sequence[Words]) -> None:
    """Give documents another name that are called by the person: tags, reports, whatever bears its own title."""
    for words in every:
        doctype = words.doctype
        if not doctype or words.is_set_up or frappe.get_meta(doctype).istable:
            continue
        either = [["name", "like", pattern] for pattern in person.likely]
        named = frappe.get_all(doctype, or_filters=either, pluck="name", order_by="name asc")
        for name in _open((doctype, str(each)) for each in named if person.is_in(str(each))):
            new = f"{person.taken_out(name)} {frappe.generate_hash(length=6)}"
            rename_doc(
                doctype=doctype,
                old=name,
                new=new,
                force=True,
                ignore_permissions=True,
                show_alert=False,
                rebuild_search=False,
            )


# --- texts --------------------------------------------------------------------------------------
def _sweep(search: Search, words: Words, addresses: dict[str, str]) -> int:
    changed = 0
    for rows in _batches(search, words, words.columns):
        said = [(row, _without(search.person, words, row, addresses)) for row in rows]
        said = [(row, values) for row, values in said if values]
        if words.doctype:
            wanted = {str(row["name"]) for row, _values in said}
            open_ones = set(_open((words.doctype, name) for name in sorted(wanted)))
            said = [(row, values) for row, values in said if str(row["name"]) in open_ones]
        for row, values in said:
            if words.doctype == FILE:
                _move_bytes(row, values, addresses)
            _write(words, row, values)
        _follow(words.doctype, [str(row["name"]) for row, _values in said if words.doctype])
        changed += len(said)
    return changed


def _sweep_kept_filters(person: KnownBy) -> None:
    """A framework may keep the filters of users in its cache, and write them into their table by the hour."""
    cache: Any = frappe.cache
    for key, text in (cache.hgetall(KEPT_FILTERS) or {}).items():
        if isinstance(text, str) and person.is_in(text):
            cache.hset(KEPT_FILTERS, key, person.taken_out(text))


def _without(
    person: KnownBy, words: Words, row: dict[str, Any], addresses: dict[str, str]
) -> dict[str, str | None]:
    """The columns of a row that have to change, with what is left of them."""
    found: dict[str, str | None] = {}
    for column in words.columns:
        text = row.get(column)
        if not isinstance(text, str) or not text:
            continue
        left = addresses.get(text) or person.taken_out(text)
        if left == text and packed_mails.is_packed(text) and person.is_in(packed_mails.read(text)):
            left = GONE
        if left != text:
            found[column] = None if _is_checked(words.doctype, column) else left
    return found


def _is_checked(doctype: str | None, column: str) -> bool:
    df = frappe.get_meta(doctype).get_field(column) if doctype else None
    if df is None:
        return False
    return df.fieldtype == "Phone" or df.options in CHECKED or bool(df.unique)


def _write(words: Words, row: dict[str, Any], values: dict[str, str | None]) -> None:
    table = frappe.qb.Table(words.table)
    query = frappe.qb.update(table)
    for column, value in values.items():
        query = query.set(table[column], value)
    known = {"name": row["name"]} if words.doctype else {each: row[each] for each in values}
    for column, value in known.items():
        query = query.where(table[column] == value)
    query.run()


def _follow(doctype: str | None, names: list[str]) -> None:
    if not doctype:
        return
    for name in names:
        frappe.clear_document_cache(doctype, name)
    if doctype in index.FIELDS:
        index.refresh(doctype, names)


def _move_bytes(
    row: dict[str, Any], values: dict[str, str | None], addresses: dict[str, str]
) -> None:
    """Store a file under its new address; what lies under the old one goes once that is certain."""
    for column in URLS:
        old, new = row.get(column), values.get(column)
        path, target = file_bytes.path_of(old or ""), file_bytes.path_of(new or "")
        if not (old and new and path and target) or old in addresses:
            continue
        if target.exists():
            new = f"{new.rpartition('/')[0]}/{frappe.generate_hash(length=8)}{target.suffix}"
            target = file_bytes.path_of(new) or target
        if path.exists():
            file_bytes.write(target, file_bytes.read(path), target.name)
            frappe.db.after_commit.add(lambda gone=old: file_bytes.destroy_all([gone]))
        values[column] = addresses[old] = new


# --- what stays ---------------------------------------------------------------------------------
def _told(search: Search, words: Words, columns: Sequence[str]) -> int:
    """In how many open documents the person is spoken of in some columns."""
    found: list[str] = []
    for rows in _batches(search, words, columns):
        found += [
            str(row["name"])
            for row in rows
            if any(search.person.is_in(str(row[column] or "")) for column in columns)
        ]
    return len(list(_open((words.doctype or "", name) for name in found)))


# --- rows ---------------------------------------------------------------------------------------
def _batches(
    search: Search, words: Words, columns: Sequence[str]
) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table that may say something of the person, in batches."""
    table = frappe.qb.Table(words.table)
    if not columns:
        return
    if not words.doctype:
        yield _rows(words, columns, _either(words, columns, search.person))
        return
    since = frappe.qb.from_(table).select(table["name"])
    changed = since.where(table["modified"] >= search.begun).run()
    found = dict.fromkeys(search.names.get(words.table, ()))
    listed = list(found | dict.fromkeys(name for (name,) in changed))
    for start in range(0, len(listed), ROWS):
        some_names = table["name"].isin(listed[start : start + ROWS])
        yield _rows(words, ("name", *columns), some_names)


def _names(person: KnownBy, words: Words) -> list[Any]:
    """The rows of a DocType that may say something of the person."""
    table = frappe.qb.Table(words.table)
    columns = (*words.columns, *words.of_others, *words.of_office)
    found: dict[Any, None] = {}
    for start in range(0, len(columns), COLUMNS):
        asked = frappe.qb.from_(table).select(table["name"])
        either = _either(words, columns[start : start + COLUMNS], person)
        found |= dict.fromkeys(name for (name,) in asked.where(either).run())
    return list(found)


def _rows(words: Words, columns: Sequence[str], condition: Any) -> list[dict[str, Any]]:
    table = frappe.qb.Table(words.table)
    fields = [table[column] for column in columns]
    return list(frappe.qb.from_(table).select(*fields).where(condition).run(as_dict=True))


def _either(words: Words, columns: Sequence[str], person: KnownBy) -> Any:
    table = frappe.qb.Table(words.table)
    # The app packs no words; the framework does in mails.
    packed = [] if words.is_of_app else [packed_mails.LIKELY]
    conditions = [
        table[column].like(pattern) for column in columns for pattern in (*person.likely, *packed)
    ]
    found = conditions[0]
    for each in conditions[1:]:
        found = found | each
    return found


def _open(places: Iterable[Place]) -> Iterator[str]:
    """The names of the documents that are neither restricted nor held, nor hang on what is."""
    wanted = list(places)
    if not wanted or wanted[0][0] not in holdings_columns.tables():
        yield from (name for _doctype, name in wanted)
        return
    closed = restricted_rows.restricted(wanted)
    above = restricted_rows.above_of(wanted)
    held = _held({*wanted, *(target for targets in above.values() for target in targets)})
    for place in wanted:
        if place not in closed and not ({place, *above.get(place, ())} & held):
            yield place[1]


def _held(places: set[Place]) -> set[Place]:
    found: set[Place] = set()
    for doctype in holds.KEPT:
        names = sorted(name for kind, name in places if kind == doctype)
        found |= {(doctype, name) for name in holds.held_among(doctype, names)}
    return found
