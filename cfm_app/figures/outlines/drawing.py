"""Places as a map: the paths of an SVG, and where their numbers stand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import frappe

from cfm_app.figures.outlines import geometry
from cfm_app.figures.outlines.geometry import Point, Polygon

DOCTYPE = "CFM Location"
WIDTH, HIGHEST, MARGIN = 600.0, 600.0, 4.0
MOST_DRAWN = 150


@dataclass(frozen=True)
class Shape:
    """A place on the map: its path, and the point where its number stands."""

    place: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """Places of the office in units of a drawing; nothing where none of them has an outline."""

    width: float
    height: float
    shapes: list[Shape]


def of(places: Iterable[str]) -> Map | None:
    """The map of those of some places that have an outline; None where there are none, or too many."""
    names = [each for each in dict.fromkeys(places) if each]
    rows = frappe.get_all(
        DOCTYPE,
        filters={"name": ["in", names or [""]], "outline": ["is", "set"]},
        fields=["name", "outline"],
        order_by="name asc",
        limit_page_length=0,
    )
    if len(rows) > MOST_DRAWN:
        return None
    outlines = {row.name: geometry.read(row.outline) for row in rows}
    readable = {name: polygons for name, polygons in outlines.items() if polygons}
    return drawn(readable) if readable else None


def neighbours(places: Iterable[str]) -> list[str]:
    """Some places and all others that are part of the same ones."""
    filters = {"name": ["in", list(places) or [""]]}
    parents = frappe.get_all(DOCTYPE, filters, pluck="parent_cfm_location", order_by="name asc")
    level = {"parent_cfm_location": ["in", sorted({each or "" for each in parents}) or [""]]}
    return list(frappe.get_all(DOCTYPE, level, pluck="name", order_by="name asc"))


def around(place: str) -> tuple[Map, str] | None:
    """A place, or the nearest one above it that has an outline, among its neighbours; and which one it is."""
    name: str | None = place
    while name:
        row = frappe.db.get_value(DOCTYPE, name, ["outline", "parent_cfm_location"], as_dict=True)
        if row and row.outline:
            found = of(neighbours([name]))
            return (found, name) if found else None
        name = row.parent_cfm_location if row else None
    return None


def drawn(outlines: dict[str, list[Polygon]]) -> Map:
    """Outlines side by side on one scale; a degree of longitude is as much shorter as it is there."""
    every = [
        point
        for each in outlines.values()
        for polygon in each
        for ring in polygon
        for point in ring
    ]
    west, east = min(x for x, _y in every), max(x for x, _y in every)
    south, north = min(y for _x, y in every), max(y for _x, y in every)
    narrow = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * narrow, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / across, (HIGHEST - 2 * MARGIN) / up)
    left = (WIDTH - across * scale) / 2

    def place(point: Point) -> tuple[int, int]:
        x, y = point
        return round(left + (x - west) * narrow * scale), round(MARGIN + (north - y) * scale)

    shapes = []
    for name, polygons in sorted(outlines.items()):
        path = "".join(
            _path([place(point) for point in ring]) for each in polygons for ring in each
        )
        largest = max((each[0] for each in polygons), key=geometry.area)
        shapes.append(Shape(name, path, *place(geometry.centre(largest))))
    return Map(WIDTH, round(up * scale + 2 * MARGIN), shapes)


def _path(points: list[tuple[int, int]]) -> str:
    found = [point for at, point in enumerate(points) if not at or point != points[at - 1]]
    return "M" + "L".join(f"{x} {y}" for x, y in found) + "Z"
