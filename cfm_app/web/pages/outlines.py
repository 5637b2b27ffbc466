"""The office's map: which places have an outline, and the import of outlines."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base.fields import options_of
from cfm_app.figures.outlines import geometry, upload
from cfm_app.web.pages import place_map

ROUTE = "/cfm/outlines"


def view() -> dict[str, Any]:
    """The highest level with outlines as a map, and the number of outlines by level."""
    rows = frappe.get_all(
        upload.DOCTYPE,
        fields=["name", "location_name", "admin_level", "outline"],
        filters={"enabled": 1},
        order_by="lft asc",
        limit_page_length=0,
    )
    levels = []
    for level in options_of(upload.DOCTYPE, "admin_level"):
        places = [row for row in rows if row.admin_level == level]
        if places:
            levels.append((level, places, [row for row in places if row.outline]))
    shown = next((drawn for _level, _places, drawn in levels if len(drawn) > 1), [])
    return {
        "levels": [
            {"label": _(level), "drawn": len(drawn), "places": len(places)}
            for level, places, drawn in levels
        ],
        "map": place_map.of_entries(
            {row.name: place_map.MapEntry("", row.location_name, "shade-1") for row in shown}
        ),
        "has_outlines": any(row.outline for row in rows),
        "most_megabytes": geometry.MOST_CHARACTERS // 1_000_000,
    }
