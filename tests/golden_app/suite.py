"""What the scenarios of the app add to those of the engine: series, and moments that lie ahead."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

from tests.golden_http.compare import Suite
from tests.golden_http.harness import Normaliser

FOLDER = Path(__file__).resolve().parent
# The moments that the app computes from now: time limits, days on which somebody is called again.
AHEAD_DAYS = 400
SERIES = re.compile(r"\b(CFM|REF|CON|PER|SEN|IMP)-\d{4}-\d{5,}\b")
# As the office writes a day, or a moment.
WRITTEN = re.compile(r"\b(\d\d)-(\d\d)-(\d{4})(?: \d\d:\d\d(?::\d\d)?)?(?!\d)")
# Drawn by chance for each case.
STATUS_CODE = re.compile(r"\b[2-9A-Y]{3}(?:-[2-9A-Y]{3}){2}\b")
PRINTED = '<div class="cfm-print"'


class OfficeNormaliser(Normaliser):  # type: ignore[misc]
    """Replaces numbers of a series by what a scenario calls the document, or by their turn in it.

    So a case more in one topic changes no answer of another. Moments from yesterday to the end of
    the longest time limit read as now, because weekends and holidays shift them.
    """

    def __init__(self, world: Any) -> None:
        super().__init__(world)
        self.days |= {str(self.today + datetime.timedelta(days=n)) for n in range(AHEAD_DAYS)}
        self.turns: dict[str, int] = {}

    def text(self, text: str) -> str:
        text = WRITTEN.sub(self._moment, SERIES.sub(self._label, text))
        text = STATUS_CODE.sub("<status code>", text)
        return str(super().text(text))

    def _moment(self, found: re.Match[str]) -> str:
        day, month, year = found.group(1, 2, 3)
        return "<now>" if f"{year}-{month}-{day}" in self.days else found[0]

    def value(self, value: Any, key: str | None = None) -> Any:
        """Documents that are packed in a text are unpacked; printed pages are told line by line."""
        if isinstance(value, str):
            if value[:2] == '{"' and isinstance(packed := _unpacked(value), dict):
                return super().value(packed, key)
            if PRINTED in value:
                return [self.text(line) for line in _lines(value)]
        return super().value(value, key)

    def _label(self, found: re.Match[str]) -> str:
        name = found[0]
        called = next((key for key, value in self.world.var.items() if value == name), None)
        if called is None:
            same = [each for each in self.turns if each.startswith(found[1])]
            called = str(self.turns.setdefault(name, len(same) + 1))
        return f"<{found[1]} {called}>"


def _unpacked(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _lines(page: str) -> list[str]:
    """The lines of a page that hold something; how many blanks there are does not show in print."""
    rows = page.replace("</tr><tr>", "</tr>\n<tr>").split("\n")
    return [line for each in rows if (line := " ".join(each.split()))]


SUITE = Suite(str(FOLDER), OfficeNormaliser)
