"""What the site stands on: the newest backup, and room on the disk."""

import shutil
import time
from datetime import timedelta
from pathlib import Path

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from cfm_app.base.watch_readings import DOUBTFUL, FAILED, WELL, Reading

# Databases of a bench; whole sites.
ARCHIVES = ("*-database*.sql.gz", "*.tar.gz", "*.tar.gz.age")
OLD_BACKUP, NO_BACKUP = timedelta(days=2), timedelta(days=4)
LITTLE_ROOM, NO_ROOM = 2 * 2**30, 2**29
# A clock is set by less.
AHEAD = timedelta(minutes=5)


def backup() -> list[Reading]:
    """How old the newest backup in the folder of the site is; without one, how old the site is.

    One that is dated later than now was made by a wrong clock, and says nothing.
    """
    folder = Path(frappe.get_site_path("private", "backups"))
    latest = time.time() + AHEAD.total_seconds()
    every = [path.stat().st_mtime for each in ARCHIVES for path in folder.glob(each)]
    made = [each for each in every if each <= latest]
    age = timedelta(seconds=time.time() - max(made)) if made else _age_of_site()
    advice = _("Make a backup, and see why none is made by itself: the disk, the job of the night.")
    state = FAILED if age > NO_BACKUP else DOUBTFUL if age > OLD_BACKUP else WELL
    if len(made) < len(every) and state == WELL:
        state = DOUBTFUL
        advice = _(
            "A backup is dated later than now: delete it once the clock is right and another is made."
        )
    return [
        Reading(
            "backup",
            "Newest backup",
            state,
            advice if state != WELL else "",
            now_datetime() - age,
            max(int(age.total_seconds()), 0),
        )
    ]


def _age_of_site() -> timedelta:
    begun = frappe.db.get_value("User", "Administrator", "creation")
    return now_datetime() - get_datetime(begun)


def disk() -> list[Reading]:
    """How much room is left where the site lies."""
    free = shutil.disk_usage(frappe.get_site_path()).free
    state = FAILED if free < NO_ROOM else DOUBTFUL if free < LITTLE_ROOM else WELL
    advice = _("Make room on the disk: nothing is stored once it is full.")
    return [Reading("disk", "Room on the disk", state, advice if state != WELL else "", count=free)]
