"""Whether the clock of the machine can be believed, and what time it is if it cannot.

A mark in the database says when the clock was last believed: the moment, the start of the machine, and for how long the
machine had been running. While it has not been started anew, how long it runs says what the clock should show, in every
process. After a start, a clock behind the mark is wrong, and one that is days ahead of it may be. So is a machine that
was off for a holiday: a person is asked once.

A doubt ends by itself as soon as the clock shows what it should, or when it was wrong by less than `SILENCE` and has
been steady for `STEADY`. Otherwise somebody entitled confirms the date (`believe`).
"""

import json
import time
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

KEY = "cfm_clock"
STEP = timedelta(minutes=10)
"""What time servers correct, and what passes between two looks, is less."""
SILENCE = timedelta(days=2)
"""A machine may be off for so long without being asked."""
STEADY = timedelta(hours=4)
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# What is stamped all the time, for a site that has no mark yet.
STAMPS = (("CFM Access Log", "accessed_on"), ("Scheduled Job Type", "last_execution"))


@dataclass(frozen=True)
class Mark:
    """What the clock showed, in seconds of the epoch, how long the machine had run, and which start that was."""

    moment: float
    uptime: float
    start: str

    def expected(self) -> float:
        """What a clock that went on evenly has to show now; after another start of the machine, the least."""
        passed = uptime() - self.uptime if self.start == machine_start() else 0.0
        return self.moment + passed


@dataclass(frozen=True)
class Doubt:
    """The clock is not believed: what it shows, and what time it is, or was at the least."""

    shown: datetime
    believed: datetime

    @property
    def is_ahead(self) -> bool:
        return self.shown > self.believed


def doubt() -> Doubt | None:
    """The present doubt; None while the clock is believed."""
    last, steady = _stored()
    expected = last.expected() if last else _newest_stamp()
    if expected is None:
        return None
    off = time.time() - expected
    may_be_silent = last is None or last.start != machine_start()
    if -STEP.total_seconds() <= off <= (SILENCE if may_be_silent else STEP).total_seconds():
        return None
    if abs(off) <= SILENCE.total_seconds() and steady and _is_steady(steady):
        return None
    if steady and may_be_silent:
        # Since the doubt began, the machine has run on.
        off -= uptime() - steady.uptime if steady.start == machine_start() else 0.0
    shown = now_datetime()
    return Doubt(shown, shown - timedelta(seconds=off))


def believed_now() -> datetime:
    """The present moment on the site's clocks, by the last belief while the clock is doubted."""
    found = doubt()
    return found.believed if found else now_datetime()


def look() -> bool:
    """Note that the clock is believed, or since when it has been steady though it is not. Tells whether that is new."""
    last, steady = _stored()
    if doubt() is None:
        _store(_present(), None)
        return steady is not None
    if steady is None or not _goes_on(steady):
        _store(last, _present())
        return True
    return False


def believe() -> None:
    """Believe what the clock shows now: a person has said so, or the site begins."""
    _store(_present(), None)


def uptime() -> float:
    """For how many seconds the machine has run, asleep or not; nothing sets it."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


@cache
def machine_start() -> str:
    """Which start of the machine this is; where nobody tells, the process is one of its own."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return str(uuid.uuid4())


def _present() -> Mark:
    return Mark(time.time(), uptime(), machine_start())


def _goes_on(mark: Mark) -> bool:
    """Whether the clock has gone evenly since a mark of the same start."""
    off = time.time() - mark.expected()
    return mark.start == machine_start() and abs(off) <= STEP.total_seconds()


def _is_steady(mark: Mark) -> bool:
    return _goes_on(mark) and uptime() - mark.uptime >= STEADY.total_seconds()


def _stored() -> tuple[Mark | None, Mark | None]:
    """The last belief, and the beginning of the present doubt."""
    found = json.loads(frappe.db.get_global(KEY) or "{}")
    return _mark(found.get("believed")), _mark(found.get("doubted"))


def _mark(values: dict[str, Any] | None) -> Mark | None:
    return Mark(**values) if values else None


def _store(believed: Mark | None, doubted: Mark | None) -> None:
    marks = {"believed": believed and asdict(believed), "doubted": doubted and asdict(doubted)}
    frappe.db.set_global(KEY, json.dumps(marks))


def _newest_stamp() -> float | None:
    """The newest moment in the database, in seconds of the epoch."""
    found = [
        frappe.db.get_value(doctype, {field: ["is", "set"]}, field, order_by=f"{field} desc")
        for doctype, field in STAMPS
    ]
    moments = [get_datetime(each) for each in found if each]
    if not moments:
        return None
    return time.time() + (max(moments) - now_datetime()).total_seconds()
