"""The day at the office, whatever zone the machine of the tests is in."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Africa/Ndjamena")


def office_day() -> date:
    """The present day on the clocks of a new site; the machine may be a day behind it."""
    return datetime.now(OFFICE_ZONE).date()
