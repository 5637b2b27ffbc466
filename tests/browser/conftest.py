"""A real browser for all tests that look at pages; skips, and says why, where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ..live import Running, Server
from ..patterns import Patterns
from .chromium import OPTIONS, PATIENCE_MS, find_chromium
from .mail_office import MailOffice, serving_mail_office

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = find_chromium()
    if path is None:
        pytest.skip("No Chromium found in PATH; set CHROMIUM to its path to run the browser tests")
    with playwright.sync_playwright() as running:
        playwright.expect.set_options(timeout=PATIENCE_MS)
        browser = running.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def own_office(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns
) -> Iterator[Server | Running]:
    """The demo office as it was made: cases of other tests would count where cases are counted.

    One that runs already is taken as it is.
    """
    with patterns.running_office(tmp_path_factory.mktemp("own")) as running:
        yield running


@pytest.fixture(scope="module")
def mail_office(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns
) -> Iterator[MailOffice]:
    """An office that people write to by mail, with servers of its own for what comes and goes."""
    with serving_mail_office(tmp_path_factory, patterns) as found:
        yield found
