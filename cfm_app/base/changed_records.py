"""Which cases and referrals have changed since figures were stored: a row for each change, in the same transaction.

Whoever writes past documents notes it here; figures read the noted records anew (`kept_facts`).
"""

from collections.abc import Iterable, Sequence
from typing import Any

import frappe
from frappe.utils import now_datetime

DOCTYPE = "CFM Facts Change"
KINDS = ("Case", "Referral")
EVERYTHING = "*"
"""Stands for all records of a kind."""
COLUMNS = "name creation modified modified_by owner docstatus idx record_type record_name".split()
BATCH = 500


def note(doctype: str, names: Iterable[str]) -> None:
    """Note that records of a kind have changed. Code that writes past documents calls this, too."""
    if doctype not in KINDS:
        return
    now, user = now_datetime(), frappe.session.user
    rows = [
        (frappe.generate_hash(length=16), now, now, user, user, 0, 0, doctype, name)
        for name in names
    ]
    if rows:
        frappe.db.bulk_insert(DOCTYPE, COLUMNS, rows, chunk_size=BATCH)


def note_all() -> None:
    """Note that any record may have changed: figures are computed from the cases until all months are stored again."""
    for doctype in KINDS:
        note(doctype, [EVERYTHING])


def noted(doctype: str) -> list[tuple[str, str]]:
    """The noted changes of a kind: the name of the note, and the record. One record may have many notes."""
    found: Any = frappe.db.sql(
        f"select `name`, `record_name` from `tab{DOCTYPE}` where `record_type` = %s", (doctype,)
    )
    return [(row[0], row[1]) for row in found]


def forget(rows: Sequence[str]) -> None:
    """Delete notes: their records are stored now."""
    for at in range(0, len(rows), BATCH):
        frappe.db.delete(DOCTYPE, {"name": ["in", list(rows[at : at + BATCH])]})
