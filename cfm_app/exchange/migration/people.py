"""Contacts as persons: created with the first case that names them, and found again by their number there."""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from rapidfuzz import fuzz

from cfm_app.exchange import case_import, refusals
from cfm_app.exchange.headers import fold
from cfm_app.exchange.migration import outcomes, records, translate
from cfm_app.exchange.migration.office_work import ErasedRecords
from cfm_app.exchange.migration.outcomes import Ledger, Outcome
from cfm_app.exchange.migration.records import Record, Source
from cfm_app.security.persons import identity

PERSON = "Community Member"
PORTION = 500
SAME_NAME = 85
POINT = "cfm_migration_person"


class People:
    """The contacts of a source; memory holds only what a person needs here."""

    def __init__(
        self, source: Source, ledger: Ledger, erased: ErasedRecords, since: datetime | None = None
    ) -> None:
        self._source, self._ledger, self._erased = source, ledger, erased
        self._contacts: dict[str, tuple[dict[str, Any], str]] = {}
        self._made: dict[str, str] = {}
        self._told: set[str] = set()
        # Further persons of cases, who stand in their history by name.
        self._named: set[str] = set()
        if records.CONTACTS in source.modules():
            for each in source.records(records.CONTACTS, since):
                self._read(each)

    def _read(self, each: Record) -> None:
        if each.problem:
            failed = Outcome(records.CONTACTS, each.id, outcomes.FAILED, each.problem, each.place)
            self._ledger.note(failed)
        elif records.is_deleted(each):
            self._leave_out(each.id, _("It lies in the bin of SugarCRM."))
        elif each.id in self._contacts:
            copy = Outcome(records.CONTACTS, f"{each.id} ({each.place})", outcomes.LEFT_OUT)
            copy.reason = _("Its ID comes twice; the first one counts.")
            self._ledger.note(copy)
        else:
            person = translate.person_of(each)
            self._contacts[each.id] = (person, each.values.get("date_modified", ""))

    def _ask_for(self, contact: str) -> None:
        """Read a contact that has not changed since the last run, and of whom a case speaks now."""
        if contact not in self._contacts and (found := self._source.one(records.CONTACTS, contact)):
            self._read(found)

    def _leave_out(self, contact: str, why: str) -> None:
        self._ledger.note(Outcome(records.CONTACTS, contact, outcomes.LEFT_OUT, why))

    def forget_batch(self) -> None:
        """Forget what was created in a batch that was rolled back."""
        self._made.clear()

    def names(self, contacts: list[str]) -> list[str]:
        """The names of the further persons of a case."""
        for each in contacts:
            self._ask_for(each)
        known = [each for each in contacts if self._contacts.get(each, ({}, ""))[0]]
        self._named.update(known)
        found = (self._contacts[each][0] for each in known)
        return [str(each.get("full_name") or each.get("phone")) for each in found]

    def of_contact(self, contact: str) -> str | None:
        """The person of a contact; None if it has neither a name nor a phone."""
        if contact in self._made:
            return self._made[contact]
        known = self._ledger.known(records.CONTACTS, [contact]).get(contact)
        if known and known.target_name:
            return self._existing(contact, str(known.target_name))
        self._ask_for(contact)
        person, modified = self._contacts.get(contact, ({}, ""))
        if not person:
            return None
        person = _with_real_numbers(person)
        there = _same_person(person)
        name = there or case_import.new_member(person)
        row = Outcome(records.CONTACTS, contact, outcomes.BROUGHT, source_modified=modified)
        row.target_type, row.target_name, row.made_here = PERSON, name, int(not there)
        row.target_modified = str(frappe.db.get_value(PERSON, name, "modified") or "")
        self._ledger.note(row)
        self._made[contact] = name
        self._told.add(contact)
        return name

    def _existing(self, contact: str, name: str) -> str | None:
        """The person of a contact who came before. One who was erased or deleted here is not created again."""
        if not self._erased.deleted_or_erased(PERSON, [name]):
            return name
        is_erased = bool(self._erased.among(PERSON, [name]))
        # A person who was merged is found under the other record.
        self._ask_for(contact)
        return None if is_erased else _same_person(self._contacts.get(contact, ({}, ""))[0])

    def update_changed(self) -> None:
        """Migrate later changes to persons whom this migration created and nobody changed here."""
        ids = list(self._contacts)
        for start in range(0, len(ids), PORTION):
            rows = self._ledger.known(records.CONTACTS, ids[start : start + PORTION])
            gone = self._erased.deleted_or_erased(
                PERSON, (row.target_name for row in rows.values())
            )
            for contact, known in rows.items():
                person, modified = self._contacts[contact]
                is_brought = known.outcome in (outcomes.BROUGHT, outcomes.FAILED)
                is_ours = is_brought and known.made_here and known.target_name not in gone
                if is_ours and modified != known.source_modified:
                    self._update(contact, known, _with_real_numbers(person), modified)

    def _update(self, contact: str, known: Any, person: dict[str, Any], modified: str) -> None:
        doc = frappe.get_doc(PERSON, known.target_name)
        row = Outcome(records.CONTACTS, contact, outcomes.BROUGHT, source_modified=modified)
        row.target_type, row.target_name, row.made_here = PERSON, doc.name, 1
        if str(doc.modified) != known.target_modified:
            row.outcome = outcomes.CONFLICT
            row.reason = _("It was changed here, too: what is here stays.")
        else:
            self._save(doc, person, row)
        row.target_modified = str(frappe.db.get_value(PERSON, doc.name, "modified"))
        self._ledger.note(row)

    def _save(self, doc: Any, person: dict[str, Any], row: Outcome) -> None:
        """Store a change; one that is refused must not stop the others."""
        frappe.db.savepoint(POINT)
        try:
            doc.update(person)
            # A person known only from a restricted case is closed to the migrating user.
            doc.save(ignore_permissions=True)
        except refusals.FATAL:
            raise
        except Exception as error:
            frappe.db.rollback(save_point=POINT)
            row.outcome, row.reason = outcomes.FAILED, case_import.reason_of(error)
            row.source_modified = ""
            frappe.clear_messages()
        frappe.db.release_savepoint(POINT)

    def note_others(self, brings_all: bool) -> None:
        """A line for each contact that no case named; they come when the plan says so."""
        ids = list(self._contacts)
        for start in range(0, len(ids), PORTION):
            portion = ids[start : start + PORTION]
            known = self._ledger.known(records.CONTACTS, portion)
            for contact in portion:
                row = known.get(contact)
                if row and row.target_name and self._ledger.is_dry:
                    here = _("It is here already.")
                    self._ledger.note(Outcome(records.CONTACTS, contact, outcomes.BROUGHT, here))
                if contact in self._told or (row and row.target_name):
                    continue
                if brings_all and self.of_contact(contact):
                    continue
                if contact in self._named:
                    self._leave_out(
                        contact, _("A further person of a case: its history has the name.")
                    )
                    continue
                self._leave_out(contact, _("No case names this person, so they are not brought."))


def _same_person(person: dict[str, Any]) -> str | None:
    """The person here with the same phone and name: families share a phone."""
    found = case_import.known_member(person)
    if not found:
        return None
    name = frappe.db.get_value(PERSON, found, "full_name")
    alike = fuzz.token_sort_ratio(fold(name or ""), fold(person.get("full_name") or ""))
    return found if alike >= SAME_NAME else None


def _with_real_numbers(person: dict[str, Any]) -> dict[str, Any]:
    """The person without a second phone that is no phone; the first one is checked when the person is created."""
    if identity.doubt_about_phone(str(person.get("second_phone") or "")):
        return {name: value for name, value in person.items() if name != "second_phone"}
    return person
