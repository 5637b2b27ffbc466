"""The free texts erased with a case that a user may read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import case_documents, field_map
from cfm_app.data_protection.personal_data.redactions import Place
from cfm_app.security.sealing import envelope

# Field types with typed text; rich text and the system's own records cannot be redacted.
WRITTEN = frozenset(("Data", "Small Text", "Text", "Long Text"))
CATEGORIES = (field_map.WORDS, field_map.SPECIAL)
# Copies of other texts, and what the office itself has read out.
COPIES = frozenset(
    (
        *(("Consent", "statement_text"), (consts.CONVERSATION, "last_words")),
        *((consts.MESSAGE, each) for each in ("template_values", "error", "whole_text")),
    )
)
# Order: the case, its report, then everything else by date.
FIRST = ("Case", "Sensitive Report")


@dataclass(frozen=True)
class FreeText:
    """A text to be erased: its place, the label of its field, and the date of its document."""

    place: Place
    label: str
    text: str
    """Nothing where it is sealed and the reader has no key."""
    is_sealed: bool
    made_on: Any


def of_case(case: str) -> list[FreeText]:
    """The texts of a case and its documents that the user in the session may read.

    Reading a report is logged, as everywhere.
    """
    documents = case_documents.of([case])[case]
    order = sorted(documents, key=lambda each: (each not in FIRST, each))
    found = [
        text
        for doctype in order
        if _has_texts(doctype)
        for name in documents[doctype]
        for text in _readable(doctype, name)
    ]
    return sorted(found, key=lambda each: (each.place.ref_doctype not in FIRST, str(each.made_on)))


def _has_texts(doctype: str) -> bool:
    tables = (df.options for df in frappe.get_meta(doctype).get_table_fields())
    return any(_fields(each) for each in (doctype, *tables))


def _readable(doctype: str, name: str) -> Iterator[FreeText]:
    doc = frappe.get_doc(doctype, name)
    if not frappe.has_permission(doctype, "read", doc=doc):
        return
    levels = {0, *doc.get_permlevel_access("read")}
    tables = {df.fieldname: df.permlevel for df in doc.meta.get_table_fields()}
    for row in (doc, *doc.get_all_children()):
        if row is not doc and tables[row.parentfield] not in levels:
            continue
        yield from _of_row(doc, row, levels)


def _of_row(doc: Document, row: Document, levels: set[int]) -> Iterator[FreeText]:
    fields = _fields(row.doctype)
    if not fields:
        return
    # The words of a sealed report stand in the document where a key is unlocked, and are sealed in its row.
    stored = frappe.db.get_value(row.doctype, row.name, fields, as_dict=True) or {}
    for field, value in stored.items():
        df = row.meta.get_field(field)
        if not value or df is None or df.permlevel not in levels:
            continue
        place = Place(doc.doctype, doc.name, row.doctype, row.name, field)
        is_sealed = envelope.is_sealed(value)
        yield FreeText(place, df.label, "" if is_sealed else str(value), is_sealed, doc.creation)


def _fields(doctype: str) -> list[str]:
    meta = frappe.get_meta(doctype)
    return [
        field
        for field, entry in field_map.of(doctype).items()
        if entry.is_of_people
        and entry.ending == field_map.EMPTY
        and entry.category in CATEGORIES
        and (doctype, field) not in COPIES
        and (df := meta.get_field(field))
        and df.fieldtype in WRITTEN
    ]
