"""A page that nobody uses covers itself, keeps what was typed, and opens by the password: the app and the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ..live import PASSWORD, Client, Server
from ..patterns import Patterns
from ..second_factor import Guest, Phone, demand, waive
from .accessible import faults
from .visits import DESKTOP, PHONE, visit, width_of

pytestmark = pytest.mark.embedded("an office of its own sets the time")

OPERATOR = "operator@demo.cfm"
NEW_CASE = "/cfm/new-case"
TYPED = "Zibeline derrière le marché"
SETTINGS = "/api/resource/CFM Settings/CFM Settings"
# What a screen reader would read, by what is left visible: names and texts of all elements.
READABLE = """() => {
  const isSeen = (each) => each.checkVisibility({ visibilityProperty: true });
  const seen = [...document.body.querySelectorAll('*')].filter(isSeen);
  const texts = seen.flatMap((each) => [...each.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE));
  return [document.title, ...seen.map(({ value }) => value || ''), ...texts.map(({ data }) => data)].join(' ');
}"""
# A page asks while it does not know that its session is locked.
ASKED = """async () => {
  const version = new URL(document.querySelector('script[src*="/menu.js"]').src).search;
  const { call } = await import(`/assets/cfm_app/js/core.js${version}`);
  window.told = call('bell.look');
}"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("idle") / "office").start()
    try:
        chief = Client(server.url, "Administrator", server.administrator_password())
        chief.ok("PUT", SETTINGS, json={"idle_minutes": 15})
        for user in (OPERATOR, "operator.ar@demo.cfm", "psea@demo.cfm"):
            chief.change("User", user, simultaneous_sessions=5)
        yield server
    finally:
        server.stop()


def sit(page: Page) -> None:
    """The clock of the browser is that of the test from now on."""
    page.clock.install()


def stir(page: Page) -> None:
    """Somebody presses a key: what locks the page is there from then on."""
    page.keyboard.press("Shift")
    page.wait_for_selector("html[data-locks]", state="attached")


def leave_for(page: Page, minutes: int) -> None:
    page.clock.fast_forward(minutes * 60_000)


def unlock(page: Page, password: str = PASSWORD) -> None:
    page.locator("#session-lock [name=pwd]").fill(password)
    page.locator("#session-lock button.first").click()


def lock_screen(page: Page) -> None:
    """It covers everything, and nothing behind it can be read or reached."""
    expect(page.locator("#session-lock")).to_be_visible()
    box = page.locator("#session-lock").bounding_box()
    size = page.viewport_size
    assert box and size and (box["width"], box["height"]) == (size["width"], size["height"])
    told = str(page.evaluate(READABLE))
    assert TYPED not in told and "CFM-20" not in told, told
    assert TYPED not in str(page.locator("body").aria_snapshot())


@pytest.mark.parametrize(
    ("size", "language", "user", "title"),
    [
        (DESKTOP, "fr", OPERATOR, "Verrouillé"),
        (PHONE, "ar", "operator.ar@demo.cfm", "مقفل"),
    ],
    ids=["1280-fr", "390-ar"],
)
def test_a_form_is_covered_and_goes_on_as_it_was(
    chromium: Browser, office: Server, size: dict[str, int], language: str, user: str, title: str
) -> None:
    with visit(chromium, office, user, f"{NEW_CASE}?_lang={language}", size, prepare=sit) as page:
        page.locator("#description").fill(TYPED)
        stir(page)
        leave_for(page, 14)
        expect(page.locator("#session-lock")).to_have_count(0)
        page.locator("#description").press("End")
        leave_for(page, 14)
        expect(page.locator("#session-lock")).to_have_count(0)
        leave_for(page, 2)
        lock_screen(page)
        assert width_of(page) <= size["width"]
        assert page.title() == title
        assert faults(page) == []
        # Neither a key of the page nor Escape leads past it.
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        lock_screen(page)
        answer = page.context.request.get("/api/method/cfm_app.api.bell.look")
        assert answer.status == 423 and answer.json()["exc_type"] == "SessionLockedError"
        unlock(page, "wrong")
        expect(page.locator("#session-lock .problem")).to_be_visible()
        unlock(page)
        expect(page.locator("#session-lock")).to_have_count(0)
        expect(page.locator("#description")).to_have_value(TYPED)
        expect(page.locator("#description")).to_be_focused()
        assert page.title() != title
        assert page.context.request.get("/api/method/cfm_app.api.bell.look").ok


def tabs(context: BrowserContext, *paths: str) -> list[Page]:
    found = []
    for path in paths:
        page = context.new_page()
        page.goto(path)
        page.wait_for_load_state("load")
        stir(page)
        found.append(page)
    return found


def test_all_tabs_agree_and_the_desk_is_one_of_them(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        page.locator("#description").fill(TYPED)
        stir(page)
        desk, other = tabs(page.context, "/app/community-member/new", "/cfm/console")
        field = desk.locator("main input[type=text]:visible").first.get_attribute("id")
        desk.locator(f"#{field}").fill(TYPED)
        # The desk by its menu; all others with it.
        desk.locator("#user-menu summary").click()
        desk.locator("[data-lock-now]").click()
        for each in (desk, page, other):
            lock_screen(each)
        unlock(page)
        for each in (desk, page, other):
            expect(each.locator("#session-lock")).to_have_count(0)
        expect(desk.locator(f"#{field}")).to_have_value(TYPED)
        # By a key; a page that is loaded anew shows nothing either, and leads on.
        other.bring_to_front()
        other.keyboard.press("Control+Shift+L")
        lock_screen(other)
        other.goto("/cfm/console")
        other.wait_for_url(re.compile("/cfm/locked"))
        lock_screen(other)
        unlock(other)
        other.wait_for_url(re.compile("/cfm/console"))
        expect(page.locator("#session-lock")).to_have_count(0)
        expect(page.locator("#description")).to_have_value(TYPED)


def test_what_is_saved_while_the_server_has_locked_waits_for_the_password(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/improve") as page:
        stir(page)
        # Locked from elsewhere, and this page has not heard of it.
        token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
        locked = page.context.request.post(
            "/api/method/cfm_app.api.idle.lock", headers={"X-Frappe-CSRF-Token": token}
        )
        assert locked.ok
        page.evaluate(ASKED)
        lock_screen(page)
        unlock(page)
        expect(page.locator("#session-lock")).to_have_count(0)
        assert page.evaluate("window.told.then((found) => typeof found.unread)") == "number"


def test_whoever_logs_in_with_an_app_gives_a_code_as_well(
    chromium: Browser, office: Server
) -> None:
    user = "psea@demo.cfm"
    try:
        demand(office)
        guest = Guest(office, user)
        begun = guest.begin()
        phone = Phone(str(begun["verification"]["secret"]))  # type: ignore[index]
        assert guest.finish(begun["tmp_id"], phone.code()).ok
        client = guest.client
        context = chromium.new_context(viewport=DESKTOP, base_url=office.url, locale="fr-FR")  # type: ignore[arg-type]
        context.add_cookies(
            [{"name": "sid", "value": client.http.cookies["sid"], "url": office.url}]
        )
        page = context.new_page()
        page.goto("/cfm/console")
        page.wait_for_selector("body[data-ready]", state="attached")
        stir(page)
        page.keyboard.press("Control+Shift+L")
        unlock(page)
        code = page.locator("#session-lock [name=code]")
        expect(code).to_be_visible()
        code.fill(phone.code())
        unlock(page)
        expect(page.locator("#session-lock")).to_have_count(0)
        context.close()
    finally:
        waive(office)
