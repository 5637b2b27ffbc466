"""A GeoJSON file of the office: each of its outlines goes to the place whose P-code stands in its properties."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.base.counting import counted
from cfm_app.figures.outlines import geometry

DOCTYPE = "CFM Location"
MOST_OUTLINES = 400
LEVEL = re.compile(r"adm\d_?pcode", re.IGNORECASE)


@dataclass(frozen=True)
class Taken:
    """How many places have got an outline, and what the outlines that fit none are called."""

    number: int
    unknown: list[str]


def take(text: str) -> Taken:
    """Set the outlines of all places in a file, or of none if one is faulty."""
    frappe.has_permission(DOCTYPE, "write", throw=True)
    features = _features(geometry.document(text))
    depths = _depths()
    outlines: dict[str, str] = {}
    unknown = []
    for number, feature in enumerate(features, start=1):
        told = _text_properties(feature)
        place = max(_codes(told, depths), key=depths.__getitem__, default="")
        if not place:
            unknown.append(", ".join(list(told.values())[:3]) or str(number))
            continue
        if place in outlines:
            frappe.throw(
                _(
                    "Two outlines of this file name the same place: {0}. Choose a file of one level."
                ).format(place)
            )
        outlines[place] = _outline(feature, place)
    if not outlines:
        frappe.throw(
            _(
                "No outline of this file names a place of the office."
                " The P-code of the place has to stand in its properties."
            )
        )
    for place, outline in outlines.items():
        found = frappe.get_doc(DOCTYPE, place)
        found.outline = outline
        found.save()
    return Taken(len(outlines), unknown)


def clear() -> int:
    """Remove all outlines. Returns their number."""
    frappe.has_permission(DOCTYPE, "write", throw=True)
    names = frappe.get_all(
        DOCTYPE, filters={"outline": ["is", "set"]}, pluck="name", order_by="name asc"
    )
    for name in names:
        found = frappe.get_doc(DOCTYPE, name)
        found.outline = None
        found.save()
    return len(names)


def _features(given: Any) -> list[dict[str, Any]]:
    features = given.get("features") if isinstance(given, dict) else None
    if not isinstance(features, list) or not features:
        frappe.throw(_("This file is no FeatureCollection: it holds no outlines with properties."))
    if len(features) > MOST_OUTLINES:
        frappe.throw(
            counted(
                _("This file has {0} outlines; {1} at most are taken."),
                len(features),
                MOST_OUTLINES,
            )
        )
    return [each if isinstance(each, dict) else {} for each in features]


def _text_properties(feature: dict[str, Any]) -> dict[str, str]:
    properties = feature.get("properties")
    found = properties if isinstance(properties, dict) else {}
    return {
        key: each.strip() for key, each in found.items() if isinstance(each, str) and each.strip()
    }


def _codes(told: dict[str, str], places: Container[str]) -> list[str]:
    """The places that properties name: of ADM0_PCODE, ADM1_PCODE … the last one alone tells which it is."""
    levels = sorted((key.upper(), value) for key, value in told.items() if LEVEL.fullmatch(key))
    named = [levels[-1][1]] if levels else list(told.values())
    return [each for each in named if each in places]


def _depths() -> dict[str, int]:
    """How deep in the tree each place lies: a department names its province, too."""
    rows = frappe.get_all(
        DOCTYPE, fields=["name", "lft", "rgt"], order_by="lft asc", limit_page_length=0
    )
    found: dict[str, int] = {}
    above: list[int] = []
    for row in rows:
        while above and above[-1] < row.lft:
            above.pop()
        found[row.name] = len(above)
        above.append(row.rgt)
    return found


def _outline(feature: dict[str, Any], place: str) -> str:
    try:
        return geometry.written(geometry.simplified(geometry.polygons_of(feature)))
    except frappe.ValidationError as error:
        frappe.clear_last_message()
        frappe.throw(_("The outline of {0}: {1}").format(place, error))
