"""A clock that is doubted: every page says so, nobody else is asked, and data protection confirms the date."""

from __future__ import annotations

import json
import time

import pytest
from playwright.sync_api import Browser, expect

from cfm_app.base.clock import KEY
from cfm_app.data_protection.personal_data.retention_limit import STATE

from .. import passing_time
from ..live import Server
from .visits import DESKTOP, PHONE, visit, width_of

GUARDIAN, OPERATOR = "dataprotection@demo.cfm", "operator@demo.cfm"
MANAGER = "manager@demo.cfm"
MONTHS = 60 * 86400


def doubt(office: Server) -> None:
    """The machine was started with a clock that shows another month than the one that was believed last."""
    mark = {"moment": time.time() - MONTHS, "uptime": 0.0, "start": "another"}
    told = json.dumps({"believed": mark, "doubted": None})
    found = "update `tabDefaultValue` set defvalue = %s where defkey = %s"
    passing_time.write(office, (found, (told, KEY)))


def much(office: Server) -> None:
    """In the last night more was ripe than goes at once."""
    told = json.dumps({"ripe": 412})
    gone = "delete from `tabDefaultValue` where defkey = %s"
    found = (
        "insert into `tabDefaultValue` (name, parent, parenttype, defkey, defvalue)"
        " values ('much', '__global', '__default', %s, %s)"
    )
    passing_time.write(office, (gone, (STATE,)), (found, (STATE, told)))


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "fr"), (PHONE, "fr"), (PHONE, "ar")])
def test_much_at_once_is_confirmed_by_data_protection(
    chromium: Browser, own_office: Server, size: dict[str, int], language: str
) -> None:
    much(own_office)
    with visit(chromium, own_office, MANAGER, f"/cfm/retention?_lang={language}", size) as page:
        expect(page.locator("section[aria-labelledby=h-much]")).to_contain_text("412")
        expect(page.locator("section[aria-labelledby=h-much] button")).to_have_count(0)
    with visit(chromium, own_office, GUARDIAN, f"/cfm/retention?_lang={language}", size) as page:
        assert width_of(page) <= size["width"]
        with page.expect_navigation():
            page.locator("section[aria-labelledby=h-much] button").click()
        expect(page.locator("section[aria-labelledby=h-much]")).to_have_count(0)


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "fr"), (PHONE, "fr"), (PHONE, "ar")])
def test_it_is_told_everywhere_and_confirmed_by_data_protection(
    chromium: Browser, own_office: Server, size: dict[str, int], language: str
) -> None:
    doubt(own_office)
    with visit(chromium, own_office, OPERATOR, f"/cfm/new-case?_lang={language}", size) as page:
        expect(page.locator("main > .alert.red")).to_have_count(1)
        expect(page.locator("main > .alert.red a")).to_have_count(0)
        assert width_of(page) <= size["width"]
        page.goto("/app")
        expect(page.locator(".alert-red.banner")).to_have_count(1)
        assert width_of(page) <= size["width"]
    with visit(chromium, own_office, GUARDIAN, f"/cfm/retention?_lang={language}", size) as page:
        page.locator("main > .alert.red a").click()
        expect(page.locator("section[aria-labelledby=h-clock] button")).to_be_visible()
        assert width_of(page) <= size["width"]
        with page.expect_navigation():
            page.locator("section[aria-labelledby=h-clock] button").click()
        expect(page.locator("main > .alert.red")).to_have_count(0)
        expect(page.locator("section[aria-labelledby=h-clock]")).to_have_count(0)
        page.goto("/cfm/retention")
        expect(page.locator("main > .alert.red")).to_have_count(0)
