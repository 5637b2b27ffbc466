"""A language as the screens speak it, and who works in it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import cfm_app

FRENCH, ARABIC = "fr", "ar"
OPERATOR = "operator@demo.cfm"
OPERATORS = {FRENCH: OPERATOR, ARABIC: "operator.ar@demo.cfm"}
"""Who works in which language."""

YES_AND_NO = {FRENCH: ("o", "n"), ARABIC: ("ن", "ل")}


class Tongue:
    """Says what an English text of the app is called on screens in a language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.direction = "rtl" if code == ARABIC else "ltr"
        self.yes, self.no = YES_AND_NO[code]

    def __call__(self, text: str, *values: object) -> str:
        return catalogue(self.code)[text].format(*values)


@cache
def catalogue(code: str) -> dict[str, str]:
    """The translations of the app into a language."""
    folder = Path(cfm_app.__file__).parent / "translations"
    with (folder / f"{code}.csv").open(encoding="utf-8", newline="") as lines:
        return {row[0]: row[1] for row in csv.reader(lines) if row}
