"""The backup of the night: once a night, made up for when it was missed, and told when it fails."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from frappe_embedded.kernel.core.context import local
from frappe_embedded.services.backups.archive import backup
from frappe_embedded.services.backups.archives_folder import ArchiveFile, archives
from frappe_embedded.services.backups.deletion import newest_good
from frappe_embedded.services.backups.nightly import JOB, scheduled_backup, set_rhythm
from frappe_embedded.services.jobs.scheduler import enqueue_due_jobs
from frappe_embedded.services.jobs.worker import run_pending
from tests.engine.served import Served

ZONE = ZoneInfo("Africa/Ndjamena")
SETTINGS = "System Settings"


def at(day: int, hour: int, minute: int = 0) -> Any:
    return time_machine.travel(
        datetime.datetime(2027, 3, day, hour, minute, tzinfo=ZONE), tick=False
    )


@pytest.fixture(autouse=True)
def begun(served: Served) -> None:
    """The site was made in the afternoon of the first day."""

    def begin() -> None:
        local.db.set_single_value(SETTINGS, "time_zone", "Africa/Ndjamena")
        name = local.db.get_value("Scheduled Job Type", {"method": JOB})
        local.db.set_value("Scheduled Job Type", name, "creation", "2027-03-01 15:00:00")

    served.work(begin)


def due(served: Served) -> Any:
    return served.work(scheduled_backup)


def days(served: Served) -> list[int]:
    return served.work(lambda: [each.made.day for each in archives(served.site)])


def test_it_is_made_once_a_night_from_the_first_night_on(served: Served) -> None:
    with at(1, 16):
        assert due(served) is None
    with at(2, 1, 59):
        assert due(served) is None
    with at(2, 2):
        assert due(served)
    with at(2, 3):
        assert due(served) is None
    with at(3, 2, 30):
        assert due(served)
    assert days(served) == [3, 2]


def test_a_missed_one_is_made_up_for_once(served: Served) -> None:
    with at(2, 2):
        due(served)
    with at(6, 9):
        assert due(served)
        assert due(served) is None
    with at(7, 2):
        assert due(served)


def test_one_made_by_hand_in_the_evening_does_not_stand_for_the_night(served: Served) -> None:
    with at(2, 23):
        due(served)
        backup(served.site)
    with at(3, 2):
        assert due(served)


def test_so_many_nights_are_kept_and_those_by_hand_as_well(served: Served) -> None:
    served.work(lambda: set_rhythm(5, 2))
    with at(1, 20):
        by_hand = backup(served.site)
    for day in (2, 3, 4, 5):
        with at(day, 4, 59):
            assert due(served) is None
        with at(day, 5):
            assert due(served)
    assert days(served) == [5, 4, 1]
    assert by_hand.exists()


def test_a_failure_reaches_the_managers_once_a_day(served: Served) -> None:
    served.site.save_config(mail_outbox=1)
    folder = served.site.path / "private" / "backups"
    folder.rmdir()
    folder.write_text("in the way")
    for hour in (2, 3, 4):
        with at(2, hour), pytest.raises(OSError):
            due(served)
    told = {"for_user": "manager@example.com"}

    def subjects() -> list[str]:
        return local.db.get_all("Notification Log", filters=told, pluck="subject")

    assert len(served.work(subjects)) == 1
    assert "sauvegarde" in served.work(subjects)[0]
    queued = served.work(lambda: local.db.get_all("Email Queue Recipient", pluck="recipient"))
    assert queued == ["manager@example.com"]
    folder.unlink()
    folder.mkdir()
    with at(2, 5):
        assert due(served)


def test_the_clock_of_the_site_runs_it(served: Served) -> None:
    with at(2, 3):
        served.work(enqueue_due_jobs)
        run_pending(served.site)
    assert days(served) == [2]


@pytest.mark.parametrize("year", [2015, 2038])
def test_a_clock_that_was_wrong_stops_no_backup_and_deletes_no_good_one(
    served: Served, year: int
) -> None:
    served.work(lambda: set_rhythm(2, 2))
    for day in (2, 3):
        with at(day, 2):
            assert due(served)
    wrong = datetime.datetime(year, 6, 1, 2, tzinfo=ZONE)
    for night in range(4):
        with time_machine.travel(wrong + datetime.timedelta(days=night), tick=False):
            due(served)
    kept = {each.made.year for each in served.work(lambda: archives(served.site))}
    if year < 2027:
        assert (
            sum(each.made.year == 2027 for each in served.work(lambda: archives(served.site))) == 2
        )
    assert year in kept
    with at(4, 2):
        assert due(served)
        assert newest(served).made.day == 4
        assert due(served) is None


def test_nothing_is_deleted_while_an_app_doubts_the_clock(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.work(lambda: set_rhythm(2, 1))
    monkeypatch.setattr("frappe_embedded.services.backups.nightly.is_doubted", lambda: True)
    for day in (2, 3):
        with at(day, 2):
            assert due(served)
    assert days(served) == [3, 2]


def newest(served: Served) -> ArchiveFile:
    found = served.work(lambda: newest_good(served.site))
    assert found
    return found
