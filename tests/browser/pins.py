"""PINs that somebody would try first, and what the page that takes them says of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Browser
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from ..architecture.imports import ROOT

SCRIPTS = ROOT / "cfm_app" / "public" / "js"
SPELLINGS = ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d.%m.%y")
FIRST, LAST = date(1940, 1, 1), date(2015, 12, 31)
COMMONEST = 10_000


@dataclass(frozen=True)
class Limits:
    """What the page asks of a PIN, as its script says it."""

    fewest_signs: int
    fewest_guesses: float


def limits() -> Limits:
    source = (SCRIPTS / "field_pin.js").read_text("utf-8")
    found = {name: float(value) for name, value in re.findall(r"(FEWEST_\w+) = ([\de]+);", source)}
    return Limits(int(found["FEWEST_SIGNS"]), found["FEWEST_GUESSES"])


def commonest() -> list[str]:
    """The commonest passwords, the first first."""
    return list(FREQUENCY_LISTS["passwords"])[:COMMONEST]


def birth_dates(every: int = 1) -> Iterator[str]:
    """Dates on which people who work today were born, in the ways in which they write them."""
    for day in range(0, (LAST - FIRST).days, every):
        moment = FIRST + timedelta(days=day)
        yield from (moment.strftime(each) for each in SPELLINGS)


def guesses(chromium: Browser, pins: Iterable[str]) -> dict[str, float]:
    """How many tries find each, as the page reckons."""
    asked = list(dict.fromkeys(pins))
    source = (SCRIPTS / "zxcvbn.js").read_text("utf-8")
    script = source.replace("export const { zxcvbn } =", "globalThis.lists =", 1)
    page = chromium.new_page()
    try:
        page.add_script_tag(content=script)
        found = page.evaluate("(pins) => pins.map((pin) => lists.zxcvbn.check(pin).guesses)", asked)
        return dict(zip(asked, found, strict=True))
    finally:
        page.close()
