"""Undoes an import: deletes what it created and restores what it changed, unless changed since."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, now_datetime

from cfm_app.base.counting import counted
from cfm_app.exchange import import_records, job_runs, refusals
from cfm_app.exchange.lists.outcomes import Tally
from cfm_app.exchange.lists.writing import FAILED, NEW, Outcome, stamp_of
from cfm_app.security.access_rule import deletion
from cfm_app.security.administration import access_requests

BATCH = 50
SAVEPOINT = "cfm_list_undo"


def take_back(row: Any, tally: Tally) -> None:
    """Undo the records of an import, last one first; each that stays has a reason."""
    frappe.db.delete("CFM Import Error", {"parent": row.name})
    done = frappe.get_all(
        "CFM Import Change",
        filters={"parent": row.name, "parenttype": import_records.DOCTYPE},
        fields=["name", "row_number", "action", "record_name", "stamp", "changes"],
        parent_doctype=import_records.DOCTYPE,
        order_by="idx desc",
    )
    out_of_use = 0
    for number, change in enumerate(done, start=1):
        why, is_kept = _undo(row.target_doctype, change)
        out_of_use += is_kept
        if why:
            tally.outcomes.append(
                Outcome(change.row_number, FAILED, errors=[(change.record_name, why)])
            )
            tally.counts["failed_count"] += 1
        else:
            frappe.db.delete("CFM Import Change", {"name": change.name})
        if number % BATCH == 0:
            tally.keep()
    tally.keep()
    message = _out_of_use(out_of_use) if out_of_use else None
    tally.end(job_runs.FINISHED, {"undone_on": now_datetime(), "message": message})


def _out_of_use(number: int) -> str:
    return counted(
        _("{0} records were taken out of use: cases may name them, so they are not deleted."),
        number,
    )


def _undo(doctype: str, change: Any) -> tuple[str, bool]:
    """Undo one record. Returns why it stays, and whether it was only disabled."""
    frappe.db.savepoint(SAVEPOINT)
    why, is_kept = "", False
    try:
        is_kept = _put_back(doctype, change)
    except refusals.FATAL:
        raise
    except Exception as error:
        frappe.db.rollback(save_point=SAVEPOINT)
        if isinstance(error, access_requests.SecondPersonNeeded):
            frappe.db.after_rollback.reset()
        why = refusals.reason(error, doctype, _("The record needs a value here: {0}"))
    frappe.db.release_savepoint(SAVEPOINT)
    frappe.clear_messages()
    return why, is_kept


def _put_back(doctype: str, change: Any) -> bool:
    """Whether a new record was disabled instead of deleted."""
    if not frappe.db.exists(doctype, change.record_name):
        return False
    doc = frappe.get_doc(doctype, change.record_name)
    doc.check_permission("delete" if change.action == NEW else "write")
    if stamp_of(doc) != change.stamp:
        frappe.throw(_("{0} has changed it since.").format(get_fullname(doc.modified_by)))
    if change.action == NEW:
        return _take_away(doc)
    for each in frappe.parse_json(change.changes):
        # A column of rows holds those of its table.
        doc.set(each["key"].partition(".")[0], each["before"])
    doc.save()
    return False


def _take_away(doc: Document) -> bool:
    """Delete a record; one that cases may name is disabled, whether or not one does."""
    if doc.doctype not in deletion.linked_by_cases() or not doc.meta.has_field("enabled"):
        frappe.delete_doc(doc.doctype, doc.name)
        return False
    doc.set("enabled", 0)
    doc.save()
    return True
