"""Outlines of places: checked, simplified, taken from a file as a whole or not at all, drawn."""

import json
import math
import time
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.figures.outlines import drawing, geometry, upload
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import place_map

LAC, KANEM, BOL = "TD07", "TD06", "TD0701"


def square(x: float, y: float, size: float = 1.0) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def coast(points: int, x: float = 14.0, y: float = 13.0) -> list[list[float]]:
    """A ragged circle."""
    ring = []
    for at in range(points):
        angle, reach = 2 * math.pi * at / points, 1 + 0.05 * math.sin(at)
        ring.append([x + reach * math.cos(angle), y + reach * math.sin(angle)])
    return [*ring, ring[0]]


def feature(place: str, *rings: list[list[float]], **properties: Any) -> dict[str, Any]:
    geometry_of = {"type": "Polygon", "coordinates": list(rings)}
    return {
        "type": "Feature",
        "properties": {"ADM0_PCODE": "TD", "ADM1_PCODE": place, **properties},
        "geometry": geometry_of,
    }


def collection(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def polygon(*rings: Any) -> str:
    return json.dumps({"type": "Polygon", "coordinates": rings})


class TestGeometry(CFMTestCase):
    def test_a_long_coast_becomes_few_points_of_the_same_shape(self) -> None:
        kept = geometry.read(geometry.simplified_text(polygon(coast(20_000))))
        [[ring]] = kept
        self.assertLessEqual(len(ring), geometry.MOST_POINTS)
        self.assertEqual(ring[0], ring[-1])
        self.assertAlmostEqual(geometry.area(ring), math.pi, delta=0.15)

    def test_an_outline_that_splits_badly_takes_no_longer_than_somebody_waits(self) -> None:
        # The farthest point is always the next one: each step looks at all that are left.
        teeth = [[10 + at / 1e5, at % 2 * (20_000 - at) / 400] for at in range(20_000)]
        begun = time.process_time()
        geometry.simplified_text(polygon([*teeth, teeth[0]]))
        self.assertLess(time.process_time() - begun, 20)

    def test_what_is_kept_stays_when_it_is_saved_again(self) -> None:
        once = geometry.simplified_text(polygon(coast(5000)))
        self.assertEqual(geometry.simplified_text(once), once)

    def test_holes_and_islands_stay_and_rocks_go(self) -> None:
        islands = [square(20 + 2 * at, 10) for at in range(3)]
        rocks = [square(10 + 0.01 * at, 5, 0.001) for at in range(500)]
        parts = [
            [square(14, 13, 4), square(15, 14)],
            *([each] for each in islands),
            *([each] for each in rocks),
        ]
        found = geometry.read(
            geometry.simplified_text(json.dumps({"type": "MultiPolygon", "coordinates": parts}))
        )
        self.assertEqual([len(each) for each in found], [2, 1, 1, 1])

    def test_many_islands_end_as_those_that_are_seen(self) -> None:
        parts = [[square(2 * at, 0, 1 + at / 400)] for at in range(80)]
        found = geometry.read(
            geometry.simplified_text(json.dumps({"type": "MultiPolygon", "coordinates": parts}))
        )
        points = sum(len(ring) for each in found for ring in each)
        self.assertTrue(0 < points <= geometry.MOST_POINTS)

    def test_what_is_no_outline_is_refused_with_its_fault(self) -> None:
        for given, fault in (
            ("nothing", "no GeoJSON"),
            ("[" * 100_000, "no GeoJSON"),
            ("[]", "a Polygon or a MultiPolygon"),
            (json.dumps({"type": "Point", "coordinates": [1, 2]}), "a Polygon or a MultiPolygon"),
            (json.dumps({"type": "Polygon", "coordinates": [{}]}), "fewer than four"),
            (polygon(square(0, 0)[:4]), "does not end where it begins"),
            (polygon([[0, 0], [1, 0], ["x", 1], [0, 0]]), "no pair of numbers"),
            (polygon([[0, 0], [1, 0], [True, 1], [0, 0]]), "no pair of numbers"),
            ('{"type":"Polygon","coordinates":[[[NaN,0],[1,0],[1,1],[NaN,0]]]}', "no pair of"),
            (polygon(square(500_000, 1_400_000, 1000)), "degrees"),
            (polygon([[1, 1], [2, 2], [3, 3], [1, 1]]), "encloses nothing"),
            (polygon(square(1, 1, 1e-9)), "encloses nothing"),
            (collection(feature(LAC, square(0, 0)), feature(KANEM, square(1, 1))), "one place"),
            (" " * (geometry.MOST_CHARACTERS + 1), "larger than"),
        ):
            with self.assertRaisesRegex(frappe.ValidationError, fault):
                geometry.simplified_text(given)


class TestUpload(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user(self.user(consts.MANAGER))

    def outline(self, place: str) -> str | None:
        return frappe.db.get_value("CFM Location", place, "outline")

    def test_places_are_found_by_their_p_codes(self) -> None:
        taken = upload.take(
            collection(
                feature(LAC, square(13, 13), ADM1_FR="Lac"),
                feature(KANEM, coast(3000)),
                feature("XX99", square(20, 5), ADM1_FR="Elsewhere"),
            )
        )
        self.assertEqual((taken.number, len(taken.unknown)), (2, 1))
        self.assertIn("Elsewhere", taken.unknown[0])
        self.assertIn("13", str(self.outline(LAC)))
        self.assertLess(len(str(self.outline(KANEM))), 5000)

    def test_a_department_that_names_its_province_is_the_department(self) -> None:
        upload.take(collection(feature(LAC, square(14, 13), ADM2_PCODE=BOL)))
        self.assertTrue(self.outline(BOL))
        self.assertFalse(self.outline(LAC))

    def test_one_faulty_outline_and_none_is_taken(self) -> None:
        for features, fault in (
            ((feature(LAC, square(13, 13)), feature(KANEM, square(1, 1)[:4])), f"{KANEM}.*begins"),
            ((feature(LAC, square(13, 13)), feature(LAC, square(1, 1))), "same place"),
            ((feature("XX99", square(1, 1)),), "names a place"),
            ((), "FeatureCollection"),
            ([feature(LAC, square(1, 1))] * 401, "401"),
        ):
            with self.assertRaisesRegex(frappe.ValidationError, fault):
                upload.take(collection(*features))
            self.assertFalse(self.outline(LAC))

    def test_whoever_changes_no_places_brings_none(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        for act in (lambda: upload.take(collection(feature(LAC, square(1, 1)))), upload.clear):
            with self.assertRaises(frappe.PermissionError):
                act()

    def test_the_field_of_a_place_is_checked_by_the_same_rule(self) -> None:
        lac = frappe.get_doc("CFM Location", LAC)
        lac.outline = polygon(square(1, 1)[:4])
        with self.assertRaisesRegex(frappe.ValidationError, "begins"):
            lac.save()
        lac.reload()
        lac.outline = polygon(coast(3000))
        lac.save()
        self.assertLess(len(str(self.outline(LAC))), 5000)
        self.assertEqual(upload.clear(), 1)
        self.assertFalse(self.outline(LAC))


class TestDrawing(CFMTestCase):
    def test_north_is_up_and_neighbours_touch(self) -> None:
        found = drawing.drawn(
            {
                "south": geometry.read(geometry.simplified_text(polygon(square(13, 10)))),
                "north": geometry.read(geometry.simplified_text(polygon(square(13, 11)))),
            }
        )
        north, south = found.shapes
        self.assertLess(north.y, south.y)
        self.assertEqual(north.x, south.x)
        self.assertGreater(found.height, found.width * 0.9)

    def test_what_was_written_past_the_rules_is_drawn_nowhere(self) -> None:
        for text in ("<script>", '{"type": "MultiPolygon"}', "[[1]]"):
            frappe.db.set_value("CFM Location", LAC, "outline", text)
            self.assertIsNone(drawing.of([LAC]), text)

    def test_a_place_without_an_outline_is_marked_where_it_lies(self) -> None:
        frappe.set_user(self.user(consts.MANAGER))
        self.assertIsNone(place_map.around(BOL, "red", str))
        upload.take(collection(feature(LAC, square(13, 13)), feature(KANEM, square(14, 13))))
        found = place_map.around(BOL, "red", str)
        assert found
        marked = [each["told"].short for each in found["shapes"] if each["told"]]
        self.assertEqual((marked, len(found["shapes"])), ([LAC], 2))

    def test_no_figure_of_nothing_is_light_and_of_none_hatched(self) -> None:
        self.assertEqual(
            [place_map.shade(each, 100) for each in (None, 0, 1, 50, 100)],
            ["untold", "shade-0", "shade-1", "shade-2", "shade-5"],
        )
