"""Dates as spreadsheets and people write them, and their order of day and month."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from frappe import _
from frappe.utils import get_datetime
from openpyxl.utils.datetime import from_excel

from cfm_app.exchange.headers import fold

DAY_FIRST, MONTH_FIRST = ORDERS = "Day first", "Month first"
# Spreadsheets store dates as days since 1900; these are the years 1980 to 2079.
EXCEL_DAYS = range(29_221, 65_746)
MONTHS = 12
CLOCK = r"(?:[ ,t]+(\d{1,2})[:h](\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?)?"
NUMBERS = re.compile(rf"(\d{{1,2}})\s?[/.-]\s?(\d{{1,2}})\s?[/.-]\s?(\d{{4}}|\d{{2}}){CLOCK}")
NAMED = re.compile(rf"(\d{{1,2}})(?:er)?[ .-]+([^\W\d]+)[ .,-]+(\d{{4}}|\d{{2}}){CLOCK}")
YEAR_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[t ].*)?")
SPELT_OUT = re.compile(r"\d{8}|(?=.*[a-z]{3}).*\b\d{4}\b.*")
# French, English, and both sets of names that are used in Arabic; the beginnings are enough.
MONTH_NAMES = (
    "janv jan يناير",
    "fevr fev feb فبراير شباط",
    "mars mar مارس اذار",
    "avr apr ابريل افريل نيسان",
    "mai may مايو ماي ايار",
    "juin jun يونيو جوان حزيران",
    "juil jul يوليو جويلية تموز",
    "aout aug اغسطس اوت",
    "sept sep سبتمبر ايلول",
    "oct اكتوبر",
    "nov نوفمبر",
    "dec ديسمبر",
)
CENTURY, TURN = 100, 69


@dataclass
class Orders:
    """What the dates of a log say about the order of day and month, with examples."""

    day_first: str = ""
    month_first: str = ""
    both: str = ""
    both_count: int = 0
    _seen: set[str] = field(default_factory=set)

    def see(self, raw: Any) -> None:
        """Take note of a value that may be a date written in numbers."""
        found = NUMBERS.fullmatch(_text(raw)) if isinstance(raw, str) else None
        if not found:
            return
        first, second = int(found[1]), int(found[2])
        if first > MONTHS >= second:
            self.day_first = self.day_first or raw
        elif second > MONTHS >= first:
            self.month_first = self.month_first or raw
        elif first != second and max(first, second) <= MONTHS:
            self.both = self.both or raw
            self.both_count += 1

    @property
    def decided(self) -> str:
        """The order that a row proves; empty where none does, or where rows contradict each other."""
        if bool(self.day_first) == bool(self.month_first):
            return ""
        return DAY_FIRST if self.day_first else MONTH_FIRST

    def told(self) -> dict[str, Any]:
        """What has to be asked, with a date of the file both ways; empty where nothing is unclear."""
        if not self.both:
            return {}
        return {
            "example": self.both,
            "count": self.both_count,
            "readings": {order: moment(self.both, order).date().isoformat() for order in ORDERS},
            "proofs": [each for each in (self.day_first, self.month_first) if each],
            "decided": self.decided,
        }


def is_date(raw: Any) -> bool:
    """Whether a value is written as a date; a bare number is not."""
    if isinstance(raw, date):
        return True
    if not isinstance(raw, str):
        return False
    text = _text(raw)
    return any(form.fullmatch(text) for form in (NUMBERS, YEAR_FIRST)) or bool(_named(text))


def moment(raw: Any, order: str = "") -> datetime:
    """A date as spreadsheets and people write it; the day comes before the month unless `order` says otherwise.

    Raises:     ValueError: with a sentence for whoever keeps the log.
    """
    if isinstance(raw, datetime):
        return raw.replace(tzinfo=None)
    if isinstance(raw, date):
        return datetime(raw.year, raw.month, raw.day)
    if isinstance(raw, int | float) and int(raw) in EXCEL_DAYS:
        return from_excel(raw)
    text = _text(raw)
    try:
        read = _numbered(text, order) or _named(text) or _otherwise(text)
    except ValueError:
        read = None
    if read is None:
        told = _("“{0}” is no date. Write it as day/month/year.")
        if order == MONTH_FIRST:
            told = _("“{0}” is no date. Write it as month/day/year.")
        raise ValueError(told.format(raw))
    return read.replace(tzinfo=None)


def _text(raw: Any) -> str:
    return fold(raw)


def _numbered(text: str, order: str) -> datetime | None:
    found = NUMBERS.fullmatch(text)
    if not found:
        return None
    day, month = int(found[1]), int(found[2])
    if order == MONTH_FIRST:
        day, month = month, day
    return _at(found, day, month)


def _named(text: str) -> datetime | None:
    found = NAMED.fullmatch(text)
    if not found:
        return None
    for number, names in enumerate(MONTH_NAMES, start=1):
        if any(found[2].startswith(name) for name in names.split()):
            return _at(found, int(found[1]), number)
    return None


def _at(found: re.Match[str], day: int, month: int) -> datetime:
    year, hour = int(found[3]), int(found[4] or 0)
    if year < CENTURY:
        year += 2000 if year < TURN else 1900
    if found[7]:
        hour = hour % MONTHS + (MONTHS if found[7] == "p" else 0)
    return datetime(year, month, day, hour, int(found[5] or 0), int(found[6] or 0))


def _otherwise(text: str) -> datetime | None:
    # Frappe parses the rest, except single words and numbers, which it would take for dates.
    if not YEAR_FIRST.fullmatch(text) and not SPELT_OUT.fullmatch(text):
        return None
    try:
        return get_datetime(text)
    except Exception:
        return None
