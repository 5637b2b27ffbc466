"""What the site stands on: the newest backup, room on the disk, the clock."""

import shutil
import time
from datetime import timedelta
from pathlib import Path

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from cfm_app import consts
from cfm_app.watch.reading import DOUBTFUL, FAILED, WELL, Reading

# Databases of a bench; whole sites.
ARCHIVES = ("*-database*.sql.gz", "*.tar.gz", "*.tar.gz.age")
OLD_BACKUP, NO_BACKUP = timedelta(days=2), timedelta(days=4)
LITTLE_ROOM, NO_ROOM = 2 * 2**30, 2**29
AHEAD = timedelta(minutes=5)
# Something is written here whenever somebody works.
WRITTEN_OFTEN = ("Case", consts.MESSAGE, "CFM Access Log")


def backup() -> list[Reading]:
    """How old the newest backup in the folder of the site is; without one, how old the site is."""
    folder = Path(frappe.get_site_path("private", "backups"))
    made = [path.stat().st_mtime for each in ARCHIVES for path in folder.glob(each)]
    age = timedelta(seconds=time.time() - max(made)) if made else _age_of_site()
    state = FAILED if age > NO_BACKUP else DOUBTFUL if age > OLD_BACKUP else WELL
    advice = _("Make a backup, and see why none is made by itself: the disk, the job of the night.")
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


def clock() -> list[Reading]:
    """Whether something was written later than now: then the clock was ahead, or is behind."""
    now = now_datetime()
    newest = [
        frappe.db.get_value(
            doctype, {"modified": [">", now + AHEAD]}, "modified", order_by="modified desc"
        )
        for doctype in WRITTEN_OFTEN
    ]
    ahead = max((get_datetime(each) - now for each in newest if each), default=timedelta())
    advice = _(
        "Set the clock of the machine, and have it follow a time server: time limits rest on it."
    )
    return [
        Reading(
            "clock",
            "Clock of the machine",
            DOUBTFUL if ahead else WELL,
            advice if ahead else "",
            seconds=int(ahead.total_seconds()),
        )
    ]
