"""The pages of long tasks while people go back and forth and the line fails: each shows what its address names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ..live import Server
from .interception import intercept
from .test_migration import export
from .visits import visit

IMPORT, MIGRATION = "/cfm/import", "/cfm/migration"
MANAGER = "manager@demo.cfm"
WORK_MS = 300_000
LOG = "Réf.;Date;Canal;Type;Lieu;Propos recueillis\n{0};03/02/2026;hotline;Question;Mamdi;Bonjour\n"
FIRST, SECOND = "premier.csv", "second.csv"


@pytest.fixture
def page(chromium: Browser, office: Server) -> Iterator[Page]:
    """The list of imports, with two that have begun."""
    with visit(chromium, office, MANAGER, IMPORT, locale="fr-FR") as opened:
        for name in (FIRST, SECOND):
            content = LOG.format(name).encode()
            opened.set_input_files("#file", {"name": name, "mimeType": "", "buffer": content})
            expect(opened.locator("#log-title")).to_have_text(name)
            opened.locator("#back").click()
            expect(opened.locator("#start")).to_be_visible()
        yield opened


class Held:
    """An answer of the server that does not come before it is let go."""

    def __init__(self, page: Page, method: str) -> None:
        self._page = page
        self._routes: list[Route] = []
        intercept(
            page, f"**/cfm_app.api.{method}*", lambda route: self._routes.append(route), times=1
        )

    def let_go(self) -> None:
        """Let it come, and wait until the page has taken it in."""
        [route] = self._routes
        url = route.request.url
        with self._page.expect_response(lambda answer: answer.url == url) as answered:
            route.continue_()
        answered.value.finished()
        # What the page asks because of it is on its way before this.
        self._page.evaluate("fetch('/api/method/ping').then((answer) => answer.text())")


def open_task(page: Page, name: str) -> None:
    page.locator("#imports [data-open]", has_text=name).first.click()


def shows(page: Page, name: str) -> None:
    expect(page.locator("#log-title")).to_have_text(name)
    expect(page.locator("#log")).to_be_visible()


def test_an_answer_that_comes_after_another_task_was_opened_changes_nothing(page: Page) -> None:
    held = Held(page, "exchange.layout")
    open_task(page, FIRST)
    open_task(page, SECOND)
    shows(page, SECOND)
    address = page.url
    held.let_go()
    shows(page, SECOND)
    assert page.url == address


def test_who_goes_back_before_a_task_is_there_stays_in_the_list(page: Page) -> None:
    open_task(page, FIRST)
    shows(page, FIRST)
    page.go_back()
    expect(page.locator("#start")).to_be_visible()
    held = Held(page, "exchange.layout")
    with page.expect_request("**/cfm_app.api.exchange.layout*"):
        page.go_forward()
    page.go_back()
    held.let_go()
    expect(page.locator("#log")).to_be_hidden()
    expect(page.locator("#start")).to_be_visible()


def test_what_was_begun_for_one_task_is_not_done_to_another(page: Page) -> None:
    open_task(page, FIRST)
    shows(page, FIRST)
    started: list[str] = []
    page.on("request", lambda asked: "exchange.start" in asked.url and started.append(asked.url))
    held = Held(page, "exchange.choose")
    page.get_by_role("button", name="Suite").click()
    page.locator("#back").click()
    open_task(page, SECOND)
    shows(page, SECOND)
    held.let_go()
    assert started == []


@pytest.mark.parametrize("other", [SECOND, ""])
def test_how_far_one_task_is_is_not_told_of_another(page: Page, other: str) -> None:
    open_task(page, FIRST)
    held = Held(page, "exchange.start")
    with page.expect_request("**/cfm_app.api.exchange.start*"):
        page.get_by_role("button", name="Suite").click()
    page.locator("#back").click()
    if other:
        open_task(page, other)
        shows(page, other)
    held.let_go()
    if other:
        expect(page.locator("#log-state")).to_be_hidden()
        expect(page.locator("#column-0")).to_be_visible()
    else:
        expect(page.locator("#start")).to_be_visible()


def test_what_another_tab_has_started_is_followed(page: Page) -> None:
    open_task(page, FIRST)
    shows(page, FIRST)

    def work(route: Route) -> None:
        answered = route.fetch()
        body: Any = answered.json()
        body["message"] |= {"is_under_way": True, "task": "Scan"}
        route.fulfill(response=answered, json=body)

    intercept(page, "**/cfm_app.api.exchange.start*", lambda route: route.abort())
    intercept(page, "**/cfm_app.api.exchange.state*", work, times=1)
    page.get_by_role("button", name="Suite").click()
    expect(page.get_by_role("button", name="Arrêter")).to_be_visible()


def test_an_address_of_a_task_that_is_gone_shows_the_list_and_says_why(page: Page) -> None:
    open_task(page, FIRST)
    shows(page, FIRST)
    page.evaluate("history.pushState({}, '', '?log=nowhere')")
    page.evaluate("history.pushState({}, '', '?')")
    page.go_back()
    expect(page.locator("#failure")).to_be_visible()
    expect(page.locator("#start")).to_be_visible()
    expect(page.locator("#log")).to_be_hidden()


def test_the_list_goes_on_after_the_line_was_lost(page: Page) -> None:
    asked = 0

    def answer(route: Route) -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            route.abort()
            return
        answered = route.fetch()
        body: Any = answered.json()
        if asked == 1:
            body["message"][0] |= {"is_under_way": True, "file_name": "en cours.csv"}
        route.fulfill(response=answered, json=body)

    intercept(page, "**/cfm_app.api.exchange.list_imports*", answer)
    open_task(page, FIRST)
    shows(page, FIRST)
    page.locator("#back").click()
    first = page.locator("#imports .line .name").first
    expect(first).to_have_text("en cours.csv")
    expect(first).to_have_text(SECOND)
    assert asked >= 3


def test_the_way_back_opens_in_a_tab_of_its_own_for_who_wants_one(page: Page) -> None:
    open_task(page, FIRST)
    shows(page, FIRST)
    with page.context.expect_page():
        page.locator("#back").click(modifiers=["ControlOrMeta"])
    shows(page, FIRST)


def test_a_line_that_is_lost_as_a_task_ends_does_not_hide_its_end(
    chromium: Browser, office: Server, tmp_path: Path
) -> None:
    content = export(tmp_path / "sugar", seed=7)
    with visit(chromium, office, MANAGER, MIGRATION, locale="fr-FR") as page:
        intercept(page, "**/cfm_app.api.migration.layout*", lambda route: route.abort(), times=1)
        page.set_input_files("#file", {"name": "s.zip", "mimeType": "", "buffer": content})
        expect(page.locator("#failure")).to_be_visible(timeout=WORK_MS)
        expect(page.locator("#column-0")).to_be_visible(timeout=WORK_MS)
        expect(page.locator("#failure")).to_be_hidden()
