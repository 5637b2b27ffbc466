"""A map of places with numbers, on the office's own outlines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cfm_app.figures.outlines import drawing

SHADES = 5
UNTOLD = "untold"


@dataclass(frozen=True)
class MapEntry:
    """A place on the map: short label, sentence for the tooltip, and fill."""

    short: str
    whole: str
    filling: str


def of_entries(told: dict[str, MapEntry]) -> dict[str, Any] | None:
    """The map of some places among their neighbours; None if none has an outline."""
    found = drawing.of(drawing.neighbours(told))
    return (
        _laid_out(found, told)
        if found and any(each.place in told for each in found.shapes)
        else None
    )


def around(place: str, filling: str, name_of: Callable[[str], str]) -> dict[str, Any] | None:
    """The map that marks a place among its neighbours, or its nearest ancestor with an outline."""
    found = drawing.around(place)
    if not found:
        return None
    drawn, marked = found
    name = name_of(marked)
    return _laid_out(drawn, {marked: MapEntry(name, name, filling)})


def _laid_out(found: drawing.Map, told: dict[str, MapEntry]) -> dict[str, Any]:
    return {
        "width": found.width,
        "height": found.height,
        "shapes": [
            {"path": shape.path, "x": shape.x, "y": shape.y, "told": told.get(shape.place)}
            for shape in found.shapes
        ],
    }


def shade(figure: float | None, highest: float) -> str:
    """The shade of a figure, by its share of the highest one; hatched if it is suppressed."""
    if figure is None:
        return UNTOLD
    step = round(figure / highest * SHADES) if highest else 0
    return f"shade-{max(step, int(figure > 0))}"
