"""Whether the jobs of the clock run, and whether they end well."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from cfm_app.base.watch_readings import DOUBTFUL, FAILED, WELL, Reading

PART = "jobs"
TYPE, LOG = "Scheduled Job Type", "Scheduled Job Log"
# Some job runs every few minutes.
STANDSTILL = timedelta(minutes=30)
# By the first word of the frequency: Hourly Long runs as often as Hourly. Others have a rhythm of their own.
LATE_AFTER = {
    "All": timedelta(hours=1),
    "Hourly": timedelta(hours=3),
    "Daily": timedelta(hours=49),
    "Weekly": timedelta(days=15),
    "Monthly": timedelta(days=63),
}
REMEMBERED = timedelta(days=8)
"""So long ago a job may have failed whose next run is still to come."""
# One failure may be a moment's; the next run shows it.
OFTEN = 2


def readings() -> list[Reading]:
    """One for all jobs together, and one for each that is late, is switched off or has failed."""
    jobs = frappe.get_all(
        TYPE,
        fields="name method frequency stopped last_execution creation".split(),
        order_by="name asc",
    )
    newest = max((_last(job) for job in jobs), default=None)
    age = now_datetime() - newest if newest else timedelta()
    if age > STANDSTILL:
        advice = _("No job runs: start the program that runs them, the scheduler and its workers.")
        return [_together(FAILED, advice, newest, age)]
    return [_together(WELL, "", newest, age), *_late_or_off(jobs), *_failing(jobs)]


def _last(job: Any) -> datetime:
    return get_datetime(job.last_execution or job.creation)


def _together(state: str, advice: str, newest: datetime | None, age: timedelta) -> Reading:
    seconds = max(int(age.total_seconds()), 0)
    return Reading(PART, "Jobs of the clock", state, advice, newest, seconds)


def _late_or_off(jobs: list[Any]) -> Iterator[Reading]:
    for job in jobs:
        limit = LATE_AFTER.get(str(job.frequency).split()[0])
        if job.stopped:
            advice = _("This job is switched off: switch it on again, unless somebody wants it so.")
            yield _of_job(job, DOUBTFUL, advice)
        elif limit and now_datetime() - _last(job) > limit:
            advice = _("This job has not run for too long: run it by hand, and read the error log.")
            yield _of_job(job, FAILED, advice)


def _failing(jobs: list[Any]) -> Iterator[Reading]:
    """Jobs that have failed since they last ended well."""
    by_name = {job.name: job for job in jobs}
    failed = frappe.get_all(
        LOG,
        filters={"status": "Failed", "creation": [">", now_datetime() - REMEMBERED]},
        fields=["scheduled_job_type", "creation"],
        order_by="creation asc",
    )
    for name in dict.fromkeys(row.scheduled_job_type for row in failed):
        if name not in by_name or by_name[name].stopped:
            continue
        well = frappe.db.get_value(
            LOG,
            {"scheduled_job_type": name, "status": "Complete"},
            "creation",
            order_by="creation desc",
        )
        runs = [
            row.creation
            for row in failed
            if row.scheduled_job_type == name and (not well or row.creation > well)
        ]
        if runs:
            advice = _("This job fails: read the error log, and run it again.")
            state = FAILED if len(runs) >= OFTEN else DOUBTFUL
            yield _of_job(by_name[name], state, advice, get_datetime(runs[0]), len(runs))


def _of_job(
    job: Any, state: str, advice: str, since: datetime | None = None, count: int | None = None
) -> Reading:
    titles = frappe.get_hooks("job_titles", {}).get(job.method)
    title = titles[-1] if titles else job.method
    return Reading(PART, title, state, advice, since or _last(job), count=count)
