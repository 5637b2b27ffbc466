"""The background job of an import: scan, dry run, import.

Each batch is committed with the number of rows done, so the next run continues after a crash
(`job_runs`).
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import batch_cache
from cfm_app.exchange import case_import, import_records, job_runs, proposals, reader
from cfm_app.exchange.case_import import ImportResult, RowError
from cfm_app.exchange.mapping import Translator
from cfm_app.security.obligations import gate

SCAN_BATCH = 1000
MOST_VALUES = 60
ERROR_FIELDS = (
    "name creation modified modified_by owner docstatus idx parent parentfield parenttype"
    " row_number header reason"
).split()


def run(import_name: str, run_id: str, language: str) -> None:
    """Do the task that an import waits for."""
    frappe.local.lang = language
    row = job_runs.claim(import_records.DOCTYPE, import_name, run_id)
    if not row:
        return
    task = _Task(row)
    with job_runs.failing_with(task.fail, _("The import of {0} has failed").format(row.name)):
        task.work()


class _Task:
    """One run of a task."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.mapping = import_records.mapping_of(row)
        self.errors_stored = frappe.db.count("CFM Import Error", {"parent": row.name})

    def work(self) -> None:
        if self.row.task != import_records.SCAN:
            # One sentence instead of one for each row.
            gate.require()
        log, _name = import_records.open_log(self.row.file_id, self.row.sheet, self.row.header_row)
        translator = Translator(self.mapping)
        if self.row.task == import_records.SCAN:
            self._scan(log, translator)
            return
        is_import = self.row.task == import_records.IMPORT
        result = ImportResult()
        if is_import:
            for column, name in import_records.COUNTS.items():
                setattr(result, name, self.row.get(column) or 0)
        else:
            self._forget_errors()
        rows = islice(log.rows, result.total, None)
        progress = self._keep if is_import else self._undo
        case_import.take_rows(rows, translator, result, not is_import, progress)
        self.end(job_runs.FINISHED, values={"rows_total": result.total})
        if is_import and not result.failed:
            import_records.forget_file(self.row.name)
            frappe.db.commit()

    def _scan(self, log: reader.Log, translator: Translator) -> None:
        """Count the rows, and collect the values that name no record."""
        total = 0
        for batch in _portions(log.rows):
            with batch_cache.cached_batch():
                for row in batch:
                    translator.translate(row.values)
            total += len(batch)
            self.beat({"rows_done": total})
        unknown = {
            name: _with_proposals(name, counts) for name, counts in translator.unknown.items()
        }
        values = {
            "rows_total": total,
            "unknown_values": frappe.as_json(unknown),
            "dates_found": frappe.as_json(translator.dates.told()),
        }
        if translator.dates.decided:
            # Evidence in this file counts more than the order of an earlier one.
            values["date_order"] = translator.dates.decided
        self.end(job_runs.FINISHED, values=values)

    def _keep(self, result: ImportResult) -> None:
        """After a batch of an import: everything lasts, or nothing of it."""
        self._store_errors(result)
        self.beat({column: getattr(result, name) for column, name in import_records.COUNTS.items()})

    def _undo(self, result: ImportResult) -> None:
        """After a batch of a dry run: what was queued for after the commit is forgotten too."""
        frappe.db.rollback()
        self._keep(result)

    def beat(self, values: dict[str, Any]) -> None:
        """Commit, with a sign of life; end where somebody has stopped or replaced this run."""
        is_stop_asked = job_runs.is_stop_asked(import_records.DOCTYPE, self.row)
        self._write({**values, "beat_on": now_datetime()})
        if is_stop_asked:
            self.end(job_runs.STOPPED)
            raise job_runs.Replaced

    def fail(self, why: str) -> None:
        """Say why the task could not go on."""
        self.end(job_runs.FAILED, why)

    def end(
        self, status: str, message: str | None = None, values: dict[str, Any] | None = None
    ) -> None:
        """Say how the task ended."""
        self._write(
            {**(values or {}), "status": status, "message": message, "ended_on": now_datetime()}
        )

    def _write(self, values: dict[str, Any]) -> None:
        job_runs.write(import_records.DOCTYPE, self.row.name, values)

    def _forget_errors(self) -> None:
        frappe.db.delete("CFM Import Error", {"parent": self.row.name})
        self.errors_stored = 0

    def _store_errors(self, result: ImportResult) -> None:
        if not result.errors:
            return
        values = list(self._error_rows(result.errors))
        result.errors = []
        frappe.db.bulk_insert("CFM Import Error", ERROR_FIELDS, values)

    def _error_rows(self, errors: list[RowError]) -> Iterator[tuple[Any, ...]]:
        now, user = now_datetime(), frappe.session.user
        for error in errors:
            for header, reason in error.reasons:
                self.errors_stored += 1
                standard = (frappe.generate_hash(length=16), now, now, user, user, 0)
                place = (self.errors_stored, self.row.name, "row_errors", import_records.DOCTYPE)
                yield (*standard, *place, error.number, header[:140], reason)


def _portions(rows: Iterator[reader.Row]) -> Iterator[list[reader.Row]]:
    while batch := list(islice(rows, SCAN_BATCH)):
        yield batch


def _with_proposals(name: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Unknown values of a field, frequent ones first, each with a proposal."""
    frequent = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES]
    with batch_cache.cached_batch():
        meant = {raw: proposals.propose(name, raw) for raw, _count in frequent}
    return [
        {"raw": raw, "count": count, "guess": meant[raw].guess, "similar": meant[raw].similar}
        for raw, count in frequent
    ]
