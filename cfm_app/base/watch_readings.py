"""What each part says of itself: hook ``watch_readings``, functions without arguments that give readings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import frappe

WELL, DOUBTFUL, FAILED = "Well", "Doubtful", "Failed"
STATES = (FAILED, DOUBTFUL, WELL)
"""The worst first."""


@dataclass(frozen=True)
class Reading:
    """How one part does. It holds no content and no address of a person.

    `part` says what it is, and is all that monitors read. `name` is what people read, in English or as
    the office typed it: whoever shows it translates it. `advice` is one sentence in the language of the
    reader, about what to do; empty where all is well. `seconds` and `count` are figures, if there are any.
    """

    part: str
    name: str
    state: str = WELL
    advice: str = ""
    since: datetime | None = None
    seconds: int | None = None
    count: int | None = None
    doctype: str = ""
    document: str = ""
    """The record to open."""

    @property
    def key(self) -> str:
        """What tells it from other readings, in whatever language they are."""
        return f"{self.part}: {self.name}"


def readings() -> list[Reading]:
    """All readings, the worst first."""
    found: list[Reading] = []
    for path in frappe.get_hooks("watch_readings"):
        found += frappe.get_attr(path)()
    return sorted(found, key=lambda each: STATES.index(each.state))


def worst(found: Iterable[Reading]) -> str:
    """The worst state among readings."""
    return min((each.state for each in found), key=STATES.index, default=WELL)
