"""Merges one field of two sides: whose value counts, or whether a person decides.

Neither side stores the other's text. Each stores two marks of a field: of the other side's value that it
last saw, and of its own value after that. A value that differs from its mark has changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

SAME, KEEP, TAKE, DIFFER = "same", "keep", "take", "differ"

Marks = dict[str, list[str]]
"""For each field the mark of what was seen of the other side, and of what stood here then."""


@dataclass
class Merged:
    """What comes of one record."""

    taken: dict[str, Any] = field(default_factory=dict)
    differing: dict[str, Any] = field(default_factory=dict)
    """What the other side wrote where both have changed something."""
    agreed: list[str] = field(default_factory=list)
    """Fields that say the same on both sides."""


def mark(value: Any) -> str:
    """A short digest of a value."""
    return sha256(text(value).encode()).hexdigest()[:16]


def text(value: Any) -> str:
    """A value in the form in which both sides compare it."""
    if value is None or value == "" or value is False or value == 0 or value == 0.0:
        return ""
    if value is True:
        return "1"
    return str(value).strip().replace("\r\n", "\n")


NOTHING = mark(None)


def decide(ours: str, theirs: str, they_saw: str | None, known: list[str] | None) -> str:
    """What becomes of a field, by the marks of its values and of what each side saw of the other."""
    if ours == theirs:
        return SAME
    if known and theirs == known[0]:
        return KEEP
    is_untouched = ours == known[1] if known else ours == NOTHING
    if they_saw == ours or is_untouched:
        return TAKE
    return DIFFER


def merge(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], they_saw: Mapping[str, str], marks: Marks
) -> Merged:
    """What comes of all fields that the other side names."""
    found = Merged()
    for name, value in theirs.items():
        outcome = decide(mark(ours.get(name)), mark(value), they_saw.get(name), marks.get(name))
        if outcome == TAKE:
            found.taken[name] = value
        elif outcome == DIFFER:
            found.differing[name] = value
        elif outcome == SAME:
            found.agreed.append(name)
    return found
