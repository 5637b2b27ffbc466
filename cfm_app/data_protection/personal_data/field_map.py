"""The map of personal data: for each field whose data it holds, what kind, what for, and what becomes of it.

`fields.csv` beside this module has a line for each field of the app's DocTypes that holds a value, and
one for each DocType of the framework in which words about people end up (field ``*``: all of it). The
office adds what it made itself, its custom fields above all, as records (CFM Personal Field); of what
the app brings along the file alone says what becomes of it. Who reads and how long are not written
down: they follow from the rights and from the rules of retention.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import frappe

from cfm_app.base import features
from cfm_app.security.configuration.app_doctypes import MODULE

# Of each feature in its own folder, of all others beside this module.
FILE = "fields.csv"
OFFICE_ENTRY = "CFM Personal Field"
WHOLE = "*"

PERSON, THIRD, PARTNER, USER = "person", "third", "partner", "user"
NOBODY = ""
ABOUT = (PERSON, THIRD, PARTNER, USER)

IDENTITY, CONTACT, WORDS, SPECIAL = "identity", "contact", "words", "special"
CHARACTERISTIC, PLACE, OPINION, CONDUCT, TRACE = (
    *("characteristic", "place", "opinion"),
    *("conduct", "trace"),
)
CATEGORIES = (
    *(IDENTITY, CONTACT, WORDS, SPECIAL, CHARACTERISTIC),
    *(PLACE, OPINION, CONDUCT, TRACE),
)
# Why a field is nobody's personal data.
OFFICE, STATE, TIME, FIGURE, LINK, MACHINE = REASONS = (
    "office",
    "state",
    "time",
    "figure",
    "link",
    "machine",
)

KEEP, EMPTY, COARSEN, DELETE = ENDINGS = ("keep", "empty", "coarsen", "delete")

# These hold no value of their own.
LAYOUT = frozenset(
    (
        *("Section Break", "Column Break", "Tab Break", "Fold", "Heading"),
        *("HTML", "Button", "Image", "Table", "Table MultiSelect"),
    )
)
# A text field without an entry may hold words about somebody.
HOLDS_WORDS = frozenset(
    (
        *("Data", "Small Text", "Text", "Long Text", "Text Editor", "Markdown Editor"),
        *("HTML Editor", "Code", "JSON", "Attach", "Attach Image", "Phone", "Autocomplete"),
        *("Signature", "Geolocation", "Barcode", "Read Only", "Dynamic Link", "Password"),
    )
)


@dataclass(frozen=True)
class Entry:
    """What the map says about a field, or about a whole Frappe DocType (field ``*``)."""

    doctype: str
    field: str
    about: str
    """Whose data it is, one of `ABOUT`; empty where it is nobody's."""
    category: str
    """One of `CATEGORIES`; where it is nobody's data, one of `REASONS`."""
    purpose: str
    """What it is for, a key of `purposes.PURPOSES`; empty where it is nobody's."""
    ending: str
    """What an erasure does with it: one of `ENDINGS`."""

    @property
    def is_personal(self) -> bool:
        return self.about != NOBODY

    @property
    def is_of_people(self) -> bool:
        """Whether it is data of people the office works for, or of those they speak of."""
        return self.about in (PERSON, THIRD)


def entries() -> dict[tuple[str, str], Entry]:
    """The whole map by DocType and field: the shipped file, and the office's own entries."""
    own = {(each.doctype, each.field): each for each in _of_office()}
    return {key: each for key, each in own.items() if not is_shipped(*key)} | _shipped()


def is_shipped(doctype: str, field: str) -> bool:
    """Whether the app describes a field; then the office cannot."""
    return (doctype, field) in _shipped() or (doctype, WHOLE) in _shipped()


def of(doctype: str) -> dict[str, Entry]:
    """The entries for the fields of a DocType, with defaults for missing ones.

    A text field without an entry counts as words about a person if it is custom, or its DocType is
    unknown to the map.
    """
    found = {field: each for (owner, field), each in entries().items() if owner == doctype}
    if WHOLE in found:
        return found
    is_known = bool(found)
    for df in values_of(doctype):
        is_asked = df.get("is_custom_field") or not is_known
        if df.fieldname not in found and is_asked and df.fieldtype in HOLDS_WORDS:
            found[df.fieldname] = Entry(doctype, df.fieldname, PERSON, WORDS, "answer", EMPTY)
    return found


def ending_of(doctype: str) -> dict[str, str]:
    """What an erasure does with the fields of a DocType that change."""
    return {
        field: each.ending
        for field, each in of(doctype).items()
        if each.is_of_people and each.ending not in (KEEP, NOBODY)
    }


def missing() -> list[tuple[str, str]]:
    """Fields without an entry: DocType and field, in order."""
    known = entries()
    return [
        (doctype, df.fieldname)
        for doctype in mapped_doctypes()
        for df in values_of(doctype)
        if (doctype, df.fieldname) not in known
    ]


def unknown() -> list[tuple[str, str]]:
    """Entries of the app's file without a field."""
    return [
        (doctype, field)
        for doctype, field in _shipped()
        if field != WHOLE and not _has_field(doctype, field)
    ]


def mapped_doctypes() -> list[str]:
    """The DocTypes whose fields each need an entry: the app's and custom ones."""
    rows = frappe.get_all(
        "DocType", filters={"is_virtual": 0}, fields=["name", "module", "custom"], order_by="name"
    )
    return [row.name for row in rows if row.module == MODULE or row.custom]


def values_of(doctype: str) -> list[Any]:
    """The fields of a DocType that hold a value, custom ones included."""
    return [df for df in frappe.get_meta(doctype).fields if df.fieldtype not in LAYOUT]


def _has_field(doctype: str, field: str) -> bool:
    return bool(frappe.db.exists("DocType", doctype)) and frappe.get_meta(doctype).has_field(field)


@lru_cache(maxsize=1)
def _shipped() -> dict[tuple[str, str], Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for path in features.files(FILE):
        with path.open(encoding="utf-8", newline="") as opened:
            found |= {
                (row["doctype"], row["field"]): Entry(**row) for row in csv.DictReader(opened)
            }
    return found


def _of_office() -> Iterator[Entry]:
    if not frappe.db.exists("DocType", OFFICE_ENTRY):
        return
    fields = ["ref_doctype", "fieldname", "about", "category", "purpose", "ending"]
    for row in frappe.get_all(OFFICE_ENTRY, fields=fields, order_by="name asc"):
        yield Entry(*(row[field] or "" for field in fields))
