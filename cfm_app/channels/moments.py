"""Dates and times as senders write them, in the site's time zone."""

from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from frappe.utils import get_datetime, get_system_timezone, now_datetime

# Seconds since 1970 have ten digits until 2286; thirteen are milliseconds.
MOST_SECONDS = 10**11
# Earlier moments are wrong: reset clocks begin in 1970.
OLDEST = 1971


def read(value: Any, is_utc: bool = False) -> datetime | None:
    """A moment in a message; None if it cannot be read.

    Without a zone it is local time, or UTC with `is_utc`.
    """
    text = str(value or "").strip()
    if not text:
        return None
    try:
        if text.replace(".", "", 1).isdigit():
            number = float(text)
            seconds = number / 1000 if number >= MOST_SECONDS else number
            moment: datetime | None = datetime.fromtimestamp(seconds, timezone.utc)
        else:
            moment = get_datetime(_with_colon(text))
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    if moment is None:
        return None
    if is_utc and not moment.tzinfo:
        moment = moment.replace(tzinfo=timezone.utc)
    try:
        found = _of_site(moment)
    except OverflowError:
        # At either end of the calendar there is no other zone.
        return None
    return found if found.year >= OLDEST else None


def _of_site(moment: datetime) -> datetime:
    if not moment.tzinfo:
        return moment
    return moment.astimezone(ZoneInfo(get_system_timezone())).replace(tzinfo=None)


def not_ahead(moment: datetime | None) -> datetime:
    """When something was sent: never later than now."""
    now = now_datetime()
    return min(moment, now) if moment else now


def _with_colon(text: str) -> str:
    """Python wants a colon in the zone; some senders write +0000."""
    if len(text) > 5 and text[-5] in "+-" and text[-4:].isdigit() and "T" in text:
        return f"{text[:-2]}:{text[-2:]}"
    return text
