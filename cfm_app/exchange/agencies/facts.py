"""The facts of a common data point, each with its columns in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import frappe

from cfm_app.figures.dimensions import DIMENSIONS, NOTHING, Reading
from cfm_app.procedures.sop import trees

PLACES = "CFM Location"
ID, MONTH = "case_id", "month"


@dataclass(frozen=True)
class Column:
    """A column of a file: key, HXL tag, and the words of a value."""

    key: str
    hxl: str
    words: Callable[[str], str] = str


@dataclass(frozen=True)
class Fact:
    """A fact about a case. Identifying facts are protected; the others say how the case went."""

    name: str
    field: str
    reading: Callable[[], Reading]
    columns: tuple[Column, ...]
    is_identifying: bool = True
    above: str = ""
    """The coarser fact of the same tree: what lies below it is told with it alone."""


def _level(level: str) -> Callable[[], Reading]:
    def make() -> Reading:
        rows = frappe.get_all(PLACES, fields=["name", "admin_level"], limit_page_length=0)
        levels = {row.name: row.admin_level for row in rows}

        def read(place: Any) -> str:
            above = trees.chain(PLACES, place)
            return next((each for each in above if levels.get(each) == level), NOTHING)

        return read

    return make


def _of_place(field: str) -> Callable[[str], str]:
    return lambda place: str(frappe.get_cached_value(PLACES, place, field) or "") if place else ""


def _place(name: str, level: str, above: str = "") -> Fact:
    columns = (
        Column(f"{level}_pcode", f"#{level}+code", _of_place("pcode")),
        Column(level, f"#{level}+name", _of_place("location_name")),
    )
    return Fact(name, "location", _level(name), columns, above=above)


def _as(dimension: str, key: str, **more: Any) -> Fact:
    found = DIMENSIONS[dimension]
    return Fact(found.name, found.field, found.reading, (Column(key, found.hxl),), **more)


_WENT = {"is_identifying": False}
FACTS: dict[str, Fact] = {
    each.name: each
    for each in (
        _as("Main category", "main_category"),
        _place("Province", "adm1"),
        _as("Sex", "sex"),
        _as("Age group", "age_group"),
        _as("Channel", "channel"),
        _as("Category", "category", above="Main category"),
        _place("Department", "adm2", above="Province"),
        _as("Programme", "programme"),
        replace(_as("Partner", "partner"), columns=(Column("partner", "#org+partner"),)),
        _as("Language", "language"),
        _as("Disability", "disability"),
        _as("Population group", "population_group"),
        _place("Sub-prefecture", "adm3", above="Department"),
        _as("Phase", "phase", **_WENT),
        _as("In time", "in_time", **_WENT),
        _as("Answered at first contact", "first_contact", **_WENT),
        _as("Resolved or not", "resolved", **_WENT),
        _as("Person informed or not", "informed", **_WENT),
        _as("Satisfaction", "satisfaction", **_WENT),
    )
}
"""In the order in which they are kept where not all of them can be told. No site and no village is among them."""

ALWAYS = (Column(ID, "#meta+id"), Column(MONTH, "#date+month"))
COLUMNS = (*ALWAYS, *(column for fact in FACTS.values() for column in fact.columns))


def chosen(names: Iterable[str]) -> list[Fact]:
    """Some facts in order, with the coarser ones that they need."""
    wanted = {each for each in names if each in FACTS}
    for name in list(wanted):
        while name := FACTS[name].above:
            wanted.add(name)
    return [fact for fact in FACTS.values() if fact.name in wanted]


def columns_of(facts: Iterable[Fact]) -> list[Column]:
    """The columns of a file that tells some facts."""
    return [*ALWAYS, *(column for fact in facts for column in fact.columns)]
