"""A clock that was wrong stops no job: whatever its last run says, it runs again at the next look."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.utils.dates import get_datetime, now_datetime
from frappe_embedded.services.backups.archive import backup
from frappe_embedded.services.backups.archives_folder import archives
from frappe_embedded.services.jobs.scheduler import enqueue_due_jobs
from frappe_embedded.services.jobs.worker import run_pending
from frappe_embedded.site.doctor import examine
from tests.engine.served import Served

TYPE = "Scheduled Job Type"
OFFSETS = {
    "an hour": datetime.timedelta(hours=1),
    "60 days": datetime.timedelta(days=60),
    "1,000 days": datetime.timedelta(days=1000),
}


def run_all(served: Served) -> None:
    served.work(enqueue_due_jobs)
    run_pending(served.site)


def last_runs(served: Served) -> list[datetime.datetime]:
    rows = served.work(lambda: local.db.get_all(TYPE, pluck="last_execution"))
    return [get_datetime(each) for each in rows if each]


@pytest.mark.parametrize("off", OFFSETS.values(), ids=OFFSETS)
@pytest.mark.parametrize("sign", [1, -1])
def test_every_job_runs_at_the_first_look_after_the_error(
    served: Served, off: datetime.timedelta, sign: int
) -> None:
    begin = datetime.datetime(2027, 3, 8, 12, 0, tzinfo=datetime.timezone.utc)
    with time_machine.travel(begin, tick=False):
        run_all(served)
    with time_machine.travel(begin + sign * off, tick=False):
        run_all(served)
    with time_machine.travel(begin + datetime.timedelta(minutes=5), tick=False):
        run_all(served)
        moment = served.work(now_datetime)
        late = [each for each in last_runs(served) if each > moment]
        assert late == []
        rhythm = {"frequency": "All"}
        newest = served.work(lambda: local.db.get_all(TYPE, rhythm, pluck="last_execution"))
        assert {get_datetime(each) for each in newest} == {moment}


def test_the_doctor_tells_of_jobs_and_backups_that_are_dated_ahead(served: Served) -> None:
    for each in served.work(lambda: archives(served.site)):
        each.path.unlink()
    later = datetime.datetime.now(datetime.timezone.utc) + OFFSETS["60 days"]
    with time_machine.travel(later):
        run_all(served)
        backup(served.site)
    found = {each.subject: each for each in examine(served.site)}
    assert "later than now" in found["Background work"].found
    assert "later than now" in found["Backups"].found
    run_all(served)
    assert {each.subject: each.is_well for each in examine(served.site)}["Background work"]
