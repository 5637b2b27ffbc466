"""The columns of the database in which somebody may have written words, found by walking all of its tables.

Nobody lists them: what the framework, another app or a manager adds is looked at as well. Left out is what says
nothing of persons in need: who works here, how the office calls its places and categories, what a document refers to.
How the office and the machine work is no place for a machine to take words out of: anybody may be called like a role.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import frappe

from cfm_app.base import batch_cache, doctype_access
from cfm_app.data_protection.personal_data import field_map
from cfm_app.data_protection.personal_data.holdings import OF_PERSONS
from cfm_app.data_protection.personal_data.holdings_columns import OF_THE_OFFICE, tables
from cfm_app.security.configuration.app_doctypes import MODULE
from cfm_app.security.restricted_cases.case_traces import COPIED

# These hold no words of their own: another document, one of some values, figures, moments, secrets.
NO_WORDS = field_map.LAYOUT | {
    *("Link", "Dynamic Link", "Select", "Check", "Int", "Long Int", "Float", "Currency", "Percent"),
    *("Rating", "Duration", "Date", "Datetime", "Time", "Password", "Color", "Icon"),
}
# In these the office describes something at length, and may name somebody; its labels are its own.
AT_LENGTH = frozenset(
    ("Small Text", "Text", "Long Text", "Text Editor", "HTML Editor", "Markdown Editor")
)
# What one account or the machine keeps to itself, and what only the database knows.
CLOSED = frozenset(("__Auth", "tabSeries", "tabSingles", "__sequence", "__migration"))
# So the framework calls its tables; a database counts in others.
OWN = ("tab", "__")
INDEX = "__fulltext_"
# Its words are made anew out of what they are about.
FOLLOWING = ("CFM Search Entry",)


@dataclass(frozen=True)
class Words:
    """The columns of one table in which words are.

    `of_others` are those in which somebody else speaks in their own case, `of_office` those that say how the office or
    the machine works: both are only told.
    """

    table: str
    doctype: str | None
    """None for a table that no DocType describes."""
    columns: tuple[str, ...]
    of_others: tuple[str, ...] = ()
    of_office: tuple[str, ...] = ()
    is_of_app: bool = False
    is_set_up: bool = False


def all_words() -> Iterator[Words]:
    """Every table with words, by name."""
    doctypes = set(
        frappe.get_all("DocType", {"issingle": 0, "is_virtual": 0}, pluck="name", order_by="name")
    )
    for table in sorted(frappe.db.get_tables(cached=False)):
        doctype = table.removeprefix("tab")
        if doctype in OF_THE_OFFICE or doctype in FOLLOWING:
            continue
        if table.startswith("tab") and doctype in doctypes:
            if found := _of_doctype(table, doctype):
                yield found
        elif table.startswith(OWN) and table not in CLOSED and not table.startswith(INDEX):
            yield Words(table, None, tuple(frappe.db.get_db_table_columns(table)))


def _of_doctype(table: str, doctype: str) -> Words | None:
    columns = set(frappe.db.get_table_columns(doctype))
    entries = field_map.of(doctype)
    is_owned = _is_of_somebody(doctype)
    swept = [each for each in COPIED if each in columns]
    of_others = []
    for df in frappe.get_meta(doctype).fields:
        if df.fieldname not in columns or df.fieldtype in NO_WORDS:
            continue
        entry = entries.get(df.fieldname)
        if is_owned and entry and entry.is_of_people and entry.ending == field_map.EMPTY:
            of_others.append(df.fieldname)
        elif _may_name_somebody(entry, df.fieldtype):
            swept.append(df.fieldname)
    of_office = []
    if is_set_up(doctype):
        of_office = [each for each in swept if each not in COPIED]
        swept = [each for each in swept if each in COPIED]
    if not swept and not of_others and not of_office:
        return None
    return Words(
        table,
        doctype,
        tuple(swept),
        tuple(of_others),
        tuple(of_office),
        is_of_app=frappe.get_meta(doctype).module == MODULE,
        is_set_up=is_set_up(doctype),
    )


def is_set_up(doctype: str) -> bool:
    """Whether it says how the office or the machine works: of the framework all that nobody declares otherwise."""
    if doctype in doctype_access.ALL:
        return doctype in doctype_access.SET_UP
    meta = frappe.get_meta(doctype)
    return not meta.custom and meta.module in _modules_of_framework()


@batch_cache.cached_in_batch
def _modules_of_framework() -> frozenset[str]:
    return frozenset(frappe.get_all("Module Def", {"app_name": "frappe"}, pluck="name"))


def _may_name_somebody(entry: field_map.Entry | None, fieldtype: str) -> bool:
    if entry is None or entry.is_of_people:
        return True
    if entry.is_personal:
        # Evidence of what users did stays as it was signed and sealed.
        return fieldtype in AT_LENGTH and entry.doctype not in doctype_access.BY_ACTS
    return entry.category != field_map.OFFICE or fieldtype in AT_LENGTH


def _is_of_somebody(doctype: str) -> bool:
    """Whether each document belongs to a person, a case or a conversation, or is a row of one that does."""
    known = tables()
    either = [doctype, *doctype_access.CHILDREN.get(doctype, ())]
    return any(
        each in OF_PERSONS or (each in known and bool(known[each].owner_fields()))
        for each in either
        if each in doctype_access.PROTECTED
    )
