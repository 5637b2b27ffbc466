"""Conditions that say "is or lies under": they name an entry of a tree and all that lies under it, and follow the tree.

Frameworks work conditions out without a database, so such a condition is stored as a list with the entry
first: ``doc.category in ["Complaint", "Ration", …]``, for a form ``in_list(["Complaint", …], doc.category)``.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import frappe
from frappe.model.document import Document

_LIST = re.compile(r'\["(?:[^"\\]|\\.)*"(?:, "(?:[^"\\]|\\.)*")*\]')
# Where conditions are stored: the fields of each DocType that hold them.
_HOLDERS = {
    "Notification": ("condition",),
    "Notification Recipient": ("condition",),
    "Assignment Rule": ("assign_condition", "unassign_condition", "close_condition"),
    "Workflow Transition": ("condition",),
    "Property Setter": ("value",),
    "Custom Field": ("depends_on", "mandatory_depends_on", "read_only_depends_on"),
}


def follow(doc: Document, method: str | None = None) -> None:
    """Event of a tree: a node was added, moved or deleted."""
    before = doc.get_doc_before_save()
    parent = doc.nsm_parent_field
    if method == "on_update" and before and before.get(parent) == doc.get(parent):
        return
    _renew(doc.doctype, moved=doc.name)


def follow_name(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
    """Event of a tree: a node was renamed or merged."""
    _renew(doc.doctype, renamed={old: new}, moved=new)


def _renew(doctype: str, renamed: dict[str, str] | None = None, moved: str = "") -> None:
    stored = list(_stored())
    if not stored:
        return
    tree = _Tree(doctype, renamed or {}, moved)
    for holder, field, name, text in stored:
        renewed = _LIST.sub(lambda found: tree.renewed(found[0]), text)
        if renewed != text:
            frappe.db.set_value(holder, name, field, renewed, update_modified=False)
            frappe.clear_cache()


def _stored() -> Iterator[tuple[str, str, str, str]]:
    """All stored conditions; called for each node, so with few queries: a sheet may bring thousands."""
    for holder, fields in _HOLDERS.items():
        if not frappe.db.exists("DocType", holder, cache=True):
            continue
        rows = frappe.get_all(
            holder,
            or_filters=[[field, "like", '%["%'] for field in fields],
            fields=["name", *fields],
            **({"parent_doctype": holder.split()[0]} if frappe.get_meta(holder).istable else {}),
        )
        for row in rows:
            yield from ((holder, each, row.name, row[each]) for each in fields if row[each])


class _Tree:
    """What lies under each entry as stored now, and which one has just moved or got another name."""

    def __init__(self, doctype: str, renamed: dict[str, str], moved: str) -> None:
        rows = frappe.get_all(doctype, fields=["name", "lft", "rgt"], order_by="lft asc")
        self.rows: dict[str, Any] = {row.name: row for row in rows}
        self.renamed = renamed
        self.moved = set(self._below(moved))

    def _below(self, name: str) -> list[str]:
        root = self.rows.get(name)
        if root is None:
            return []
        return [
            each for each, row in self.rows.items() if root.lft <= row.lft and row.rgt <= root.rgt
        ]

    def renewed(self, text: str) -> str:
        """The list anew, where it is an entry of this tree with what lay under it; others stay as they are."""
        names = [self.renamed.get(name, name) for name in json.loads(text)]
        below = self._below(names[0])
        # A list that somebody wrote by hand names entries that lie elsewhere.
        strangers = {name for name in names if name in self.rows and name not in below}
        if not below or strangers - self.moved:
            return text
        kept = [names[0], *(each for each in below if each != names[0])]
        return json.dumps(kept, ensure_ascii=False)
