"""Notes of SugarCRM: the text becomes a line of the history, the file a private file of the case."""

from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import brought_files, past_cases, refusals
from cfm_app.exchange.case_import import reason_of
from cfm_app.exchange.migration import history, outcomes, records, translate
from cfm_app.exchange.migration.history import Line, Users
from cfm_app.exchange.migration.outcomes import Ledger, Outcome
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import Record, Source

POINT = "cfm_migration_note"
LONGEST_NAME = 100


class Notes:
    """Migrates one note after the other."""

    def __init__(self, source: Source, plan: Plan, users: Users, ledger: Ledger) -> None:
        self._source, self._plan, self._users, self._ledger = source, plan, users, ledger

    def bring(self, found: Record, case: str | None, is_dry: bool, known: Any) -> None:
        """Migrate one note, with its line in the report."""
        values = found.values
        modified = values.get("date_modified", "")
        row = Outcome(records.NOTES, found.id, outcomes.BROUGHT, place=found.place)
        row.source_modified = modified
        if known and known.outcome == outcomes.BROUGHT and known.source_modified == modified:
            if is_dry:
                row.size, row.reason = known.size, _("It is here already.")
                self._ledger.note(row)
            return
        if found.problem:
            row.outcome, row.reason = outcomes.FAILED, found.problem
        elif records.is_deleted(found):
            row.outcome, row.reason = outcomes.LEFT_OUT, _("It lies in the bin of SugarCRM.")
        elif not case:
            row.outcome = outcomes.LEFT_OUT
            row.reason = _("It hangs on no case that is brought.")
        else:
            content = self._source.file(found.id) if values.get("filename") else None
            if values.get("filename") and content is None:
                row.outcome = outcomes.FAILED
                row.reason = _("Its file {0} is not in the source.").format(values["filename"])
            row.size = len(content or b"")
            if not is_dry:
                self._store(found, case, content, row, known)
        self._ledger.note(row)

    def _store(
        self, found: Record, case: str, content: bytes | None, row: Outcome, known: Any
    ) -> None:
        frappe.db.savepoint(POINT)
        try:
            line = self._line(found, case)
            if line.content:
                history.write(case, [line], self._users, self._ledger)
            is_there = bool(known and known.target_name)
            if content is not None and not is_there:
                name = found.values["filename"].replace("/", "_").replace("\\", "_")[-LONGEST_NAME:]
                place = past_cases.history_document(case)
                row.target_type = "File"
                row.target_name = brought_files.attach(place, name, content)
                row.made_here = 1
                if line.written_on:
                    past = {"creation": line.written_on}
                    frappe.db.set_value("File", row.target_name, past, update_modified=False)
            elif is_there:
                row.target_type, row.target_name, row.made_here = "File", known.target_name, 1
        except refusals.FATAL:
            raise
        except Exception as error:  # One bad file must not stop the thousand good ones.
            frappe.db.rollback(save_point=POINT)
            row.outcome, row.reason = outcomes.FAILED, reason_of(error)
            row.target_type = row.target_name = ""
        frappe.db.release_savepoint(POINT)

    def _line(self, found: Record, case: str) -> Line:
        line = history.line_of(found, self._plan, {}, self._users)
        said = translate.words(found.values)
        content = _("{0}: {1}").format(_("Note"), said) if said else ""
        return Line(found.id, records.NOTES, case, line.written_on, line.author, content)
