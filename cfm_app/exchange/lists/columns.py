"""The columns that a sheet for a list may have, and which column of a file is which of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.base import languages
from cfm_app.exchange import headers
from cfm_app.exchange.headers import bare

NAME = "name"
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Color", "Phone", "Autocomplete")
NUMBERS = ("Int", "Float", "Currency", "Percent")
FEEDABLE = (*TEXTS, *NUMBERS, "Select", "Link", "Check", "Date", "Datetime", "Time")
TABLES = ("Table", "Table MultiSelect")
# A form shows these by other means than a field.
SHOWN_OTHERWISE = {"User": ("roles",)}
# Which columns of a long form a template begins with, besides the required ones.
USUAL = {"User": ("email", "first_name", "last_name", "language", "mobile_no", "roles")}
MANY = 25


@dataclass(frozen=True)
class ListColumn:
    """A column of a sheet: a field, a field of the rows of a table, or a table of single values.

    `key` is the field, or `table.field`; `df` is the field that holds a value.
    """

    key: str
    label: str
    df: Any
    table: str = ""
    is_list: bool = False
    is_required: bool = False
    is_usual: bool = True


def of(doctype: str) -> dict[str, ListColumn]:
    """The columns that the user in the session may fill, in the order of the form."""
    meta = frappe.get_meta(doctype)
    levels = meta.get_permlevel_access("write")
    found = [*_identity(meta)]
    for df in meta.fields:
        if (df.permlevel or 0) in levels and _is_open(df, meta.name):
            found += _of_table(df) if df.fieldtype in TABLES else _of_field(df)
    many = len(found) > MANY
    usual = USUAL.get(doctype, ())
    return {
        each.key: ListColumn(
            **{**vars(each), "label": label, "is_usual": _is_usual(each, many, usual)}
        )
        for each, label in zip(found, _distinct(found), strict=True)
    }


def by_fieldname(doctype: str) -> str:
    """The field that names the records of a DocType; empty where none does."""
    autoname = frappe.get_meta(doctype).autoname or ""
    return autoname.partition(":")[2] if autoname.startswith("field:") else ""


def is_named_by_people(doctype: str) -> bool:
    """Whether whoever makes a record writes its name."""
    return (frappe.get_meta(doctype).autoname or "").lower() == "prompt"


def keys(doctype: str, columns: dict[str, ListColumn]) -> list[str]:
    """By which columns a record may be found again, the surest first."""
    own = by_fieldname(doctype)
    unique = [key for key, each in columns.items() if not each.table and each.df.get("unique")]
    plain = [
        key
        for key, each in columns.items()
        if not each.table and not each.is_list and each.df.fieldtype in ("Data", "Link")
    ]
    return [key for key in dict.fromkeys((NAME, own, *unique, *plain)) if key in columns]


def usual_key(doctype: str, columns: dict[str, ListColumn], fed: Iterable[str]) -> str:
    """The column by which records are found if nobody says otherwise; empty: every row is a new one."""
    fed = set(fed)
    own = by_fieldname(doctype)
    sure = [NAME, own, *(key for key, each in columns.items() if each.df.get("unique"))]
    # The name of a user is their address, though the field is not marked as what it is named by.
    sure += ["email"] if doctype == "User" else []
    return next((key for key in sure if key in columns and key in fed), "")


# --- guessing ---------------------------------------------------------------------------------
def guess(columns: dict[str, ListColumn], names: Sequence[str]) -> dict[str, str]:
    """Which header feeds which column: by its label in any language or by the name of its field."""
    spelt: dict[str, str] = {}
    for key, each in columns.items():
        for spelling in (each.label, key, *_spellings(each)):
            spelt.setdefault(_compared(spelling), key)
    found: dict[str, str] = {}
    for header in names:
        key = spelt.get(_compared(header), "")
        if key and key not in found and header not in headers.own():
            found[key] = header
    return found


def _spellings(column: ListColumn) -> Iterator[str]:
    if column.table:
        return
    yield from languages.words_for(column.df.label or "")


def _compared(text: str) -> str:
    return bare(text.replace("_", " "))


# --- what there is ----------------------------------------------------------------------------
def _identity(meta: Any) -> Iterator[ListColumn]:
    if not by_fieldname(meta.name):
        df = frappe._dict(fieldname=NAME, fieldtype="Data", label="ID", options="", unique=1)
        prompted = is_named_by_people(meta.name)
        yield ListColumn(NAME, _("ID"), df, is_required=prompted, is_usual=prompted)


def _is_open(df: Any, doctype: str) -> bool:
    if df.fieldname in SHOWN_OTHERWISE.get(doctype, ()):
        return True
    is_hidden = df.hidden or df.read_only or df.get("is_virtual")
    return not is_hidden and df.fieldtype in (*FEEDABLE, *TABLES)


def _of_field(df: Any) -> list[ListColumn]:
    return [ListColumn(df.fieldname, _(df.label), df, is_required=bool(df.reqd))]


def _of_table(df: Any) -> list[ListColumn]:
    """A table of single values is one column, any other one a column for each field of its rows."""
    rows = [each for each in frappe.get_meta(df.options).fields if _is_open(each, df.options)]
    rows = [each for each in rows if each.fieldtype in FEEDABLE]
    label = _(df.label or df.options)
    if not rows:
        return []
    if len(rows) == 1 or df.fieldtype == "Table MultiSelect":
        value = next((each for each in rows if each.fieldtype == "Link"), rows[0])
        return [
            ListColumn(df.fieldname, label, value, df.fieldname, True, is_required=bool(df.reqd))
        ]
    return [
        ListColumn(
            f"{df.fieldname}.{each.fieldname}", f"{label}: {_(each.label)}", each, df.fieldname
        )
        for each in rows
    ]


def _distinct(found: Sequence[ListColumn]) -> Iterator[str]:
    """Labels of which none comes twice."""
    labels = [each.label for each in found]
    for each in found:
        yield f"{each.label} ({each.key})" if labels.count(each.label) > 1 else each.label


def _is_usual(column: ListColumn, many: bool, usual: Sequence[str]) -> bool:
    if column.is_required or column.key in usual:
        return True
    if column.key == NAME or usual:
        return False
    return not many or bool(column.df.in_list_view or column.df.in_standard_filter)
