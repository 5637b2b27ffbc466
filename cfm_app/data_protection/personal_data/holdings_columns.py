"""Which columns of the database may name a document or a person, read from the metadata.

Nobody lists DocTypes here: what the framework, another app or a manager adds is looked at as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import frappe

from cfm_app.base import batch_cache, consts, doctype_access
from cfm_app.security.configuration import app_doctypes

PLAIN = ("Data", "Read Only", "Phone", "Small Text", "Autocomplete")
WORDS = (
    *("Text", "Long Text", "Small Text", "Code", "JSON", "Text Editor", "HTML Editor", "Data"),
    "Markdown Editor",
)
ATTACHED = ("Attach", "Attach Image")
# The accounts of those who work here, and what the office is made of, are not held on a person in need.
OF_THE_OFFICE = (
    "User",
    "Has Role",
    "CFM Channel Account",
    "CFM Line Extension",
    "DocType",
    "DocField",
)


@dataclass(frozen=True)
class Table:
    """One DocType with a table: how its rows name documents.

    `links` are fields by the DocType they link to, `dynamic` pairs of fields (DocType, name), `plain` short
    texts, `words` all texts, `files` fields that hold the address of a file.
    """

    doctype: str
    is_child: bool
    is_of_app: bool
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dynamic: tuple[tuple[str, str], ...] = ()
    plain: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def owner_fields(self) -> tuple[str, ...]:
        """The fields that say whose a document is: its person, its case, its conversation."""
        kinds = (
            ("Community Member", "community_member"),
            ("Case", "cfm_case"),
            (consts.CONVERSATION, "conversation"),
        )
        return tuple(name for doctype, name in kinds if name in self.links.get(doctype, ()))


@batch_cache.cached_in_batch
def tables() -> dict[str, Table]:
    """All DocTypes whose rows may hold something on a person, by name."""
    rows = frappe.get_all(
        "DocType",
        filters={"issingle": 0, "is_virtual": 0},
        fields=["name", "istable", "module"],
        order_by="name asc",
    )
    return {
        row.name: _table(row)
        for row in rows
        if row.name not in OF_THE_OFFICE
        and row.name not in doctype_access.OPEN
        and frappe.db.table_exists(row.name)
    }


def _table(row: frappe._dict) -> Table:
    meta = frappe.get_meta(row.name)
    links: dict[str, tuple[str, ...]] = {}
    for df in meta.get_link_fields():
        links[df.options] = (*links.get(df.options, ()), df.fieldname)
    dynamic = [(df.options, df.fieldname) for df in meta.get_dynamic_link_fields()]
    if row.name in doctype_access.CARRIERS and doctype_access.CARRIERS[row.name] not in dynamic:
        dynamic.append(doctype_access.CARRIERS[row.name])
    return Table(
        doctype=row.name,
        is_child=bool(row.istable),
        is_of_app=row.module == app_doctypes.MODULE,
        links=links,
        dynamic=tuple(dynamic),
        plain=tuple(_fields(meta, PLAIN)),
        words=tuple(_fields(meta, WORDS)),
        files=tuple(_fields(meta, ATTACHED)),
    )


def _fields(meta: object, kinds: Iterable[str]) -> Iterator[str]:
    wanted = frozenset(kinds)
    for df in meta.fields:  # type: ignore[attr-defined]
        if df.fieldtype in wanted and not df.get("is_virtual"):
            yield df.fieldname
