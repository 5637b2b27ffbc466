"""The results of a run, stored with the import: counts, changes, errors, heartbeat."""

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.exchange import import_records, job_runs
from cfm_app.exchange.lists.drafts import Draft
from cfm_app.exchange.lists.imports import COUNTS
from cfm_app.exchange.lists.writing import CHANGED, FAILED, NEW, SAME, Outcome

COUNT_OF = {
    NEW: "created_count",
    CHANGED: "changed_count",
    SAME: "skipped_count",
    FAILED: "failed_count",
}
STANDARD = "name creation modified modified_by owner docstatus idx parent parentfield parenttype"
ERROR_FIELDS = f"{STANDARD} row_number header reason".split()
CHANGE_FIELDS = f"{STANDARD} row_number action record_name record_title stamp changes".split()
PROGRESS_SECONDS = 600
LONGEST = 140


class Tally:
    """Counts the results of one run, and stores them."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.counts: dict[str, int] = {name: row.get(name) or 0 for name in COUNTS}
        self.outcomes: list[Outcome] = []
        self._places = {
            kind: frappe.db.count(kind, {"parent": row.name})
            for kind in ("CFM Import Error", "CFM Import Change")
        }

    @property
    def rows_done(self) -> int:
        """How many rows of the file are done."""
        return self.counts["rows_done"]

    def add(self, outcome: Outcome, draft: Draft) -> None:
        """Count a draft; a record whose rows are several counts once as what became of it."""
        self.counts["rows_done"] += len(draft.rows)
        self.counts[COUNT_OF[outcome.action]] += 1
        self.outcomes.append(outcome)

    def nothing_stored(self) -> None:
        """Everything was undone: only the refusals remain to be told."""
        self.outcomes = [each for each in self.outcomes if each.action == FAILED]
        self.counts |= {"created_count": 0, "changed_count": 0, "skipped_count": 0}

    # --- storing ------------------------------------------------------------------------------
    def keep(self) -> None:
        """Commit what was done since the last time, with a sign of life."""
        self.require_mine()
        self._insert("CFM Import Error", "row_errors", ERROR_FIELDS, self._error_rows())
        self._insert("CFM Import Change", "changes", CHANGE_FIELDS, self._change_rows())
        self.outcomes = []
        self._write({**self.counts, "beat_on": now_datetime()})

    def require_mine(self) -> None:
        """End where somebody has stopped or replaced this run."""
        if job_runs.is_stop_asked(import_records.DOCTYPE, self.row):
            self.end(job_runs.STOPPED)
            raise job_runs.Replaced

    def end(self, status: str, values: dict[str, Any] | None = None) -> None:
        """Say how the task ended."""
        self._write({**(values or {}), "status": status, "ended_on": now_datetime()})

    def fail(self, why: str) -> None:
        """Say why the task could not go on."""
        self.end(job_runs.FAILED, {"message": why})

    def _write(self, values: dict[str, Any]) -> None:
        job_runs.write(import_records.DOCTYPE, self.row.name, values)
        forget_progress(self.row.name)

    def _insert(
        self, doctype: str, table: str, fields: list[str], rows: Iterator[tuple[Any, ...]]
    ) -> None:
        now, user = now_datetime(), frappe.session.user
        values = []
        for row in rows:
            self._places[doctype] += 1
            place = (self._places[doctype], self.row.name, table, import_records.DOCTYPE)
            values.append((frappe.generate_hash(length=16), now, now, user, user, 0, *place, *row))
        if values:
            frappe.db.bulk_insert(doctype, fields, values)

    def _error_rows(self) -> Iterator[tuple[Any, ...]]:
        for each in self.outcomes:
            for header, reason in each.errors:
                yield each.number, header[:LONGEST], reason

    def _change_rows(self) -> Iterator[tuple[Any, ...]]:
        for each in self.outcomes:
            if each.action in (NEW, CHANGED):
                changes = frappe.as_json([vars(change) for change in each.changes], indent=None)
                yield each.number, each.action, each.name, each.title[:LONGEST], each.stamp, changes

    # --- beside the transaction ---------------------------------------------------------------
    def tell_progress(self) -> None:
        """Say how far a run is that commits at its end."""
        frappe.cache.set_value(
            _progress_key(self.row.name), self.rows_done, expires_in_sec=PROGRESS_SECONDS
        )


def progress(name: str) -> int:
    """The rows done by a run that has not committed yet."""
    return int(frappe.cache.get_value(_progress_key(name), expires=True) or 0)


def forget_progress(name: str) -> None:
    frappe.cache.delete_value(_progress_key(name))


def _progress_key(name: str) -> str:
    return f"cfm_list_import:{name}"


def sentence_of(row: Any) -> str:
    """Why nothing was stored although rows were right."""
    if row.task == import_records.IMPORT and row.all_or_nothing and row.failed_count:
        return _("Nothing was stored, because some rows are wrong. Correct them and import again.")
    return ""
