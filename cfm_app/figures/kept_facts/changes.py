"""Which records have changed since their month was stored: a row for each change, in the same transaction.

A transaction that changes a case never changes the stored facts of a month: all writers would wait for one row.
They add their own rows instead, and readers take the changed records from the cases themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.model.document import Document

from cfm_app.base.changed_records import note, note_all
from cfm_app.figures.kept_facts.tables import CASES, REFERRALS, TABLES


def follow_case(doc: Document, method: str | None = None) -> None:
    """Event of a case that is new or changed; if its class changed, of its referrals, too."""
    note(CASES.doctype, [doc.name])
    before = doc.get_doc_before_save()
    if not doc.flags.in_insert and (before is None or before.sensitivity != doc.sensitivity):
        note_referrals_of([doc.name])


def follow(doc: Document, method: str | None = None) -> None:
    """Event of a referral that is new, changed or deleted, or of a deleted case; its referrals were deleted before."""
    note(doc.doctype, [doc.name])


def follow_class(doc: Document, method: str | None = None) -> None:
    """Event of a class that becomes restricted or open: note its cases. A new class has none."""
    if doc.get_doc_before_save() and doc.has_value_changed("hidden"):
        _queue_rebuild()


def follow_new_name(
    doc: Document, method: str | None, old: str, new: str, merge: bool = False
) -> None:
    """Event of a renamed record, or of a renamed category, place or channel that cases name."""
    if doc.doctype in TABLES:
        note(doc.doctype, [old, new])
    elif any(_names(doctype, doc.doctype) for doctype in TABLES):
        _queue_rebuild()


def _queue_rebuild() -> None:
    """Until the job is done, figures are computed from the cases."""
    note_all()
    frappe.enqueue("cfm_app.figures.kept_facts.keeping.keep_many", enqueue_after_commit=True)


def _names(doctype: str, other: str) -> bool:
    return any(field.options == other for field in frappe.get_meta(doctype).get_link_fields())


def note_referrals_of(cases: Sequence[str]) -> None:
    """Note that the referrals of cases have changed."""
    named = {"cfm_case": ["in", list(cases)]}
    note(REFERRALS.doctype, frappe.get_all(REFERRALS.doctype, named, pluck="name"))
