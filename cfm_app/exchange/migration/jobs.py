"""The background work on a migration. Each batch is committed together with its lines in the report."""

from datetime import timedelta, timezone
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, get_system_timezone, now_datetime

from cfm_app.exchange import job_runs
from cfm_app.exchange.migration import (
    guess,
    migrations,
    opening,
    outcomes,
    plan,
    proof,
    records,
    undo,
)
from cfm_app.exchange.migration.outcomes import Ledger
from cfm_app.exchange.migration.run import Run
from cfm_app.security.obligations import gate

# Clocks of two servers differ, and a change may have been in progress while the last run read.
OVERLAP = timedelta(days=1)


def run(migration: str, run_id: str, language: str) -> None:
    """Do the task for which a migration waits."""
    frappe.local.lang = language
    row = job_runs.claim(migrations.DOCTYPE, migration, run_id)
    if row:
        task = Task(row)
        with job_runs.failing_with(task.fail, _("The migration {0} has failed").format(row.name)):
            task.work()


class Task:
    """One run of a task."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self._runner: Run | None = None

    def work(self) -> None:
        """Do the task to its end, or as far as the user lets it."""
        gate.require()
        if self.row.task == migrations.UNDO:
            undo.take_back(self.row.name, self.beat)
            self.end(job_runs.FINISHED)
            migrations.forget_export(self.row.name)
            return
        source = opening.open_source(migrations.location_of(self.row))
        try:
            if self.row.task == migrations.SCAN:
                self._scan(source)
            else:
                self._run(source)
        finally:
            source.close()

    def _scan(self, source: records.Source) -> None:
        kept = migrations.plan_of(self.row) if self.row.plan != "{}" else None
        found = guess.scan(source, kept)
        told = {
            "columns": found.columns,
            "unknown": found.unknown,
            "statuses": found.statuses,
            "teams": found.teams,
            "tells_teams": found.tells_teams,
            "users": found.users,
            "counts": found.counts,
            "dates": found.dates,
            "broken": found.broken,
            "warnings": found.warnings,
            "modules": list(source.modules()),
        }
        values = {"plan": found.plan.as_json(), "found": frappe.as_json(told)}
        self.end(job_runs.FINISHED, values=values)

    def _run(self, source: records.Source) -> None:
        is_dry = self.row.task == migrations.CHECK
        chosen = migrations.plan_of(self.row)
        plan.check(chosen)
        ledger = Ledger(self.row.name, is_dry)
        since = get_datetime(self.row.since) if self.row.since and not is_dry else None
        cursors = {} if is_dry else frappe.parse_json(self.row.cursors or "{}")
        self._runner = Run(source, chosen, ledger, self.beat, is_dry, since, cursors)
        self._runner.work()
        values: dict[str, Any] = {}
        if not is_dry:
            started = get_datetime(self.row.started_on).replace(
                tzinfo=records.zone_of(get_system_timezone())
            )
            utc = started.astimezone(timezone.utc).replace(tzinfo=None)
            values = {"since": utc - OVERLAP, "cursors": "{}"}
        told = proof.of_run(source, chosen, self.row.name, is_dry, is_counted=bool(since))
        told["waits"] = self._runner.open_work.told()
        values["proof"] = frappe.as_json(told)
        self.end(job_runs.FINISHED, values=values)
        if not is_dry:
            migrations.forget_login(self.row.name)
            if not any(
                each.get(outcomes.FAILED) for each in outcomes.counts(self.row.name).values()
            ):
                migrations.forget_export(self.row.name)
            frappe.db.commit()

    def beat(self, module: str, done: int) -> None:
        """Commit, with a heartbeat; end if somebody has stopped or replaced this run."""
        is_stop_asked = job_runs.is_stop_asked(migrations.DOCTYPE, self.row)
        values: dict[str, Any] = {"module": module, "records_done": done, "beat_on": now_datetime()}
        if self._runner and not self._runner.is_dry:
            values["cursors"] = frappe.as_json(self._runner.cursors)
        self._write(values)
        if is_stop_asked:
            self.end(job_runs.STOPPED)
            raise job_runs.Replaced

    def fail(self, why: str) -> None:
        """Record why the task could not go on."""
        self.end(job_runs.FAILED, why)

    def end(
        self, status: str, message: str | None = None, values: dict[str, Any] | None = None
    ) -> None:
        """Record how the task ended."""
        ended = {"status": status, "message": message, "ended_on": now_datetime()}
        self._write({**(values or {}), **ended})

    def _write(self, values: dict[str, Any]) -> None:
        job_runs.write(migrations.DOCTYPE, self.row.name, values)
