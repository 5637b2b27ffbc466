"""A device is trusted at the log-in, asks the password alone, and is trusted no more; the app's own log-in as well."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import PASSWORD, Client, Server
from ..patterns import Patterns
from ..second_factor import Guest, Phone, demand, waive
from .visits import DESKTOP, PHONE, width_of

pytestmark = pytest.mark.embedded("an office of its own asks for a second factor")

OWN = "/cfm/my-sessions"
API = "cfm_app.api.second_factor"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("trust") / "office").start()
    try:
        yield server
    finally:
        server.stop()


def type_password(page: Page, user: str) -> None:
    page.goto("/login")
    page.locator("#usr").fill(user)
    page.locator("#pwd").fill(PASSWORD)
    page.locator("#login button[type=submit]").click()


def own_page(page: Page) -> None:
    page.goto(OWN)
    page.wait_for_selector("body[data-ready]", state="attached")


@pytest.mark.parametrize(
    ("size", "user"),
    [
        pytest.param(DESKTOP, "psea@demo.cfm", id="1280"),
        pytest.param(PHONE, "fraud@demo.cfm", id="390"),
    ],
)
def test_trusted_and_no_more(
    chromium: Browser, server: Server, size: dict[str, int], user: str
) -> None:
    waive(server)
    chief = Client(server.url, "Administrator", server.administrator_password())
    chief.change("User", user, simultaneous_sessions=5)
    chief.change("CFM Settings", "CFM Settings", trusted_handler_days=7)
    demand(server)
    guest = Guest(server, user)
    begun = guest.begin()
    phone = Phone(str(begun["verification"]["secret"]))  # type: ignore[index]
    guest.finish(begun["tmp_id"], phone.code())
    codes = guest.ready().call(f"{API}.make_recovery_codes")
    context = chromium.new_context(viewport=size, base_url=server.url, locale="fr-FR")  # type: ignore[arg-type]
    page = context.new_page()
    type_password(page, user)
    page.locator("#recovery").click()
    page.locator("#otp").fill(codes[0])
    page.get_by_label(re.compile("pendant 7 jours")).check()
    assert width_of(page) <= size["width"]
    with page.expect_navigation(url=re.compile("/(cfm|app)")):
        page.locator("#login button[type=submit]").click()
    own_page(page)
    expect(page.locator("#trusted li")).to_have_count(1)
    expect(page.locator("#trusted")).to_contain_text("Cet appareil")
    assert width_of(page) <= size["width"]
    # The next log-in asks the password alone, on the app's own page as well.
    leave(page, "/login")
    type_password(page, user)
    page.wait_for_url(re.compile("/(cfm|app)"))
    leave(page, "/cfm/log-in?_lang=fr")
    log_in_here(page, user)
    page.wait_for_url(re.compile("/cfm/(console|approvals)"))
    own_page(page)
    page.locator("#trusted").get_by_role("button", name="Ne plus lui faire confiance").click()
    expect(page.get_by_text("Vous ne faites confiance à aucun appareil.")).to_be_visible()
    # Then a code is asked for again; in Arabic, from right to left.
    leave(page, "/cfm/log-in?_lang=ar")
    log_in_here(page, user)
    page.locator("#code").fill(codes[1])
    page.locator("#trust").click()
    assert width_of(page) <= size["width"]
    page.locator("#own-log-in [type=submit]").click()
    page.wait_for_url(re.compile("/cfm/(console|approvals)"))
    own_page(page)
    expect(page.locator("#trusted li")).to_have_count(1)
    context.close()


def test_the_own_log_in_says_what_is_wrong(chromium: Browser, server: Server) -> None:
    """A wrong password, an unknown name, an account without codes, a handler who never logged in: no session ended."""
    demand(server)
    context = chromium.new_context(base_url=server.url, locale="fr-FR")
    # So does a bench name whoever is not logged in.
    context.add_cookies([{"name": "user_id", "value": "Guest", "url": server.url}])
    page = context.new_page()
    wrong = "Nom ou mot de passe faux. Vérifiez les majuscules et réessayez."
    for user, password, said in (
        ("aap@demo.cfm", "wrong", wrong),
        ("nobody@demo.cfm", "wrong", wrong),
        ("operator@demo.cfm", PASSWORD, "Personne ne vous demande de code"),
        ("protection@demo.cfm", PASSWORD, "Votre second facteur n'est pas encore installé."),
    ):
        page.goto("/cfm/log-in?_lang=fr")
        page.wait_for_selector("body[data-ready]", state="attached")
        page.locator("#usr").fill(user)
        page.locator("#pwd").fill(password)
        page.locator("#own-log-in [type=submit]").click()
        expect(page.locator("#own-log-in .result")).to_contain_text(said)
    context.close()


def leave(page: Page, then: str) -> None:
    """Log out as the browser that it is, and open a log-in."""
    page.context.clear_cookies(name="sid")
    page.goto(then)
    if then != "/login":
        page.wait_for_selector("body[data-ready]", state="attached")


def log_in_here(page: Page, user: str) -> None:
    page.locator("#usr").fill(user)
    page.locator("#pwd").fill(PASSWORD)
    page.locator("#own-log-in [type=submit]").click()
