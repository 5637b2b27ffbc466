"""Migrates everything of a source, or tries it: case by case, in batches that are committed or rolled back whole.

A batch is committed with its lines in the report. Whatever happens to the server, another run finds the records
by their number in SugarCRM and continues; a later run does so with what has changed since.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_system_timezone

from cfm_app.base import batch_cache
from cfm_app.exchange import case_import, past_cases, refusals
from cfm_app.exchange.mapping import Translator
from cfm_app.exchange.migration import case_writer, history, list_filters, outcomes, records
from cfm_app.exchange.migration.attachments import Notes
from cfm_app.exchange.migration.history import Line, Users
from cfm_app.exchange.migration.office_work import ErasedRecords
from cfm_app.exchange.migration.outcomes import Ledger, Outcome
from cfm_app.exchange.migration.people import PERSON, People
from cfm_app.exchange.migration.plan import Plan, create_masters
from cfm_app.exchange.migration.records import Record, Source
from cfm_app.exchange.migration.translate import Translated, case_of, full_name
from cfm_app.security.entitlement.handlers import QUIET
from cfm_app.security.restricted_cases import known_sources

BATCH, LINES = 100, 500
POINT = "cfm_migration_case"
STATUS = ("status", "state")

Beat = Callable[[str, int], None]
"""Called after each batch with the module and the number of finished records; it commits, and may end the run."""


class Run:
    """One pass through a source."""

    def __init__(
        self,
        source: Source,
        plan: Plan,
        ledger: Ledger,
        beat: Beat,
        is_dry: bool = False,
        since: datetime | None = None,
        cursors: dict[str, str] | None = None,
    ) -> None:
        self.source, self.plan, self.ledger, self.is_dry = source, plan, ledger, is_dry
        self._beat, self._since = beat, since
        # How far each module was when another run of the same kind died.
        self.cursors, self._done = dict(cursors or {}), 0
        self._labels = source.dropdowns()
        self._translator = Translator(plan.mapping)
        self._teamless = plan.teamless_class(source)
        self._users = self._read_users()
        self._erased = ErasedRecords()
        self._people = People(source, ledger, self._erased)
        self._notes = Notes(source, plan, self._users, ledger)
        # By their number there: records that belong to them are read after them.
        self._coming: set[str] = set()

    def work(self) -> None:
        """Do all of it."""
        frappe.has_permission("Case", "create", throw=True)
        self.ledger.delete_dry_run()
        was_quiet = frappe.flags.get(QUIET)
        frappe.flags[QUIET] = True
        try:
            self._bring_cases()
            self._note_people()
            for module in records.OF_A_CASE:
                self._bring_history(module)
            self._bring_notes()
            self._note_accounts()
            for module, batch in list_filters.bring(
                self.source, self.plan, self._users, self.ledger, self._labels
            ):
                self._finish_batch(module, batch)
        finally:
            frappe.flags[QUIET] = was_quiet

    # --- users and accounts -------------------------------------------------------------------
    def _read_users(self) -> Users:
        names: dict[str, str] = {}
        if records.USERS in self.source.modules():
            for each in self.source.records(records.USERS):
                if each.problem:
                    self._note(each, outcomes.FAILED, each.problem)
                    continue
                names[each.id] = full_name(each.values)
                user = self.plan.users.get(each.id)
                why = _("They are the user {0} here.").format(user) if user else ""
                why = why or _("A former user: the name stays at what they wrote.")
                self._note(each, outcomes.LEFT_OUT, why)
        return Users.of(names, self.plan.users)

    def _note_accounts(self) -> None:
        if records.ACCOUNTS in self.source.modules():
            for each in self.source.records(records.ACCOUNTS):
                why = each.problem or _("Its name stands in its cases.")
                self._note(each, outcomes.FAILED if each.problem else outcomes.LEFT_OUT, why)
        self._end_batch(records.ACCOUNTS)

    def _note(self, found: Record, outcome: str, why: str = "") -> None:
        self.ledger.note(Outcome(found.module, found.id, outcome, why, found.place))

    # --- cases --------------------------------------------------------------------------------
    def _bring_cases(self) -> None:
        seen: set[str] = set()
        for batch in _batches(self._records(records.CASES), BATCH):
            # The framework keeps each new document there, and searches it at every save.
            frappe.flags.currently_saving = []
            # A dry run rolls them back with each batch.
            create_masters(self.plan)
            known = self.ledger.known(records.CASES, [each.id for each in batch])
            with batch_cache.cached_batch():
                for each in batch:
                    self._process_case(each, known.get(each.id), seen)
            self._finish_batch(records.CASES, batch)

    def _process_case(self, found: Record, known: Any, seen: set[str]) -> None:
        if found.problem:
            self._note(found, outcomes.FAILED, found.problem)
        elif found.id in seen:
            copy = Outcome(records.CASES, f"{found.id} ({found.place})", outcomes.LEFT_OUT)
            copy.reason, copy.place = _("Its ID comes twice; the first one counts."), found.place
            self.ledger.note(copy)
        elif records.is_deleted(found):
            self._note_deleted(found, known)
        else:
            seen.add(found.id)
            self._migrate_case(found, known)

    def _note_deleted(self, found: Record, known: Any) -> None:
        """A case in the bin there does not come; one that came before stays."""
        row = Outcome(found.module, found.id, outcomes.LEFT_OUT, place=found.place)
        row.reason = _("It lies in the bin of SugarCRM.")
        if known is not None and known.target_name:
            outcomes.keep_target(row, known)
            if not self._erased.deleted_or_erased("Case", [known.target_name]):
                row.outcome = outcomes.CONFLICT
                row.reason = _("It was thrown away there since: what is here stays.")
        self.ledger.note(row)

    def _migrate_case(self, found: Record, known: Any) -> None:
        is_here = known is not None and bool(known.target_name)
        modified = found.values.get("date_modified", "")
        if is_here and known.outcome == outcomes.BROUGHT and known.source_modified == modified:
            self._coming.add(found.id)
            if self.is_dry:
                self._note_unchanged(known)
            return
        said = case_of(found, self.plan, self._translator, self._labels, self._teamless)
        row = self._row(found, said)
        if said.errors:
            row.outcome, row.reason = outcomes.FAILED, "; ".join(said.errors)
            if is_here:
                outcomes.keep_target(row, known)
        elif is_here:
            self._sync(found, said, known, row)
        elif self._is_foreign(said.values["source_id"]):
            row.outcome = outcomes.LEFT_OUT
            row.reason = _("A case with the number {0} is here already.").format(
                said.values["source_id"]
            )
        else:
            self._store(lambda: self._insert(found, said, row), row)
        if row.outcome != outcomes.LEFT_OUT and (row.target_name or outcomes.is_brought(row)):
            self._coming.add(found.id)
        self.ledger.note(row)

    def _note_unchanged(self, known: Any) -> None:
        """A dry run has a line for a case that is here already."""
        row = Outcome(known.module, known.source_id, outcomes.BROUGHT, _("It is here already."))
        row.source_year, row.source_status = known.source_year, known.source_status
        row.source_owner = known.source_owner
        self.ledger.note(row)

    def _row(self, found: Record, said: Translated) -> Outcome:
        row = Outcome(records.CASES, found.id, outcomes.BROUGHT, place=found.place)
        row.source_modified = found.values.get("date_modified", "")
        row.source_year = said.received.year if said.received else 0
        row.source_status = said.status[:140]
        owner = found.values.get("assigned_user_id") or found.values.get("created_by") or ""
        row.source_owner = self._users.name(owner)[:140] if owner else ""
        row.source_number = said.values["source_id"]
        return row

    def _is_foreign(self, number: str) -> bool:
        """Whether the office has a case with this number from elsewhere."""
        if number not in known_sources.known_ids([number]):
            return False
        ours = {"migration": self.ledger.migration, "is_dry": 0, "source_number": number}
        return not frappe.db.exists(
            outcomes.DOCTYPE, {**ours, "outcome": outcomes.BROUGHT}
        ) and not (self.ledger.has_waiting(number))

    def _insert(self, found: Record, said: Translated, row: Outcome) -> None:
        moments = self._moments(said)
        owner = self._users.author(found.values.get("created_by", ""))
        case = case_writer.insert(said, self._member(found, said), owner, moments)
        row.target_type, row.target_name, row.made_here = "Case", case.name, 1
        self._write_unmapped(found, said, case.name)
        row.target_modified = past_cases.modified_stamp(case.name)

    def _sync(self, found: Record, said: Translated, known: Any, row: Outcome) -> None:
        outcomes.keep_target(row, known)
        # An erasure or a refusal does not change the moment of the last change.
        if self._erased.deleted_or_erased("Case", [known.target_name]):
            row.outcome, row.reason = outcomes.LEFT_OUT, _("It was deleted here.")
        elif self._is_changed_here(known) or self._erased.closed_to_writing([known.target_name]):
            row.outcome = outcomes.CONFLICT
            row.reason = _("It was changed here, too: what is here stays.")
        else:
            self._store(lambda: self._update(found, said, known.target_name, row), row)

    def _is_changed_here(self, known: Any) -> bool:
        return past_cases.modified_stamp(known.target_name) != str(known.target_modified)

    def _update(self, found: Record, said: Translated, name: str, row: Outcome) -> None:
        named = past_cases.member_of(name)
        is_erased = bool(named and self._erased.among(PERSON, [named]))
        member = None if is_erased else self._member(found, said)
        case_writer.update(name, said, member, self._moments(said))
        self._write_unmapped(found, said, name)
        row.target_modified = past_cases.modified_stamp(name)

    def _member(self, found: Record, said: Translated) -> str | None:
        contact = found.values.get("contact_id", "")
        member = self._people.of_contact(contact) if contact else None
        if not member and said.person:
            member = case_import.member_for(said.person)
        return member

    def _write_unmapped(self, found: Record, said: Translated, case: str) -> None:
        """Values without a field here, and the origin of the case, as a line of its history."""
        owner = found.values.get("assigned_user_id", "")
        lines = [
            _("From SugarCRM, number {0}").format(found.values.get("case_number") or found.id),
            *([_("assigned to {0}").format(self._users.name(owner))] if owner else []),
            *said.lines,
        ]
        stamp = found.values.get("date_modified", "")
        line = Line(
            f"{found.id}{stamp}",
            records.CASES,
            case,
            records.local(said.modified, get_system_timezone()),
            found.values.get("created_by", ""),
            "\n".join(lines),
        )
        history.write(case, [line], self._users, self.ledger)

    def _moments(self, said: Translated) -> past_cases.Moments:
        return past_cases.Moments(last=records.local(said.modified, get_system_timezone()))

    def _store(self, act: Callable[[], None], row: Outcome) -> None:
        """Do something that may fail, without stopping the others."""
        frappe.db.savepoint(POINT)
        try:
            act()
        except refusals.FATAL:
            raise
        except Exception as error:
            frappe.db.rollback(save_point=POINT)
            self._people.forget_batch()
            row.outcome, row.reason = outcomes.FAILED, case_import.reason_of(error)
            if row.made_here and not row.target_modified:
                row.target_name = ""
            frappe.clear_messages()
        frappe.db.release_savepoint(POINT)

    # --- records that belong to cases --------------------------------------------------------
    def _note_people(self) -> None:
        if not self.is_dry:
            self._people.update_changed()
        self._people.note_others(self.plan.lone_contacts)
        self._end_batch(records.CONTACTS)

    def _bring_history(self, module: str) -> None:
        if module not in self.source.modules():
            return
        moments: dict[str, past_cases.Moments] = {}
        counts: dict[str, int] = {}
        for batch in _batches(self._records(module), LINES):
            with batch_cache.cached_batch():
                self._bring_lines(module, batch, moments, counts)
            self._finish_batch(module, batch)
        for case, count in counts.items():
            row = Outcome(module, case, outcomes.BROUGHT, size=count)
            self.ledger.note(row)
        if not self.is_dry:
            for number, case in self._cases_of(moments).items():
                past_cases.set_moments(case, moments[number])
        self._end_batch(module)

    def _cases_of(self, moments: dict[str, past_cases.Moments]) -> dict[str, str]:
        found = {}
        for portion in _batches(iter(moments), LINES):
            for number, row in self.ledger.known(records.CASES, portion).items():
                is_brought = row.target_name and row.outcome == outcomes.BROUGHT
                # past_cases.Moments of acts that somebody did here stay.
                if is_brought and not self._is_changed_here(row):
                    found[number] = row.target_name
        return found

    def _bring_lines(
        self,
        module: str,
        batch: list[Record],
        moments: dict[str, past_cases.Moments],
        counts: dict[str, int],
    ) -> None:
        lines: dict[str, list[Line]] = {}
        for each in batch:
            if each.problem:
                self._note(each, outcomes.FAILED, each.problem)
                continue
            if records.is_deleted(each):
                self._note(each, outcomes.LEFT_OUT, _("It lies in the bin of SugarCRM."))
                continue
            try:
                line = history.line_of(each, self.plan, self._labels)
            except ValueError as error:
                self._note(each, outcomes.FAILED, str(error))
                continue
            lines.setdefault(line.case, []).append(line)
            if module == records.AUDIT and each.values.get("field_name") in STATUS:
                moments[line.case] = past_cases.extended(moments.get(line.case), line.written_on)
        known = self._cases_here(lines)
        # A line that somebody removed here does not come again. Nobody removes lines of the audit.
        old = {} if module == records.AUDIT else self.ledger.known(module, [e.id for e in batch])
        for number, written in lines.items():
            if number not in known:
                why = _("It hangs on no case that is brought.")
                self._note_lines(module, written, outcomes.LEFT_OUT, why)
                continue
            if not self.is_dry:
                new = [each for each in written if not outcomes.is_brought(old.get(each.source_id))]
                history.write(known[number], new, self._users, self.ledger)
            if module == records.AUDIT:
                counts[number] = counts.get(number, 0) + len(written)
            else:
                self._note_lines(module, written, outcomes.BROUGHT)

    def _note_lines(self, module: str, lines: list[Line], outcome: str, why: str = "") -> None:
        for line in lines:
            self.ledger.note(Outcome(module, line.source_id, outcome, why))

    def _cases_here(self, numbers: Any) -> dict[str, str]:
        """The cases that are here, or in a dry run would be, by their number there."""
        if self.is_dry:
            return {number: number for number in numbers if number in self._coming}
        known = self.ledger.known(records.CASES, numbers)
        here = {number: row.target_name for number, row in known.items() if row.target_name}
        closed = self._erased.closed_to_writing(here.values())
        return {number: case for number, case in here.items() if case not in closed}

    def _bring_notes(self) -> None:
        if records.NOTES not in self.source.modules():
            return
        for batch in _batches(self._records(records.NOTES), BATCH):
            parents = [each.values.get("parent_id", "") for each in batch]
            here = self._cases_here(parents)
            known = self.ledger.known(records.NOTES, [each.id for each in batch])
            for each, parent in zip(batch, parents, strict=True):
                is_of_case = each.values.get("parent_type", "") in ("", "Cases", "Tickets", "Case")
                case = here.get(parent) if is_of_case else None
                self._notes.bring(each, case, self.is_dry, known.get(each.id))
            self._finish_batch(records.NOTES, batch)

    def _records(self, module: str) -> Iterator[Record]:
        """The records of a module: from where another run stopped, or those changed since the last one."""
        since = self._since
        if self.source.is_ordered and self.cursors.get(module):
            since = records.moment(self.cursors[module], "UTC", "", True)
        return self.source.records(module, since)

    def _finish_batch(self, module: str, batch: list[Record]) -> None:
        self._done += len(batch)
        if self.source.is_ordered and module != records.AUDIT:
            self.cursors[module] = batch[-1].values.get("date_modified", "")
        self._end_batch(module)

    def _end_batch(self, module: str) -> None:
        if self.is_dry:
            frappe.db.rollback()
            self._people.forget_batch()
        frappe.clear_messages()
        self.ledger.write()
        self._beat(module, self._done)


def _batches(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(items, size)):
        yield batch
