"""Each role finds on the desk of a bench no word of English, no door that refuses, nothing broken or cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from ...leaks.cast import administrator
from ...live import Server
from .walk import LANGUAGES, ROLES, SIZES, speaking, walk


@pytest.fixture(scope="module", params=[(role, lang) for role in ROLES for lang in LANGUAGES])
def speaker(request: pytest.FixtureRequest, office: Server) -> Iterator[tuple[str, str]]:
    """Somebody of a role, and the language in which the desk speaks to them."""
    role, language = request.param
    with speaking(administrator(office), ROLES[role], language):
        yield ROLES[role], language


@pytest.mark.parametrize("width", SIZES)
def test_the_desk(chromium: Browser, office: Server, speaker: tuple[str, str], width: str) -> None:
    user, language = speaker
    report = walk(chromium, office.url, user, language, width)
    print(report)
    assert report.screens > 20
    assert (report.english, report.refused, report.broken, report.wide) == ({}, [], [], [])
