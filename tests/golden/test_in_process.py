"""The engine behaves as a Frappe 15.44.2 site, sub-case by sub-case, but where a reason is listed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import frappe
import pytest
import time_machine

from frappe_embedded.site.install import install_app

from ..patterns import Patterns
from . import compare

# A date without a day, such as "2024", is completed from today: so today is the day of the recording.
RECORDED_ON = datetime(2026, 11, 24, 9, 0, tzinfo=timezone.utc)
APP = Path(__file__).resolve().parent / "app" / "golden_app"


@pytest.fixture
def golden_site(tmp_path: Path, patterns: Patterns) -> Iterator[Path]:
    """A fresh site with the golden app: other records would show through in lists and counts."""
    sys.path.insert(0, str(APP))
    patterns.bare(tmp_path / "golden")
    frappe.init(site="golden", sites_path=str(tmp_path))
    frappe.connect()
    try:
        install_app("golden_app")
        yield tmp_path
    finally:
        frappe.destroy()
        sys.path.remove(str(APP))


@pytest.mark.parametrize("name", compare.names())
def test_scenario_equals_the_recording(name: str, golden_site: Path) -> None:
    frappe.set_user("Administrator")
    frappe.local.lang = "en"
    with time_machine.travel(RECORDED_ON):
        found = compare.load(name).run()
    outcome = compare.compare(name, found)
    shown = [f"{key}: {'; '.join(lines)}" for key, lines in outcome.different.items()]
    assert not outcome.different, "\n".join([f"{len(shown)} sub-cases differ:", *shown[:40]])
    assert not outcome.stale, f"listed as different, but equal: {outcome.stale}"
