"""Passkeys in the browser, by Chromium's own virtual authenticator: added, named, used at each place, removed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from ..live import PASSWORD, Client, Server
from ..patterns import Patterns
from ..second_factor import Guest, Phone, demand, waive
from .visits import DESKTOP, PHONE, width_of

pytestmark = pytest.mark.embedded("an office of its own asks for a second factor")

OWN = "/cfm/my-sessions"
API = "cfm_app.api.second_factor"
USE = "Utiliser une clé d'accès"
SIZES = [
    pytest.param(DESKTOP, "psea@demo.cfm", id="1280"),
    pytest.param(PHONE, "fraud@demo.cfm", id="390"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("passkeys") / "office")
    config = server.site / "site_config.json"
    known = json.loads(config.read_text(encoding="utf-8"))
    known["host_name"] = address_of(server)
    config.write_text(json.dumps(known), encoding="utf-8")
    server.start()
    try:
        yield server
    finally:
        server.stop()


def address_of(server: Server) -> str:
    """Browsers use passkeys by name alone."""
    return f"http://localhost:{server.port}"


class Finger:
    """What the browser takes for the device's own authenticator, and its person's finger."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "isUserVerified": True}
        options |= {"hasResidentKey": True, "hasUserVerification": True}
        options["automaticPresenceSimulation"] = True
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.number = made["authenticatorId"]

    def fits(self, verified: bool) -> None:
        given = {"authenticatorId": self.number, "isUserVerified": verified}
        self.session.send("WebAuthn.setUserVerified", given)


def set_up(server: Server, user: str) -> list[str]:
    """An app on the phone of a user, and recovery codes."""
    waive(server)
    chief = Client(server.url, "Administrator", server.administrator_password())
    chief.change("User", user, simultaneous_sessions=9)
    demand(server)
    guest = Guest(server, user)
    begun = guest.begin()
    phone = Phone(str(begun["verification"]["secret"]))  # type: ignore[index]
    guest.finish(begun["tmp_id"], phone.code())
    codes = guest.ready().call(f"{API}.make_recovery_codes")
    assert isinstance(codes, list)
    return codes


