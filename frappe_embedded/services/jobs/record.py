"""What became of queued work, for whoever looks after a site.

The names are those of Frappe's RQ Job. Arguments and messages of exceptions are left out: they may
name documents that are closed to the reader.
"""

import json
import re
from dataclasses import dataclass

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.permissions.impersonation import acting_as
from ...kernel.permissions.roles import ADMINISTRATOR
from ...kernel.utils.dates import now
from .queue import enqueue, is_job_enqueued
from .scheduler import next_execution, run_scheduled_job

_SCHEDULED = f"{run_scheduled_job.__module__}.{run_scheduled_job.__qualname__}"
_CLASS = re.compile(r"^(?:\w+\.)*(\w+)(?=:|\(|$)")
_MOST = 50


@dataclass(frozen=True)
class QueuedJob:
    """One piece of work; ``job_name`` is the function that is called."""

    job_id: str
    job_name: str
    queue: str
    status: str
    created: str
    started_at: str | None
    ended_at: str | None
    failure: str


@dataclass(frozen=True)
class ScheduledJob:
    """A function that is called by the clock, with how its last run went."""

    name: str
    method: str
    frequency: str
    cron_format: str
    stopped: bool
    last_execution: str | None
    next_execution: str
    status: str
    failure: str
    is_waiting: bool


def jobs(*statuses: str) -> list[QueuedJob]:
    """The newest entries of the queue in one of the states ``queued``, ``started``, ``failed``, ``finished``."""
    marks = ", ".join(["%s"] * len(statuses))
    rows = local.db.sql(
        "select id, method, arguments, queue, status, created, started, ended, error from `__job`"
        f" where status in ({marks}) order by coalesce(ended, created) desc, rowid desc limit {_MOST}",
        statuses,
    )
    return [_queued(row) for row in rows]


def _queued(row: tuple[str, ...]) -> QueuedJob:
    job_id, method, arguments, queue, status, created, started, ended, error = row
    if method == _SCHEDULED:
        job_type = json.loads(arguments).get("job_type")
        method = local.db.get_value("Scheduled Job Type", job_type, "method") or job_type
    return QueuedJob(
        job_id, method, queue, status, created, started, ended, kind_of_failure(error or "")
    )


def kind_of_failure(text: str) -> str:
    """The class of the exception that a traceback ends with, or that its ``repr`` begins with.

    Never a word of what the exception says.
    """
    lines = text.splitlines()
    frames = [at for at, line in enumerate(lines) if line.startswith("  File")]
    ends = [line for line in lines[frames[-1] :] if line[:1].strip()] if frames else lines
    found = _CLASS.match(ends[0]) if ends else None
    return found[1] if found else ""


def scheduled() -> list[ScheduledJob]:
    """Every job of the clock, the next one first."""
    rows = local.db.get_all(
        "Scheduled Job Type",
        fields="name method frequency cron_format stopped last_execution creation".split(),
    )
    ends = _last_ends()
    found = [_scheduled(row, ends.get(row.name)) for row in rows]
    return sorted(found, key=lambda each: (each.stopped, each.next_execution, each.method))


def _last_ends() -> dict[str, tuple[str, str]]:
    """Status and details of the newest log of each job."""
    rows = local.db.sql(
        "select scheduled_job_type, status, details from `tabScheduled Job Log` where creation ="
        " (select max(creation) from `tabScheduled Job Log` other"
        " where other.scheduled_job_type = `tabScheduled Job Log`.scheduled_job_type)"
    )
    return {name: (status, details or "") for name, status, details in rows}


def _scheduled(row: _dict, end: tuple[str, str] | None) -> ScheduledJob:
    status, details = end or ("", "")
    return ScheduledJob(
        name=row.name,
        method=row.method,
        frequency=row.frequency,
        cron_format=row.cron_format or "",
        stopped=bool(row.stopped),
        last_execution=row.last_execution,
        next_execution=str(next_execution(row)),
        status=status,
        failure=kind_of_failure(details) if status == "Failed" else "",
        is_waiting=is_job_enqueued(_id_of(row.name)),
    )


def _id_of(name: str) -> str:
    return f"scheduled:{name}"


def run_now(name: str) -> bool:
    """Have a job of the clock run as soon as possible, as the clock would; false if it waits already."""
    if is_job_enqueued(_id_of(name)):
        return False
    with acting_as(ADMINISTRATOR):
        enqueue(run_scheduled_job, queue="long", job_id=_id_of(name), job_type=name)
    return True


def retry(job_id: str) -> bool:
    """Have work that failed done again, on behalf of the same user; false if there is none of that number."""
    if not local.db.sql("select 1 from `__job` where id = %s and status = 'failed'", (job_id,)):
        return False
    local.db.sql(
        "update `__job` set status = 'queued', created = %s, started = null, ended = null, error = null"
        " where id = %s",
        (now(), job_id),
    )
    local.db.after_commit.add(local.site_state.wake_worker)
    return True


def mark() -> str:
    """A text that differs as soon as work begins, ends or comes."""
    rows = local.db.sql(
        "select status, count(*), max(coalesce(ended, started, created)) from `__job` group by status"
    )
    return json.dumps(rows, default=str)
