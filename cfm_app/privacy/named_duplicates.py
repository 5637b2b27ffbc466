"""Who is known from restricted cases alone is named in nobody else's record as possibly the same person, and by
nothing that they wrote or said and that the office reads (`named_writers`).

Events of what makes a person known: cases, reports, classes.
"""

from collections.abc import Collection

import frappe
from frappe.model.document import Document

from cfm_app.privacy import case_traces, named_writers, openly_known

MEMBER, FIELD = "Community Member", "possible_duplicates"


def follow_case(doc: Document, method: str | None = None) -> None:
    """A case that has become restricted, or names another person, may have been all that was known of one."""
    before = doc.get_doc_before_save()
    if before and before.community_member and before.community_member != doc.community_member:
        withdraw([before.community_member])


def forget_case(doc: Document, method: str | None = None) -> None:
    """A deleted case may have been all that was openly known of a person."""
    if doc.community_member:
        withdraw([doc.community_member])


def follow_report(doc: Document, method: str | None = None) -> None:
    """A person of a restricted case may be known from nothing else."""
    if doc.community_member and doc.has_value_changed("community_member"):
        withdraw([doc.community_member])


def follow_class(doc: Document, method: str | None = None) -> None:
    """The cases of a class that becomes restricted make nobody openly known any more."""
    if not doc.hidden or not doc.has_value_changed("hidden"):
        return
    of_class = {"sensitivity": doc.name, "community_member": ["is", "set"]}
    withdraw(set(frappe.get_all("Case", filters=of_class, pluck="community_member")))


def withdraw(members: Collection[str]) -> None:
    """Take those of some people who are not openly known out of the records of others, their history, and what
    they wrote and said.
    """
    closed = {name for name in members if not openly_known.is_openly_known(name)}
    if not closed:
        return
    named_writers.withdraw(closed)
    rows = frappe.get_all(MEMBER, filters={"name": ["in", sorted(closed)]}, pluck="creation")
    if not rows:
        return
    since = min(rows)
    # Nothing older names them; with the time, an index bounds what is read.
    naming = {FIELD: ["is", "set"], "modified": [">=", since]}
    for row in frappe.get_all(MEMBER, filters=naming, fields=["name", FIELD], order_by="name asc"):
        named = row[FIELD].split()
        left = [name for name in named if name not in closed]
        if left != named:
            text = "\n".join(left)
            frappe.db.set_value(MEMBER, row.name, FIELD, text, update_modified=False)
    for name in sorted(closed):
        case_traces.erase_person(name, since)
