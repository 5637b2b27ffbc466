"""Scheduled jobs: when they are due, and that they run once."""

import datetime
from typing import Any

from croniter import croniter

from ...kernel.core.context import local
from ...kernel.core.hooks import get_attr, import_attr
from ...kernel.core.whitelist import call
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import core_controller, new_document
from ...kernel.document.document import Document
from ...kernel.utils.dates import get_datetime, now_datetime
from .queue import enqueue, is_job_enqueued

_CRON = {
    "Yearly": "0 0 1 1 *",
    "Annual": "0 0 1 1 *",
    "Monthly": "0 0 1 * *",
    "Monthly Long": "0 0 1 * *",
    "Weekly": "0 0 * * 0",
    "Weekly Long": "0 0 * * 0",
    "Daily": "0 0 * * *",
    "Daily Long": "0 0 * * *",
    "Daily Maintenance": "0 0 * * *",
    "Hourly": "0 * * * *",
    "Hourly Long": "0 * * * *",
    "Hourly Maintenance": "0 * * * *",
    "All": "*/4 * * * *",
}


# So far the clocks of two machines with the same site may differ.
_AHEAD = datetime.timedelta(minutes=5)


@core_controller("Scheduled Job Type")
class ScheduledJobType(Document):
    """A function that is called by the clock."""

    def autoname(self) -> None:
        self.name = ".".join(self.method.split(".")[-2:])

    def validate(self) -> None:
        if self.frequency == "Cron" and not croniter.is_valid(self.cron_format or ""):
            raise ValueError(f"{self.cron_format!r} is no cron format")


def next_execution(job: Any) -> datetime.datetime:
    """When a job is due: the first moment of its rhythm after its last run; at once if that lies in the future."""
    if is_dated_ahead(job):
        return now_datetime()
    last = get_datetime(job.last_execution or job.creation)
    moment: datetime.datetime = croniter(
        job.cron_format if job.frequency == "Cron" else _CRON[job.frequency], last
    ).get_next(datetime.datetime)
    return moment


def is_dated_ahead(job: Any) -> bool:
    """Whether a job has run later than now: the clock was ahead then, or is behind."""
    last = get_datetime(job.last_execution or job.creation)
    return bool(last > now_datetime() + _AHEAD)


def enqueue_due_jobs() -> int:
    """Queue every job that is due and does not wait already; how many.

    A job that was due several times while the machine was off is queued once.
    """
    count = 0
    moment = now_datetime()
    for job in local.db.get_all(
        "Scheduled Job Type",
        filters={"stopped": 0},
        fields=["name", "method", "frequency", "cron_format", "last_execution", "creation"],
    ):
        job_id = f"scheduled:{job.name}"
        is_due = is_dated_ahead(job) or next_execution(job) <= moment
        if is_due and not is_job_enqueued(job_id):
            enqueue(run_scheduled_job, queue="long", job_id=job_id, job_type=job.name)
            count += 1
    return count


def run_scheduled_job(job_type: str) -> None:
    """Run one job now, and log how it went when its type says so."""
    doc = get_doc("Scheduled Job Type", job_type)
    local.db.set_value(
        "Scheduled Job Type", job_type, "last_execution", now_datetime(), update_modified=False
    )
    local.db.commit()
    try:
        call(function_of(doc.method))
    except Exception as error:
        local.db.rollback()
        _log(doc, "Failed", repr(error))
        local.db.commit()
        raise
    _log(doc, "Complete")


def function_of(path: str) -> Any:
    """The function that a job names; the engine's own are no app's, and need no installed app."""
    engine = __name__.split(".", 1)[0]
    return import_attr(path) if path.startswith(f"{engine}.") else get_attr(path)


def _log(doc: Any, status: str, details: str | None = None) -> None:
    if doc.create_log:
        new_document(
            "Scheduled Job Log", scheduled_job_type=doc.name, status=status, details=details
        ).insert(ignore_permissions=True)
