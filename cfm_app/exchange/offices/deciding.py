"""Conflicts: a person decides field by field which side counts."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.exchange.offices import ledger, links, merging, taking, writing
from cfm_app.exchange.offices.ledger import Entry, Ledger
from cfm_app.exchange.offices.scope import CASE, CONSENT, PERSON, REFERRAL, STATE
from cfm_app.security.access_rule import access

OURS, THEIRS = "ours", "theirs"
SHOWN = 50


def open_ones(agreement: str) -> list[tuple[str, Entry]]:
    """Records with conflicts in cases that the user in the session sees."""
    rows = frappe.get_all(
        ledger.DOCTYPE,
        filters={"agreement": agreement, "is_open": 1},
        fields=["name", "cfm_case"],
        order_by="their_name asc, name asc",
        limit_page_length=0,
    )
    seen = [row.name for row in rows if row.cfm_case and access.may_see_case(row.cfm_case)]
    return ledger.entries(seen[:SHOWN])


def here(entry: Entry) -> dict[str, Any]:
    """What stands here in a record."""
    return taking.here(entry.doctype, entry.our_name)


def decide(name: str, field: str, side: str) -> None:
    """Let one side count for a field, under a lock; the next file tells the other office."""
    entry = ledger.locked(name)
    agreement = links.opened(entry.agreement)
    case = frappe.get_doc(CASE, entry.case)
    case.check_permission("write")
    if field not in entry.differing or side not in (OURS, THEIRS):
        frappe.throw(_("Somebody has decided this meanwhile. Reload the page."))
    theirs = entry.differing.pop(field)
    if side == THEIRS:
        _write(entry, field, theirs)
    entry.marks[field] = [merging.mark(theirs), merging.mark(here(entry).get(field))]
    Ledger(agreement).keep(entry)
    _tell(case, entry, field, side)


def _write(entry: Entry, field: str, value: Any) -> None:
    if entry.doctype in (CONSENT, REFERRAL):
        writing.change_evidence(entry.doctype, entry.our_name, {field: value})
        if entry.doctype == CONSENT:
            writing.follow_consents(entry.case, [entry.our_name])
    elif entry.doctype == PERSON:
        person = frappe.get_doc(PERSON, entry.our_name)
        person.set(field, value)
        person.save(ignore_permissions=True)
    elif field == STATE:
        writing.set_state(entry.our_name, str(value), {})
    else:
        writing.change_case(entry.our_name, {field: value})


def _tell(case: Document, entry: Entry, field: str, side: str) -> None:
    """A line in the history, without what either side wrote."""
    told = _("Changed on both sides, “{0}”: what stood here stays.")
    if side == THEIRS:
        told = _("Changed on both sides, “{0}”: what the other office wrote counts.")
    place = writing.place_of(case.name)
    frappe.get_doc(*place).add_comment("Info", told.format(writing.label_of(entry.doctype, field)))