@contextmanager
def window(chromium: Browser, server: Server, size: dict[str, int]) -> Iterator[Page]:
    context = chromium.new_context(
        viewport=size,  # type: ignore[arg-type]
        base_url=address_of(server),
        locale="fr-FR",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def type_password(page: Page, user: str) -> None:
    page.context.clear_cookies()
    page.goto("/login")
    page.locator("#usr").fill(user)
    page.locator("#pwd").fill(PASSWORD)
    page.locator("#login button[type=submit]").click()


def own_page(page: Page) -> None:
    page.goto(OWN)
    page.wait_for_selector("body[data-ready]", state="attached")


def add(page: Page, name: str) -> None:
    own_page(page)
    page.get_by_label("Nom de la nouvelle clé d'accès").fill(name)
    page.get_by_role("button", name="Ajouter une clé d'accès").click()
    expect(page.locator("#passkeys li")).to_contain_text(name)


@pytest.mark.parametrize(("size", "user"), SIZES)
def test_added_used_at_the_log_in_and_removed(
    chromium: Browser, server: Server, size: dict[str, int], user: str
) -> None:
    codes = set_up(server, user)
    with window(chromium, server, size) as page:
        finger = Finger(page)
        type_password(page, user)
        page.locator("#recovery").click()
        expect(page.locator("#login-passkey")).to_be_hidden()
        page.locator("#otp").fill(codes[0])
        with page.expect_navigation(url=re.compile("/(cfm|app)")):
            page.locator("#login button[type=submit]").click()
        add(page, "Mon portable")
        assert width_of(page) <= size["width"]
        # A finger that is not theirs opens nothing; theirs does.
        type_password(page, user)
        finger.fits(False)
        page.get_by_role("button", name=USE).click()
        expect(page.get_by_role("alert")).to_contain_text("Aucune clé d'accès")
        assert width_of(page) <= size["width"]
        finger.fits(True)
        page.get_by_role("button", name=USE).click()
        page.wait_for_url(re.compile("/(cfm|app)(/|$|\\?)"))
        # So it does on the app's own page; in Arabic, from right to left.
        page.context.clear_cookies()
        page.goto("/cfm/log-in?_lang=ar")
        page.wait_for_selector("body[data-ready]", state="attached")
        page.locator("#usr").fill(user)
        page.locator("#pwd").fill(PASSWORD)
        page.locator("#own-log-in [type=submit]").click()
        page.locator("#passkey").wait_for()
        assert width_of(page) <= size["width"]
        page.locator("#passkey").click()
        page.wait_for_url(re.compile("/cfm/(console|approvals)"))
        # The log-in was as good as a code: it is removed at once.
        page.goto(f"{OWN}?_lang=fr")
        page.wait_for_selector("body[data-ready]", state="attached")
        page.locator("#passkeys [data-do=removePasskey]").click()
        expect(page.locator("#passkeys li")).to_have_count(0)
        type_password(page, user)
        page.locator("#otp").wait_for()
        expect(page.locator("#login-passkey")).to_be_hidden()


@pytest.mark.parametrize(
    ("size", "user"),
    [
        pytest.param(DESKTOP, "protection@demo.cfm", id="1280"),
        pytest.param(PHONE, "dataprotection@demo.cfm", id="390"),
    ],
)
def test_asked_within_a_session(
    chromium: Browser, server: Server, size: dict[str, int], user: str
) -> None:
    """A dialog of the pages, one of the desk and the page for a code: what was asked for is done."""
    waive(server)
    chief = Client(server.url, "Administrator", server.administrator_password())
    held = chief.get("User", user)["roles"]
    chief.change("User", user, roles=[*held, {"role": "CFM Manager"}])
    codes = set_up(server, user)
    with window(chromium, server, size) as page:
        Finger(page)
        type_password(page, user)
        page.locator("#recovery").click()
        page.locator("#otp").fill(codes[0])
        with page.expect_navigation(url=re.compile("/(cfm|app)")):
            page.locator("#login button[type=submit]").click()
        add(page, "Clé de sécurité")
        # Sessions that were begun before the office asked have given no code.
        begun_before(page, server, user)
        own_page(page)
        page.get_by_role("button", name="Créer de nouveaux codes").click()
        assert width_of(page) <= size["width"]
        page.get_by_role("dialog").get_by_role("button", name=USE).click()
        expect(page.locator("#code-list li")).to_have_count(10)
        begun_before(page, server, user)
        page.goto("/app/cfm-settings")
        page.wait_for_selector("#main[data-started]", state="attached")
        alone = page.get_by_label("Une personne décide seule", exact=True)
        alone.set_checked(not alone.is_checked())
        page.keyboard.press("Control+s")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Confirmez que c'est bien vous")
        assert width_of(page) <= size["width"]
        dialog.get_by_role("button", name=USE).click()
        expect(dialog.filter(has_text="Confirmez que c'est bien vous")).to_have_count(0)
        begun_before(page, server, user)
        page.goto("/app/sensitive-report")
        page.get_by_role("button", name=USE).click()
        page.wait_for_url("**/app/sensitive-report")
        # A locked page takes it as well, after the password.
        own_page(page)
        # What locks the page is there from the first key on.
        page.keyboard.press("Shift")
        page.wait_for_selector("html[data-locks]", state="attached")
        page.keyboard.press("Control+Shift+L")
        page.locator("#session-lock [name=pwd]").fill(PASSWORD)
        page.locator("#session-lock [type=submit]").click()
        page.locator("#session-lock").get_by_role("button", name=USE).wait_for()
        assert width_of(page) <= size["width"]
        page.locator("#session-lock").get_by_role("button", name=USE).click()
        expect(page.locator("#session-lock")).to_have_count(0)


def begun_before(page: Page, server: Server, user: str) -> None:
    """Another session of the same window, begun while nobody was asked for a code."""
    waive(server)
    type_password(page, user)
    page.wait_for_url(re.compile("/(cfm|app)(/|$|\\?)"))
    demand(server)
