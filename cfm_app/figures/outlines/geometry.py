"""An outline as GeoJSON writes it (RFC 7946): checked loudly, simplified, and as few numbers as a screen shows."""

from __future__ import annotations

import json
import math
from typing import Any

import frappe
from frappe import _

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
"""The outer ring, and what is cut out of it."""

POLYGON, SEVERAL = "Polygon", "MultiPolygon"
MOST_CHARACTERS = 5_000_000
MOST_POINTS = 160
MOST_LOOKED_AT = 4000
"""Of a ring: each step looks at all points between two others, so the time grows with their square at worst."""
DECIMALS = 5
"""Of a degree: a metre."""
FINEST, COARSER = 1 / 800, 1.5
"""Of the size of a place: the first tolerance, and by how much the next one is larger."""
SMALLEST_PART = 1 / 500
"""Of the area of a place: islands and holes that are smaller are left out."""


def simplified_text(text: str) -> str:
    """The outline in a text, simplified for storage; throws with the reason."""
    return written(simplified(polygons_of(document(text))))


def document(text: str) -> Any:
    """The parsed GeoJSON of a text."""
    if len(text) > MOST_CHARACTERS:
        frappe.throw(
            _("This file is larger than {0} MB. Simplify it, for instance with mapshaper.").format(
                MOST_CHARACTERS // 1_000_000
            )
        )
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        frappe.throw(_("This is no GeoJSON: choose a file that a map program saved as GeoJSON."))


def read(text: str | None) -> list[Polygon]:
    """The polygons of a stored outline; none for an empty or invalid one."""
    if not text:
        return []
    try:
        return polygons_of(document(text))
    except frappe.ValidationError:
        frappe.clear_last_message()
        return []


def written(polygons: list[Polygon]) -> str:
    """An outline as stored text."""
    return json.dumps({"type": SEVERAL, "coordinates": polygons}, separators=(",", ":"))


def polygons_of(given: Any) -> list[Polygon]:
    """The polygons of a geometry, a feature or a collection of one feature."""
    found = given
    if _kind(found) == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, list) or len(features) != 1:
            frappe.throw(_("An outline is one place. This text has several, or none."))
        found = features[0]
    if _kind(found) == "Feature":
        found = found.get("geometry")
    coordinates = found.get("coordinates") if _kind(found) in (POLYGON, SEVERAL) else None
    if not isinstance(coordinates, list) or not coordinates:
        frappe.throw(_("An outline is a Polygon or a MultiPolygon with its coordinates."))
    return [_polygon(each) for each in (coordinates if _kind(found) == SEVERAL else [coordinates])]


def _kind(given: Any) -> Any:
    return given.get("type") if isinstance(given, dict) else None


def _polygon(given: Any) -> Polygon:
    if not isinstance(given, list) or not given:
        frappe.throw(_("A polygon of this outline has no ring."))
    return [_ring(each) for each in given]


def _ring(given: Any) -> Ring:
    if not isinstance(given, list) or len(given) < 4:
        frappe.throw(_("A ring of this outline has fewer than four points."))
    ring = [_point(each) for each in given]
    if ring[0] != ring[-1]:
        frappe.throw(_("A ring of this outline does not end where it begins."))
    return ring


def _point(given: Any) -> Point:
    if not isinstance(given, list) or len(given) < 2 or not all(map(_is_number, given[:2])):
        frappe.throw(_("A point of this outline is no pair of numbers."))
    x, y = float(given[0]), float(given[1])
    if abs(x) > 180 or abs(y) > 90:
        frappe.throw(
            _(
                "A point lies at {0}, {1}: that is no longitude and latitude."
                " Save the file in degrees (WGS 84, EPSG:4326)."
            ).format(x, y)
        )
    return x, y


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


# --- as few points as a screen shows ----------------------------------------------------------
def simplified(polygons: list[Polygon]) -> list[Polygon]:
    """The outline with MOST_POINTS points at most, by Douglas and Peucker; the same again stays as it is."""
    tolerance = math.dist(*_corners(polygons)) * FINEST
    large = _large_parts([[_sampled(ring) for ring in polygon] for polygon in polygons], 0)
    while True:
        found = [[ring for each in polygon if (ring := _rounded(each))] for polygon in large]
        if not any(found):
            frappe.throw(_("This outline encloses nothing."))
        if sum(len(ring) for polygon in found for ring in polygon) <= MOST_POINTS:
            return [polygon for polygon in found if polygon]
        thinned = [[_thinned(ring, tolerance) for ring in polygon] for polygon in large]
        large = _large_parts(thinned, tolerance**2)
        tolerance *= COARSER


def _sampled(ring: Ring) -> Ring:
    """Evenly chosen points of a ring that has very many."""
    step = -(-len(ring) // MOST_LOOKED_AT)
    # An odd one: of points that go to and fro it takes both kinds.
    return ring if step == 1 else [*ring[: -1 : step | 1], ring[-1]]


def _large_parts(polygons: list[Polygon], least: float) -> list[Polygon]:
    """Visible islands and holes; always the largest one."""
    whole = max(area(polygon[0]) for polygon in polygons)
    least = min(whole, max(least, whole * SMALLEST_PART))
    return [
        [polygon[0], *(ring for ring in polygon[1:] if area(ring) >= least)]
        for polygon in polygons
        if area(polygon[0]) >= least
    ]


def _corners(polygons: list[Polygon]) -> tuple[Point, Point]:
    points = [point for polygon in polygons for ring in polygon for point in ring]
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys)), (max(xs), max(ys))


def _rounded(ring: Ring) -> Ring:
    points = [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in ring]
    found = [point for at, point in enumerate(points) if not at or point != points[at - 1]]
    return found if len(found) >= 4 and area(found) else []


def _thinned(ring: Ring, tolerance: float) -> Ring:
    """The ring cut at its first point and at the farthest from it, and each half thinned."""
    far = max(range(len(ring)), key=lambda at: math.dist(ring[0], ring[at]))
    kept = {0, far, len(ring) - 1}
    stretches = [(0, far), (far, len(ring) - 1)]
    while stretches:
        first, last = stretches.pop()
        between = range(first + 1, last)
        if not between:
            continue
        at = max(between, key=lambda each: _distance(ring[each], ring[first], ring[last]))
        if _distance(ring[at], ring[first], ring[last]) > tolerance:
            kept.add(at)
            stretches += [(first, at), (at, last)]
    if len(kept) < 4:
        kept |= {len(ring) * part // 4 for part in range(4)}
    return [ring[at] for at in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0
    along = min(1.0, max(0.0, along))
    return math.dist(point, (start[0] + along * dx, start[1] + along * dy))


def area(ring: Ring) -> float:
    """What a ring encloses, in square degrees."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _sides(ring))) / 2


def centre(ring: Ring) -> Point:
    """The middle of what a ring encloses."""
    x0, y0 = ring[0]
    own = [(x - x0, y - y0) for x, y in ring]
    cross = [(x1 * y2 - x2 * y1, x1 + x2, y1 + y2) for (x1, y1), (x2, y2) in _sides(own)]
    twice = sum(each for each, _x, _y in cross)
    if not twice:
        return x0, y0
    x = sum(each * sum_x for each, sum_x, _y in cross) / (3 * twice)
    y = sum(each * sum_y for each, _x, sum_y in cross) / (3 * twice)
    return x0 + x, y0 + y


def _sides(ring: Ring) -> list[tuple[Point, Point]]:
    return [(ring[at], ring[(at + 1) % len(ring)]) for at in range(len(ring))]
