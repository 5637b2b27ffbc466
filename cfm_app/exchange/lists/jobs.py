"""The background work on a sheet for a list: the dry run, the import, taking it back.

An import of single rows commits batch by batch together with its counts, so that the next run goes on where
the last one stood. A dry run, and an import of all or nothing, are one transaction; how far they are is
told beside it.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import frappe
from frappe import _

from cfm_app.base.counting import counted
from cfm_app.exchange import import_records, job_runs, reader
from cfm_app.exchange.lists import columns, drafts, imports, undoing
from cfm_app.exchange.lists.cells import Cells
from cfm_app.exchange.lists.outcomes import Tally
from cfm_app.exchange.lists.writing import Plan, Writer
from cfm_app.security.obligations import gate

BATCH = 50


def run(import_name: str, run_id: str, language: str) -> None:
    """Do the task that an import into a list waits for."""
    frappe.local.lang = language
    row = job_runs.claim(import_records.DOCTYPE, import_name, run_id)
    if not row:
        return
    task = _Task(row)
    with job_runs.failing_with(task.tally.fail, _("The import of {0} has failed").format(row.name)):
        task.work()


class _Task:
    """One run of a task."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.tally = Tally(row)

    def work(self) -> None:
        gate.require()
        imports.mine(self.row.name)
        if self.row.task == import_records.UNDO:
            undoing.take_back(self.row, self.tally)
            self._forget_file()
            return
        is_trial = self.row.task == import_records.CHECK
        is_whole = is_trial or bool(self.row.all_or_nothing)
        writer, found = self._open(is_trial)
        # One by one, because a row may link to a record of the row above.
        for number, draft in enumerate(found, start=1):
            self.tally.add(writer.take(draft), draft)
            if number % BATCH == 0:
                self.tally.tell_progress() if is_whole else self.tally.keep()
        if is_whole:
            self._undo_whole(is_trial)
        self.tally.keep()
        self.tally.end(job_runs.FINISHED, {"rows_total": self.tally.rows_done})
        if not is_trial and not self.tally.counts["failed_count"]:
            self._forget_file()

    def _forget_file(self) -> None:
        import_records.forget_file(self.row.name)
        frappe.db.commit()

    def _open(self, is_trial: bool) -> tuple[Writer, Iterator[drafts.Draft]]:
        row = self.row
        known = columns.of(row.target_doctype)
        fed = frappe.parse_json(row.columns_map)
        used = {key: known[key] for key in fed if key in known}
        cells = Cells(used, row.date_order or "")
        plan = Plan(
            row.target_doctype, used, row.key_field or "", row.mode, bool(row.invite), is_trial
        )
        log, _name = import_records.open_log(row.file_id, row.sheet, row.header_row)
        rows = islice(_bounded(log.rows), self.tally.rows_done, None)
        fed = {key: header for key, header in fed.items() if key in used}
        return Writer(plan, cells), drafts.of(rows, used, fed, cells)

    def _undo_whole(self, is_trial: bool) -> None:
        """Undo a dry run with all that was queued by it; one wrong row undoes all of a whole import."""
        if is_trial or self.tally.counts["failed_count"]:
            frappe.db.rollback()
        if not is_trial and self.tally.counts["failed_count"]:
            self.tally.nothing_stored()


def _bounded(rows: Iterator[reader.Row]) -> Iterator[reader.Row]:
    for number, row in enumerate(rows):
        if number == imports.MOST_ROWS:
            frappe.throw(
                counted(_("A sheet for a list has {0} rows at most. Split it."), imports.MOST_ROWS)
            )
        yield row
