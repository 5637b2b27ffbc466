"""Migrates everything of a source, or tries it: case by case, in batches that are committed or rolled back whole.

A batch is committed with its lines in the report. Whatever happens to the server, another run finds the records
by their number in SugarCRM and continues; a later run does so with what has changed since.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_system_timezone

from cfm_app.base import batch_cache
from cfm_app.exchange import case_import, past_cases, refusals
from cfm_app.exchange.mapping import Translator
from cfm_app.exchange.migration import (
    case_writer,
    history,
    list_filters,
    outcomes,
    records,
    user_names,
)
from cfm_app.exchange.migration.belongings import Belongings, in_portions
from cfm_app.exchange.migration.history import Line, Users
from cfm_app.exchange.migration.office_work import ErasedRecords
from cfm_app.exchange.migration.open_work import OpenWork
from cfm_app.exchange.migration.outcomes import Ledger, Outcome
from cfm_app.exchange.migration.people import PERSON, People
from cfm_app.exchange.migration.plan import Plan, create_masters
from cfm_app.exchange.migration.records import Record, Source
from cfm_app.exchange.migration.rest_client import NotAnswered
from cfm_app.exchange.migration.translate import Translated, case_of
from cfm_app.security.entitlement.handlers import QUIET
from cfm_app.security.restricted_cases import known_sources

BATCH, LINES = 100, 500
POINT = "cfm_migration_case"

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
        self._people = People(source, ledger, self._erased, since)
        # By their number there: records that belong to them are read after them.
        self._coming: set[str] = set()
        self._belongings = Belongings(
            *(source, plan, ledger, self._users, self._labels),
            *(self._erased, self._coming, self._is_changed_here),
        )
        # Whether a case came that had failed before: what belongs to it was left out then.
        self._has_recovered = False
        self.open_work = OpenWork(self._users)
        # Accounts that cases name, by ID or by name.
        self._accounts: set[str] = set()

    @property
    def _reads_changes_only(self) -> bool:
        return bool(self._since) and self.source.is_ordered

    def work(self) -> None:
        """Do all of it."""
        frappe.has_permission("Case", "create", throw=True)
        self.ledger.delete_dry_run()
        was_quiet = frappe.flags.get(QUIET)
        frappe.flags[QUIET] = True
        try:
            self._bring_cases()
            self._note_people()
            self._bring_belongings()
            self._note_accounts()
            for module, batch in list_filters.bring(
                self.source, self.plan, self._users, self.ledger, self._labels, self._since
            ):
                self._finish_batch(module, batch)
        finally:
            frappe.flags[QUIET] = was_quiet

    # --- users and accounts -------------------------------------------------------------------
    def _read_users(self) -> Users:
        if records.USERS in self.source.modules():
            for each in self.source.records(records.USERS):
                if each.problem:
                    self._note(each, outcomes.FAILED, each.problem)
                    continue
                user = self.plan.users.get(each.id)
                why = _("They are the user {0} here.").format(user) if user else ""
                why = why or _("A former user: the name stays at what they wrote.")
                self._note(each, outcomes.LEFT_OUT, why)
        return Users.of(user_names.of(self.source), self.plan.users)

    def _note_accounts(self) -> None:
        if records.ACCOUNTS not in self.source.modules():
            return
        for batch in in_portions(self.source.records(records.ACCOUNTS), LINES):
            # A run that reads only what has changed does not see all cases of an account.
            asked = [each.id for each in batch] if self._reads_changes_only else []
            known = self.ledger.known(records.ACCOUNTS, asked)
            for each in batch:
                if each.id not in known:
                    self._note_account(each)
        self._end_batch(records.ACCOUNTS)

    def _note_account(self, found: Record) -> None:
        if found.problem:
            self._note(found, outcomes.FAILED, found.problem)
        elif {found.id, found.values.get("name", "")} & self._accounts:
            self._note(found, outcomes.LEFT_OUT, _("Its name stands in its cases."))
        else:
            self._note(found, outcomes.LEFT_OUT, _("No case that is brought names it."))

    def _note(self, found: Record, outcome: str, why: str = "") -> None:
        self.ledger.note(Outcome(found.module, found.id, outcome, why, found.place))

    # --- cases --------------------------------------------------------------------------------
    def _bring_cases(self) -> None:
        seen: set[str] = set()
        for batch in self._in_batches(records.CASES, BATCH):
            # The framework keeps each new document there, and searches it at every save.
            frappe.flags.currently_saving = []
            # A dry run rolls them back with each batch.
            create_masters(self.plan)
            known = self.ledger.known(records.CASES, [each.id for each in batch])
            with batch_cache.cached_batch():
                for each in batch:
                    self._process_case(each, known.get(each.id), seen)

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
            self._expect(found)
            if self.is_dry:
                self._note_unchanged(known)
            return
        refused = ""
        try:
            found = self.source.complete(found)
        except NotAnswered as error:
            refused = str(error)
        said = case_of(found, self.plan, self._translator, self._labels, self._teamless)
        said.errors += [refused] if refused else []
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
        if known is not None and known.outcome == outcomes.FAILED and outcomes.is_brought(row):
            self._has_recovered = True
        if row.outcome != outcomes.LEFT_OUT and (row.target_name or outcomes.is_brought(row)):
            self._expect(found)
        self.ledger.note(row)

    def _expect(self, found: Record) -> None:
        """Remember a case that comes: what belongs to it is read after it."""
        self._coming.add(found.id)
        for name in ("account_id", "account_name"):
            if found.values.get(name):
                self._accounts.add(found.values[name])

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
        ours["module"] = records.CASES
        return not frappe.db.exists(
            outcomes.DOCTYPE, {**ours, "outcome": outcomes.BROUGHT}
        ) and not (self.ledger.has_waiting(number))

    def _insert(self, found: Record, said: Translated, row: Outcome) -> None:
        moments = self._moments(said)
        owner = self._users.author(found.values.get("created_by", ""))
        case = case_writer.insert(said, self._member(found, said), owner, moments)
        row.target_type, row.target_name, row.made_here = "Case", case.name, 1
        self._write_unmapped(found, said, case.name)
        self.open_work.give(case.name, found.values.get("assigned_user_id", ""))
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
        others = self._people.names(found.values.get(records.FURTHER_CONTACTS, "").split())
        lines = [
            _("From SugarCRM, number {0}").format(found.values.get("case_number") or found.id),
            *([_("assigned to {0}").format(self._users.name(owner))] if owner else []),
            *([_("further persons: {0}").format(", ".join(others))] if others else []),
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

    # --- what belongs to them, and the order -------------------------------------------------
    def _note_people(self) -> None:
        if not self.is_dry:
            self._people.update_changed()
        self._people.note_others(self.plan.lone_contacts)
        self._end_batch(records.CONTACTS)

    def _bring_belongings(self) -> None:
        modules = self.source.modules()
        for module in records.OF_A_CASE:
            if module in modules:
                self._belongings.bring_lines(module, self._in_batches(module, LINES))
                self._end_batch(module)
        if records.NOTES in modules:
            self._belongings.bring_notes(self._in_batches(records.NOTES, BATCH))

    def _in_batches(self, module: str, size: int) -> Iterator[list[Record]]:
        """The records of a module in batches; each is finished when the next one is asked for."""
        for batch in in_portions(self._records(module), size):
            yield batch
            self._finish_batch(module, batch)

    def _records(self, module: str) -> Iterator[Record]:
        """The records of a module: from where another run stopped, or those changed since the last one.

        Those that failed are asked for again, each by its number, and what belongs to a case that failed before.
        """
        since = self._since
        if self._has_recovered and module != records.CASES:
            since = None
        if self.source.is_ordered and self.cursors.get(module):
            since = records.moment(self.cursors[module], "UTC", "", True)
        waiting = dict.fromkeys(outcomes.failed(self.ledger.migration, module) if since else ())
        for each in self.source.records(module, since):
            waiting.pop(each.id, None)
            yield each
        for number in waiting:
            found = self.source.one(module, number)
            if found:
                yield found

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
