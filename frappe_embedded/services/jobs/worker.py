"""The thread that does the queued work of a site, and the clock of its scheduled jobs."""

import logging
import threading
import traceback
from typing import Any

from ...kernel.core.context import local, set_user
from ...kernel.core.site import Site
from ...kernel.core.whitelist import call
from ...kernel.document.comments import log_error
from ...kernel.query.opening import opened
from .queue import Job, finish, recover, take_next
from .scheduler import enqueue_due_jobs, function_of

_TICK_SECONDS = 30.0
_log = logging.getLogger(__name__)


class Worker:
    """Runs jobs one after the other; looks at the schedule twice a minute."""

    def __init__(self, site: Site, tick: float = _TICK_SECONDS) -> None:
        self._site = site
        self._tick = tick
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"worker:{site.name}", daemon=True)

    def start(self) -> None:
        self._site.wake_worker = self._wake.set
        self._thread.start()

    def stop(self) -> None:
        """Finish the job at hand and end."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        with opened(self._site):
            recover()
            local.db.commit()
        while not self._stop.is_set():
            try:
                with opened(self._site):
                    enqueue_due_jobs()
                    local.db.commit()
                run_pending(self._site, self._stop)
            except Exception:
                _log.exception("The worker of %s could not go on; it tries again", self._site.name)
            self._wake.wait(self._tick)
            self._wake.clear()


def run_pending(site: Site, stop: threading.Event | None = None) -> int:
    """Run the jobs that wait now; how many there were."""
    count = 0
    while stop is None or not stop.is_set():
        with opened(site):
            job = take_next()
            if job is None:
                return count
            run_job(job)
            count += 1
    return count


def run_job(job: Job) -> Any:
    """Call what a job names on behalf of its user, in one transaction.

    An exception is kept in the Error Log and never reaches the worker.
    """
    set_user(job.user)
    try:
        answer = call(function_of(job.method), **job.arguments)
        finish(job)
        local.db.commit()
        return answer
    except Exception:
        error = traceback.format_exc()
        local.db.rollback()
        set_user("Administrator")
        log_error(f"Background job {job.method} failed", error)
        finish(job, error)
        local.db.commit()
        return None
