"""What belongs to migrated cases: the lines of their history, the notes, their files."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from frappe import _

from cfm_app.base import batch_cache
from cfm_app.exchange import past_cases
from cfm_app.exchange.migration import history, outcomes, records
from cfm_app.exchange.migration.attachments import Notes
from cfm_app.exchange.migration.history import Line, Users
from cfm_app.exchange.migration.office_work import ErasedRecords
from cfm_app.exchange.migration.outcomes import Ledger, Outcome
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import Record, Source

PORTION = 500
STATUS = ("status", "state")
OF_CASE, OF_UPDATE = ("", "Cases", "Tickets", "Case"), ("AOP_Case_Updates", "Case Updates")
Batches = Iterable[list[Record]]


class Belongings:
    """Migrates what belongs to cases; `coming` are the cases of this run, by their number there."""

    def __init__(
        self,
        source: Source,
        plan: Plan,
        ledger: Ledger,
        users: Users,
        labels: dict[str, dict[str, str]],
        erased: ErasedRecords,
        coming: set[str],
        is_changed_here: Callable[[Any], bool],
    ) -> None:
        self._plan, self._ledger, self._users, self._labels = plan, ledger, users, labels
        self._erased, self._coming, self._is_changed_here = erased, coming, is_changed_here
        self._notes = Notes(source, plan, users, ledger)
        self._is_dry = ledger.is_dry
        # Files lie at the updates of a case, too.
        self._case_of_update: dict[str, str] = {}

    def bring_lines(self, module: str, batches: Batches) -> None:
        """Migrate the records of a module as lines of history."""
        moments: dict[str, past_cases.Moments] = {}
        counts: dict[str, int] = {}
        for batch in batches:
            with batch_cache.cached_batch():
                self._bring_batch(module, batch, moments, counts)
        for case, count in counts.items():
            self._ledger.note(Outcome(module, case, outcomes.BROUGHT, size=count))
        if not self._is_dry:
            for number, case in self._untouched(moments).items():
                past_cases.set_moments(case, moments[number])

    def bring_notes(self, batches: Batches) -> None:
        """Migrate notes with their files."""
        for batch in batches:
            cases = self._cases_of_notes(batch)
            here = self._cases_here(cases.values())
            known = self._ledger.known(records.NOTES, [each.id for each in batch])
            for each in batch:
                case = here.get(cases.get(each.id, ""))
                self._notes.bring(each, case, self._is_dry, known.get(each.id))

    def _cases_of_notes(self, batch: list[Record]) -> dict[str, str]:
        """The case there of each note: it lies at the case itself, or at one of its updates."""
        at_updates, found = {}, {}
        for each in batch:
            parent, kind = (each.values.get(name, "") for name in ("parent_id", "parent_type"))
            if kind in OF_UPDATE:
                at_updates[each.id] = parent
            elif parent and kind in OF_CASE:
                found[each.id] = parent
        asked = [each for each in at_updates.values() if each not in self._case_of_update]
        # The updates of an earlier run are not read again.
        earlier = self._ledger.known(records.UPDATES, asked) if asked else {}
        told = {number: row.source_number for number, row in earlier.items()}
        for note, update in at_updates.items():
            found[note] = self._case_of_update.get(update) or told.get(update, "")
        return found

    def _bring_batch(
        self,
        module: str,
        batch: list[Record],
        moments: dict[str, past_cases.Moments],
        counts: dict[str, int],
    ) -> None:
        lines: dict[str, list[Line]] = {}
        for each in batch:
            line = self._line(module, each)
            if line:
                lines.setdefault(line.case, []).append(line)
                if module == records.AUDIT and each.values.get("field_name") in STATUS:
                    known = moments.get(line.case)
                    moments[line.case] = past_cases.extended(known, line.written_on)
        here = self._cases_here(lines)
        # A line that somebody removed here does not come again. Nobody removes lines of the audit.
        old = {} if module == records.AUDIT else self._ledger.known(module, [e.id for e in batch])
        for number, written in lines.items():
            if number not in here:
                why = _("It hangs on no case that is brought.")
                self._note_lines(module, written, outcomes.LEFT_OUT, why)
                continue
            if not self._is_dry:
                new = [each for each in written if not outcomes.is_brought(old.get(each.source_id))]
                history.write(here[number], new, self._users, self._ledger)
            if module == records.AUDIT:
                counts[number] = counts.get(number, 0) + len(written)
            else:
                self._note_lines(module, written, outcomes.BROUGHT)

    def _line(self, module: str, found: Record) -> Line | None:
        """A record as a line; None if it has none, which the report then tells."""
        outcome, why = outcomes.FAILED, found.problem
        if not why and records.is_deleted(found):
            outcome, why = outcomes.LEFT_OUT, _("It lies in the bin of SugarCRM.")
        if not why:
            try:
                line = history.line_of(found, self._plan, self._labels, self._users)
                if module == records.UPDATES:
                    self._case_of_update[found.id] = line.case
                return line
            except ValueError as error:
                why = str(error)
        self._ledger.note(Outcome(module, found.id, outcome, why, found.place))
        return None

    def _note_lines(self, module: str, lines: list[Line], outcome: str, why: str = "") -> None:
        for line in lines:
            row = Outcome(module, line.source_id, outcome, why)
            row.source_number = line.case if module == records.UPDATES else ""
            self._ledger.note(row)

    def _untouched(self, moments: dict[str, past_cases.Moments]) -> dict[str, str]:
        """The cases on which nobody worked here: moments of acts that somebody did here stay."""
        found = {}
        for portion in in_portions(moments, PORTION):
            for number, row in self._ledger.known(records.CASES, portion).items():
                is_brought = row.target_name and row.outcome == outcomes.BROUGHT
                if is_brought and not self._is_changed_here(row):
                    found[number] = row.target_name
        return found

    def _cases_here(self, numbers: Iterable[str]) -> dict[str, str]:
        """The cases that are here, or in a dry run would be, by their number there."""
        if self._is_dry:
            return {number: number for number in numbers if number in self._coming}
        known = self._ledger.known(records.CASES, numbers)
        here = {number: row.target_name for number, row in known.items() if row.target_name}
        closed = self._erased.closed_to_writing(here.values())
        return {number: case for number, case in here.items() if case not in closed}


def in_portions(items: Iterable[Any], size: int) -> Iterable[list[Any]]:
    """Items in lists of a size."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
