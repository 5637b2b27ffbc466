"""When the next distribution is, in words for the person, from the calendar."""

from datetime import date
from typing import Any

import frappe
from babel.dates import format_date
from frappe import _
from frappe.utils import getdate

from cfm_app.base import spoken_language
from cfm_app.procedures.sop.trees import chain

DOCTYPE = "CFM Distribution"
PLANNED, POSTPONED, CANCELLED = "Planned", "Postponed", "Cancelled"
DAY = "EEEE d MMMM"
MOST = 3
FIELDS = [
    "name",
    "location",
    "programme",
    "starts_on",
    "ends_on",
    "from_hour",
    "site",
    "distribution_status",
    "new_date",
    "reason",
]


def sentence(location: str, language: str | None = None) -> str:
    """What the calendar says about a place, in the person's language.

    The place counts first, then its ancestors up to one with an entry. Cancelled and postponed
    distributions are mentioned.
    """
    lang = spoken_language.screens_of(language) or spoken_language.screens_of(
        spoken_language.FALLBACK
    )
    places = chain("CFM Location", location)
    coming = _coming(places)
    told: list[str] = []
    for place in places:
        rows = [row for row in coming if row.location == place]
        sentences, is_planned = _at_place(rows, lang)
        told += sentences
        if is_planned:
            break
    if told:
        return " ".join(told)
    return _("No distribution is planned at {0} for now.", lang).format(_name_of(location))


def _coming(places: list[str]) -> list[Any]:
    """Coming entries for some places, by day."""
    today = getdate()
    rows = frappe.get_list(
        DOCTYPE,
        filters={"location": ["in", places or [""]]},
        or_filters=[[field, ">=", today] for field in ("starts_on", "ends_on", "new_date")],
        fields=FIELDS,
        order_by="starts_on asc, creation asc",
        limit_page_length=0,
    )
    return sorted(rows, key=lambda row: _day_of(row) or getdate(row.starts_on))


def _at_place(rows: list[Any], lang: str) -> tuple[list[str], bool]:
    """The next distribution of each programme, and cancellations before it; and whether there is one."""
    planned: set[str | None] = set()
    told: list[str] = []
    for row in rows:
        if row.programme in planned or len(told) == MOST:
            continue
        if _day_of(row):
            planned.add(row.programme)
        told.append(_words(row, lang))
    return told, bool(planned)


def _day_of(row: Any) -> date | None:
    """The day on which it takes place, as far as known; None if it is cancelled."""
    if row.distribution_status == PLANNED:
        return getdate(row.starts_on)
    return getdate(row.new_date) if row.distribution_status == POSTPONED and row.new_date else None


def _words(row: Any, lang: str) -> str:
    place, day = _name_of(row.location), _in_words(row.starts_on, lang)
    programme = _(row.programme, lang) if row.programme else ""
    if row.distribution_status == PLANNED:
        hour = _("from {0}", lang).format(row.from_hour) if row.from_hour else ""
        parts = [_span(row, lang), hour, programme, row.site]
        said = ", ".join(part for part in parts if part)
        return _("Next distribution at {0}: {1}.", lang).format(place, said)
    where = ", ".join(part for part in (place, programme) if part)
    if row.distribution_status == CANCELLED:
        said = _("The distribution planned for {1} at {0} is cancelled.", lang).format(where, day)
    elif row.new_date:
        moved = _("The distribution planned for {1} at {0} is postponed to {2}.", lang)
        said = moved.format(where, day, _in_words(row.new_date, lang))
    else:
        moved = _("The distribution planned for {1} at {0} is postponed; no new date yet.", lang)
        said = moved.format(where, day)
    return " ".join(filter(None, (said, row.reason)))


def _span(row: Any, lang: str) -> str:
    first = _in_words(row.starts_on, lang)
    if not row.ends_on or getdate(row.ends_on) == getdate(row.starts_on):
        return first
    return _("{0} to {1}", lang).format(first, _in_words(row.ends_on, lang))


def _in_words(day: Any, lang: str) -> str:
    return str(format_date(getdate(day), DAY, locale=lang))


def _name_of(place: str) -> str:
    return str(frappe.get_cached_value("CFM Location", place, "location_name") or place)
