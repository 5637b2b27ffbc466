"""Undoes a migration: removes what nobody has worked on since. A second undo does nothing."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

from cfm_app.data_protection.personal_data import holds
from cfm_app.exchange import past_cases
from cfm_app.exchange.migration import list_filters, outcomes, people, records
from cfm_app.exchange.migration.office_work import OfficeWork
from cfm_app.exchange.migration.outcomes import Ledger
from cfm_app.security.restricted_cases import openly_known

Beat = Callable[[str, int], None]
PORTION = 100
POINT = "cfm_migration_undo"


def take_back(migration: str, beat: Beat) -> None:
    """Remove filters, the cases with their history and files, then the persons whom nothing else names."""
    user = frappe.session.user
    # Nobody else may delete a case; only what this migration created is deleted here.
    frappe.set_user("Administrator")
    try:
        _filters(migration)
        done = _cases(migration, beat)
        done = _people(migration, beat, done)
        _note_rest(migration)
    finally:
        frappe.set_user(user)
    beat(records.CASES, done)


def _filters(migration: str) -> None:
    for module in records.FILTERS:
        after = ""
        while rows := outcomes.brought(migration, module, after, PORTION):
            after = rows[-1].name
            for row in rows:
                stamp = list_filters.modified_stamp(row.target_name)
                is_changed = bool(stamp) and stamp != row.target_modified
                if stamp and not is_changed:
                    _delete(list_filters.DOCTYPE, row.target_name)
                kept = _("It was changed here, too: what is here stays.")
                _note_outcome(row, kept if is_changed else "")


def _cases(migration: str, beat: Beat) -> int:
    done, after = 0, ""
    work = OfficeWork(migration)
    while rows := outcomes.brought(migration, records.CASES, after, PORTION):
        after = rows[-1].name
        kept = work.done_on([row.target_name for row in rows])
        for row in rows:
            done += 1
            if row.made_here and not frappe.db.exists("Case", row.target_name):
                _note_deleted(row)
                continue
            why = _reason_to_stay(row, kept)
            if not why:
                _delete_case(row.target_name)
            _note_outcome(row, why)
        beat(records.CASES, done)
    return done


def _reason_to_stay(row: Any, kept: set[str]) -> str:
    """Why a case stays; empty if it is deleted."""
    if not row.made_here:
        return ""
    is_changed = past_cases.modified_stamp(row.target_name) != row.target_modified
    if is_changed or row.target_name in kept:
        return _("Somebody worked on it here.")
    if frappe.db.exists("Case", {"duplicate_of": row.target_name}):
        return _("Another case repeats it.")
    return ""


def _delete_case(case: str) -> None:
    if not frappe.db.exists("Case", case):
        return
    for doctype, name in (past_cases.history_document(case), ("Case", case)):
        where = {"attached_to_doctype": doctype, "attached_to_name": name}
        for file in frappe.get_all("File", filters=where, pluck="name", order_by="name asc"):
            frappe.delete_doc("File", file, ignore_permissions=True, delete_permanently=True)
        frappe.db.delete("Comment", {"reference_doctype": doctype, "reference_name": name})
    report = frappe.db.get_value(past_cases.REPORT, {"cfm_case": case}, "name")
    if report:
        _delete(past_cases.REPORT, report)
    stub = frappe.db.get_value("CFM Case Stub", {"cfm_case": case}, "name")
    if stub:
        _delete("CFM Case Stub", stub)
    _delete("Case", case)


def _delete(doctype: str, name: str) -> None:
    frappe.delete_doc(doctype, name, ignore_permissions=True, force=True, delete_permanently=True)


def _note_deleted(row: Any) -> None:
    """Keep the record known as deleted, so that no later run creates it again."""
    values = {"outcome": outcomes.LEFT_OUT, "reason": _("It was deleted here.")}
    frappe.db.set_value(outcomes.DOCTYPE, row.name, values, update_modified=False)


def _note_outcome(row: Any, why: str) -> None:
    values = {"outcome": outcomes.KEPT, "reason": why}
    if not why:
        values = {"outcome": outcomes.TAKEN_BACK, "reason": "", "target_name": ""}
    frappe.db.set_value(outcomes.DOCTYPE, row.name, values, update_modified=False)


def _people(migration: str, beat: Beat, done: int) -> int:
    after = ""
    while rows := outcomes.brought(migration, records.CONTACTS, after, PORTION):
        after = rows[-1].name
        for row in rows:
            done += 1
            _note_outcome(row, _delete_person(row) if row.made_here else "")
        beat(records.CONTACTS, done)
    return done


def _delete_person(row: Any) -> str:
    name = row.target_name
    if not frappe.db.exists(people.PERSON, name):
        return ""
    if not openly_known.is_openly_known(name):
        # They stay, and nobody is told that restricted cases name them.
        return ""
    is_held = bool(holds.held_among(people.PERSON, [name]))
    modified = str(frappe.db.get_value(people.PERSON, name, "modified"))
    if is_held or modified != row.target_modified:
        return _("It was changed here, too: what is here stays.")
    for doctype in ("Case", past_cases.REPORT, "Consent"):
        if frappe.db.exists(doctype, {"community_member": name}):
            return _("A case here names this person.")
    frappe.db.savepoint(POINT)
    try:
        _delete(people.PERSON, name)
    except frappe.ValidationError as error:
        frappe.db.rollback(save_point=POINT)
        return str(error)
    return ""


def _note_rest(migration: str) -> None:
    """The lines of records that belonged to cases: removed with them, or kept with them."""
    gone = {"outcome": outcomes.TAKEN_BACK, "target_name": ""}
    kept = frappe.db.exists(
        outcomes.DOCTYPE,
        {"migration": migration, "module": records.CASES, "outcome": outcomes.KEPT},
    )
    for module in (records.AUDIT, records.UPDATES, records.CALLS, records.TASKS, records.NOTES):
        filters = {"migration": migration, "module": module, "outcome": outcomes.BROUGHT}
        if not kept:
            frappe.db.set_value(outcomes.DOCTYPE, filters, gone, update_modified=False)
            continue
        for row in frappe.get_all(
            outcomes.DOCTYPE, filters=filters, fields=["name", "target_name"]
        ):
            if not row.target_name or not frappe.db.exists("File", row.target_name):
                frappe.db.set_value(outcomes.DOCTYPE, row.name, gone, update_modified=False)
    Ledger(migration).delete_dry_run()
