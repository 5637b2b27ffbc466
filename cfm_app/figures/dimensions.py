"""Facts by which cases can be counted, each with named values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate

from cfm_app.base.fields import options_of
from cfm_app.figures import visible_cases
from cfm_app.figures.performance import LATE
from cfm_app.procedures.sop import trees

MONTH = "Month"
NOTHING = ""
"""The value of a case that has none."""

Reading = Callable[[Any], str]
Condition = tuple[str, Any]

YES, NO = "Yes", "No"


def _equals(value: str) -> Condition:
    return ("=", value) if value else ("is", "not set")


def _lies_below(value: str) -> Condition:
    return ("descendants of (inclusive)", value) if value else ("is", "not set")


def _lies_in_province(value: str) -> Condition:
    """What lies above the provinces stands for itself alone, as it is read."""
    level = frappe.get_cached_value("CFM Location", value, "admin_level") if value else ""
    return _lies_below(value) if level == visible_cases.PROVINCE else _equals(value)


def _set_or_not(value: str) -> Condition:
    return "is", "set" if value == YES else "not set"


def _ticked(value: str) -> Condition:
    return "=", int(value == YES)


def _late_or_not(value: str) -> Condition:
    if not value:
        return "is", "not set"
    others = [each for each in options_of("Case", "sla_status") if each != LATE]
    return ("=", LATE) if value == NO else ("in", others)


@dataclass(frozen=True)
class Dimension:
    """One fact: its name, the field of a case in which it is told, how it is read from there, and its words."""

    name: str
    field: str
    reading: Callable[[], Reading]
    """Makes what turns the stored value into that of the dimension; it may ask the database once."""
    words: Callable[[str], str]
    """The value as a person reads it, in the language of the moment."""
    values: Callable[[], list[str]] = list
    """The values in their order, where they have one; others are ordered by number."""
    condition: Callable[[str], Condition] = _equals
    """Operator and value by which a list of cases finds a value in the field."""
    hxl: str = "#meta"
    """The tag of the Humanitarian Exchange Language 1.1 for a column of its values."""

    def is_known(self, value: str) -> bool:
        """Whether a value is offered for the fact, or is a record of what its field links to."""
        df = frappe.get_meta("Case").get_field(self.field) if self.field else None
        if df and df.fieldtype == "Link":
            return bool(frappe.db.exists(df.options, value))
        return value in (self.values() or (YES, NO))


def _as_stored() -> Reading:
    return lambda stored: str(stored or NOTHING)


def _main_category() -> Reading:
    known: dict[str, str] = {}

    def read(category: Any) -> str:
        if category not in known:
            above = trees.chain("Case Category", category)
            known[category] = above[-1] if above else NOTHING
        return known[category]

    return read


def _province() -> Reading:
    provinces = visible_cases.places()
    return lambda place: provinces.get(place, place or NOTHING)


def _is_set(stored: Any) -> str:
    return YES if stored else NO


def _told_in_time() -> Reading:
    return lambda status: NOTHING if not status else NO if status == LATE else YES


def _translated(value: str) -> str:
    return _(value) if value else _("Not told")


def _place_name(value: str) -> str:
    return frappe.get_cached_value("CFM Location", value, "location_name") or value or _("Not told")


def _linked(doctype: str, title: str) -> Callable[[str], str]:
    def words(value: str) -> str:
        return (
            _(frappe.get_cached_value(doctype, value, title) or value) if value else _("Not told")
        )

    return words


def _month_name(value: str) -> str:
    return str(formatdate(f"{value}-01", "MMMM yyyy"))


def _offered(field: str) -> Callable[[], list[str]]:
    return partial(options_of, "Case", field)


DIMENSIONS: dict[str, Dimension] = {
    each.name: each
    for each in (
        Dimension(MONTH, "", _as_stored, _month_name, hxl="#date+month"),
        Dimension(
            "Main category",
            "category",
            _main_category,
            _translated,
            condition=_lies_below,
            hxl="#subject+main",
        ),
        Dimension("Category", "category", _as_stored, _translated, hxl="#subject"),
        Dimension(
            "Province",
            "location",
            _province,
            _place_name,
            condition=_lies_in_province,
            hxl="#adm1+name",
        ),
        Dimension("Channel", "channel", _as_stored, _translated, hxl="#channel"),
        Dimension(
            "Language",
            "language",
            _as_stored,
            _linked("CFM Language", "language_name"),
            hxl="#meta+lang",
        ),
        Dimension("Programme", "programme", _as_stored, _translated, hxl="#activity+programme"),
        Dimension(
            "Partner", "partner", _as_stored, _linked("CFM Partner", "partner_name"), hxl="#org"
        ),
        Dimension("Sex", "sex", _as_stored, _translated, _offered("sex"), hxl="#meta+sex"),
        Dimension(
            "Age group",
            "age_group",
            _as_stored,
            _translated,
            _offered("age_group"),
            hxl="#meta+age",
        ),
        Dimension(
            "Disability",
            "disability",
            _as_stored,
            _translated,
            _offered("disability"),
            hxl="#meta+disability",
        ),
        Dimension(
            "Population group",
            "population_group",
            _as_stored,
            _translated,
            _offered("population_group"),
            hxl="#population+type",
        ),
        Dimension("Phase", "phase", _as_stored, _translated, _offered("phase"), hxl="#status"),
        Dimension(
            "In time",
            "sla_status",
            _told_in_time,
            _translated,
            condition=_late_or_not,
            hxl="#meta+in_time",
        ),
        Dimension(
            "Answered at first contact",
            "first_contact_resolution",
            lambda: _is_set,
            _translated,
            condition=_ticked,
            hxl="#meta+first_contact",
        ),
        Dimension(
            "Resolved or not",
            "resolved_on",
            lambda: _is_set,
            _translated,
            condition=_set_or_not,
            hxl="#meta+resolved",
        ),
        Dimension(
            "Person informed or not",
            "informed_on",
            lambda: _is_set,
            _translated,
            condition=_set_or_not,
            hxl="#meta+informed",
        ),
        Dimension(
            "Satisfaction",
            "satisfaction",
            _as_stored,
            _translated,
            _offered("satisfaction"),
            hxl="#meta+satisfaction",
        ),
    )
}
