"""Records and messages must not name a person who is known from restricted cases alone.

Other records name them as a possible duplicate; conversations and calls as the writer (`named_writers`).
The events here are those by which a person becomes known or is no longer: of cases, reports and classes.
"""

from collections.abc import Collection

import frappe
from frappe.model.document import Document

from cfm_app.security.restricted_cases import case_traces, named_writers, openly_known

MEMBER, FIELD = "Community Member", "possible_duplicates"


def follow_case(doc: Document, method: str | None = None) -> None:
    """Event of a case: it became restricted, or names another person, so its former person may no longer be known."""
    before = doc.get_doc_before_save()
    if before and before.community_member and before.community_member != doc.community_member:
        withdraw([before.community_member])


def forget_case(doc: Document, method: str | None = None) -> None:
    """Event of a deletion: the case may have been all from which the office knew the person."""
    if doc.community_member:
        withdraw([doc.community_member])


def follow_report(doc: Document, method: str | None = None) -> None:
    """Event of a report: its person may be known from nothing else."""
    if doc.community_member and doc.has_value_changed("community_member"):
        withdraw([doc.community_member])


def follow_class(doc: Document, method: str | None = None) -> None:
    """Event of a class that becomes restricted: its cases no longer make a person known."""
    if not doc.hidden or not doc.has_value_changed("hidden"):
        return
    of_class = {"sensitivity": doc.name, "community_member": ["is", "set"]}
    withdraw(set(frappe.get_all("Case", filters=of_class, pluck="community_member")))


def withdraw(members: Collection[str]) -> None:
    """Remove those of these people who are no longer openly known from other records and their history."""
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
