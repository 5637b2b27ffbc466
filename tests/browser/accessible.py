"""What axe finds on a page. The answer holds the faults alone: listing what is well takes most of the time."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
_FAULTS = """axe.run({iframes: false, resultTypes: ['violations']}).then(({violations}) =>
    violations.map(({id, impact, nodes}) => ({rule: id, impact, html: nodes[0].html.slice(0, 160)})))"""


@dataclass(frozen=True)
class Fault:
    rule: str
    impact: str
    html: str
    """The beginning of the first element that has it."""


def faults(page: Page) -> list[Fault]:
    """All of a page as it stands, whatever their weight."""
    page.evaluate(AXE_SCRIPT)
    return [Fault(**each) for each in page.evaluate(_FAULTS)]


def serious(page: Page) -> list[Fault]:
    """Those that keep somebody from using the page."""
    return [each for each in faults(page) if each.impact in SERIOUS]
