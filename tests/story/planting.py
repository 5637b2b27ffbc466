"""Writes words about a person into every table of an office that takes words, found by reflection."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frappe

from cfm_app.base import doctype_access

NAME, OTHER_SPELLING = "Zélindra Koffiwane", "KOFFIWANÉ Zelindra"
PHONE = "+235 66 98 41 27"
WORDS = f"{NAME}, soit {OTHER_SPELLING}, au {PHONE}, au 0023566984127, au 66984127 ou 66.98.41.27"
# Any spelling of a part of them, as bytes of a file; the search keeps numbers from behind as well.
TRACES = re.compile(rb"(?i)(koffiwan|66\W{0,3}98\W{0,3}41\W{0,3}27|72148966)")
TEXTS = (
    *("Data", "Small Text", "Text", "Long Text", "Text Editor", "HTML Editor", "Markdown Editor"),
    *("Code", "JSON", "Read Only", "Autocomplete", "Phone", "Barcode"),
)
# What the framework keeps beside the fields of a DocType.
COPIES = {"_comments": json.dumps([{"comment": WORDS, "by": "x"}]), "_user_tags": f",{NAME}"}
# What reads these expects JSON, in which letters with accents are escaped.
AS_JSON = ("JSON", "Code")
# A hold keeps a document from being erased.
UNTIED = ("CFM Legal Hold",)
# These make a case restricted, or follow from other tables; of a person there is a record already.
NOT_BY_HAND = ("Sensitive Report", "CFM Request Part", "CFM Search Entry")
# Counters, secrets, settings of the office.
OF_THE_MACHINE = ("__sequence", "__Auth", "__migration", "tabSeries", "tabSingles")
LETTERS = ("char", "text", "json", "clob")


@dataclass(frozen=True)
class Place:
    """Where something was written."""

    table: str
    column: str


def plant(member: str, case: str, is_kept: Any) -> set[Place]:
    """Write into each column of words of each DocType, in a row tied to the person or the case where it can be.

    `is_kept` says of a DocType and a field that nothing of a person is looked for in it.
    """
    found: set[Place] = set()
    doctypes = frappe.get_all(
        "DocType", {"issingle": 0, "is_virtual": 0}, pluck="name", order_by="name asc"
    )
    for doctype in doctypes:
        if frappe.db.table_exists(doctype) and doctype not in NOT_BY_HAND:
            found |= _plant(doctype, member, case, is_kept)
    return found | _plant_beside()


def _plant_beside() -> set[Place]:
    """The same in tables of the framework that no DocType describes."""
    known = {f"tab{each}" for each in frappe.get_all("DocType", pluck="name")}
    found: set[Place] = set()
    for table in frappe.db.get_tables(cached=False):
        if table in known or table in OF_THE_MACHINE or table.startswith("__fulltext_"):
            continue
        kinds = {row[1]: row[2] for row in frappe.db.sql(f"pragma table_info(`{table}`)")}
        texts = [each for each, kind in kinds.items() if _is_text(kind)]
        row = {**dict.fromkeys(kinds, 0), **dict.fromkeys(texts, json.dumps([WORDS]))}
        frappe.qb.into(frappe.qb.Table(table)).columns(*row).insert(*row.values()).run()
        found |= {Place(table, column) for column in texts}
    return found


def _is_text(kind: str) -> bool:
    return not kind or any(each in kind.lower() for each in LETTERS)


def _plant(doctype: str, member: str, case: str, is_kept: Any) -> set[Place]:
    columns = set(frappe.db.get_table_columns(doctype))
    meta = frappe.get_meta(doctype)
    row: dict[str, Any] = {
        df.fieldname: json.dumps([WORDS]) if df.fieldtype in AS_JSON else WORDS
        for df in meta.fields
        if df.fieldtype in TEXTS and df.fieldname in columns and not is_kept(doctype, df.fieldname)
    }
    if not row:
        return set()
    row |= {column: words for column, words in COPIES.items() if column in columns}
    texts = list(row)
    if doctype not in UNTIED:
        row |= _ties(doctype, meta, columns, member, case)
    is_counted = str(meta.autoname or "").startswith("autoincrement")
    moment = frappe.utils.now_datetime()
    row |= {"name": 10**12 if is_counted else f"planted-{frappe.scrub(doctype)}"}
    row |= {"creation": moment, "modified": moment, "owner": "Administrator", "docstatus": 0}
    # Past all checks: some of these columns take words from a machine alone.
    frappe.qb.into(frappe.qb.DocType(doctype)).columns(*row).insert(*row.values()).run()
    return {Place(f"tab{doctype}", column) for column in texts}


def _ties(doctype: str, meta: Any, columns: set[str], member: str, case: str) -> dict[str, Any]:
    """The values that tie a row to a person or their case."""
    targets = {"Community Member": member, "Case": case}
    row = {
        df.fieldname: targets[df.options]
        for df in meta.get_link_fields()
        if df.options in targets and df.fieldname in columns
    }
    if doctype in doctype_access.CARRIERS:
        row |= dict(zip(doctype_access.CARRIERS[doctype], ("Case", case), strict=True))
    if meta.istable:
        parent = next(iter(doctype_access.CHILDREN.get(doctype, ())), "Case")
        name = case if parent == "Case" else f"planted-{frappe.scrub(parent)}"
        row |= {"parenttype": parent, "parent": name, "parentfield": "planted"}
    # As it would be once nobody works on it any more.
    ended = {"phase": "Closed", "workflow_state": "Closed", "closed_on": "2020-01-01 00:00:00"}
    row |= {field: value for field, value in ended.items() if field in columns}
    return row | ({"merged_into": member} if doctype == "Community Member" else {})


def left_in(site: Path) -> set[Place]:
    """The columns of any table in which a trace stands."""
    found: set[Place] = set()
    with closing(sqlite3.connect(f"file:{site / 'site.db'}?mode=ro", uri=True)) as database:
        for table, column in _columns(database):
            values = database.execute(f'select "{column}" from "{table}"')
            if any(TRACES.search(_bytes(value)) for (value,) in values):
                found.add(Place(table, column))
    return found


def _columns(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    query = (
        "select m.name, p.name from sqlite_master m, pragma_table_info(m.name) p"
        " where m.type = 'table' and m.sql not like 'CREATE VIRTUAL%'"
    )
    yield from database.execute(query).fetchall()


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value or "").encode()


def files_with_traces(site: Path) -> set[str]:
    """The files of a site, but backups, in whose bytes or name a trace stands."""
    return {
        str(path.relative_to(site))
        for path in sorted(site.rglob("*"))
        if path.is_file() and "backups" not in path.parts
        if TRACES.search(path.read_bytes()) or TRACES.search(path.name.encode())
    }
