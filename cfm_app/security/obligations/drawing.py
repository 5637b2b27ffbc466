"""A hand-drawn signature: strokes of points on a fixed canvas, nothing that could run.

It is stored as numbers, not as a picture: small, sharp in print, and without a file of its own to
protect.
"""

import json
from itertools import pairwise
from typing import Any

import frappe
from frappe import _

WIDTH, HEIGHT = 600, 200
MOST_STROKES, MOST_POINTS = 60, 4000
SHORTEST = 40
"""So far the pen has to have moved in all: a dot is no signature."""

Stroke = list[tuple[int, int]]


def read(sent: Any) -> list[Stroke]:
    """The strokes of a drawing as a browser sends them: lists of `[x, y]`. Throws for anything else."""
    strokes = _parsed(sent)
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_POINTS:
        frappe.throw(_("This drawing is too long. Clear it and sign again."))
    if sum(map(_length, strokes)) < SHORTEST:
        frappe.throw(_("Sign in the field first, or type your name."))
    return strokes


def serialised(strokes: list[Stroke]) -> str:
    """The strokes as JSON."""
    return json.dumps(strokes, separators=(",", ":"))


def path(kept: str | None) -> str:
    """The SVG path of a stored drawing."""
    strokes = json.loads(kept or "[]")
    return " ".join(
        "M" + " L".join(f"{int(x)} {int(y)}" for x, y in stroke) for stroke in strokes if stroke
    )


def _parsed(sent: Any) -> list[Stroke]:
    try:
        strokes = json.loads(sent) if isinstance(sent, str) else sent
        return [[(_within(x, WIDTH), _within(y, HEIGHT)) for x, y in stroke] for stroke in strokes]
    except (TypeError, ValueError, RecursionError):
        frappe.throw(_("This is no drawing. Clear it and sign again."))
        raise


def _within(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError(value)
    return round(value)


def _length(stroke: Stroke) -> float:
    steps = pairwise(stroke)
    return sum(abs(x2 - x1) + abs(y2 - y1) for (x1, y1), (x2, y2) in steps)
