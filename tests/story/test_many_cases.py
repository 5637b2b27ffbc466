"""With ten times the cases, what is asked most takes hardly longer.

How often texts are compared stands for the time: it is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest

from benchmarks.figures import USER, fill
from cfm_app.cases.search import global_search
from cfm_app.figures import breakdowns, performance
from cfm_app.figures.period import Period
from frappe_embedded.kernel.db.collation import COLLATION, collate
from tests.patterns import Patterns

pytestmark = pytest.mark.embedded("compares in Python")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Path:
    """A demo office of its own: its cases are multiplied."""
    return patterns.office(tmp_path_factory.mktemp("many") / "office").site


@pytest.fixture
def compared(site: Path) -> Iterator[Callable[[Callable[[], Any]], int]]:
    """How many comparisons something takes that a manager asks, the second time."""

    def of(ask: Callable[[], Any]) -> int:
        calls = 0

        def counted(left: str, right: str) -> int:
            nonlocal calls
            calls += 1
            return collate(left, right)

        frappe.init(site=site.name, sites_path=str(site.parent))
        frappe.connect()
        try:
            frappe.set_user(USER)
            ask()
            frappe.db._open().create_collation(COLLATION, counted)
            calls = 0
            ask()
            return calls
        finally:
            frappe.db._open().create_collation(COLLATION, collate)
            frappe.destroy()

    yield of


def referrals() -> None:
    frappe.get_list("Referral", fields=["name", "workflow_state"], limit_page_length=20)


def cases() -> None:
    frappe.get_list("Case", fields=["name", "category"], limit_page_length=20)


def by_number() -> None:
    global_search.search("CFM-2026-00007")


def dashboard() -> None:
    period = Period.of()
    for count in (performance.figures, breakdowns.by_category, breakdowns.by_province):
        count(period)
    breakdowns.trends()


def test_with_ten_times_the_cases(site: Path, compared: Callable[[Callable[[], Any]], int]) -> None:
    lists = (referrals, cases, by_number)
    few = [compared(ask) for ask in lists]
    fill(site, 3000)
    for ask, before in zip(lists, few, strict=True):
        assert compared(ask) <= 2 * before + 20, ask.__name__
    assert compared(dashboard) < 3 * 3000, "the dashboard compares the text of each case"
