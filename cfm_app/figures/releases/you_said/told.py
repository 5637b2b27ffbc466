"""A published answer in one language: on the public page, on a poster, read aloud."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.base import spoken_language
from cfm_app.figures.releases import sheet, states
from cfm_app.figures.releases.you_said import approval, entry

SHOWN = 12
WORDS_A_MINUTE = 110
"""How fast a text is read slowly enough to be followed over a megaphone or the radio."""


@dataclass(frozen=True)
class Line:
    """One topic."""

    you_said: str
    we_did: str


@dataclass(frozen=True)
class Told:
    """All of it in one language."""

    name: str
    title: str
    days: str
    place: str
    language: str
    lines: list[Line]

    @property
    def minutes(self) -> int:
        """How long it takes to read it aloud, at least one minute."""
        words = sum(
            len(text.split()) for line in self.lines for text in (line.you_said, line.we_did)
        )
        return max(1, round(words / WORDS_A_MINUTE))


def published(asked: Iterable[str]) -> list[Told]:
    """The newest that everybody may read, each in the first of some languages in which it is written."""
    names = frappe.get_all(
        entry.DOCTYPE,
        filters={"state": states.RELEASED},
        pluck="name",
        order_by="last_day desc, name desc",
        limit_page_length=SHOWN,
    )
    wanted = list(asked)
    found = (_first(frappe.get_doc(entry.DOCTYPE, name), wanted) for name in names)
    return [each for each in found if each]


def written_languages() -> set[str]:
    """The languages in which something is published."""
    published_ones = frappe.get_all(entry.DOCTYPE, filters={"state": states.RELEASED}, pluck="name")
    return set(
        frappe.get_all(
            "CFM You Said Text",
            filters={"parent": ["in", published_ones or [""]], "parenttype": entry.DOCTYPE},
            pluck="language",
            parent_doctype=entry.DOCTYPE,
            distinct=True,
        )
    )


def of(found: Any, language: str) -> Told:
    """One in a language: its topics that have words in it."""
    words = {text.topic: text for text in found.texts if text.language == language}
    lines = [
        Line(words[row.name].you_said or "", words[row.name].we_did or "")
        for row in found.topics
        if row.name in words
    ]
    place = _(
        found.location and frappe.db.get_value("CFM Location", found.location, "location_name")
    )
    return Told(found.name, found.title, sheet.days(found), place or "", language, lines)


def _first(found: Any, asked: list[str]) -> Told | None:
    whole = approval.languages(found)
    chosen = next(
        (each for each in (*asked, spoken_language.FALLBACK, *whole) if each in whole), ""
    )
    return of(found, chosen) if chosen else None
