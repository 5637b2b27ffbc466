"""From the first log-in with a second factor to a lost phone, in the browser: set-up, codes, step-up, devices."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import PASSWORD, Client, Server
from ..patterns import Patterns
from ..second_factor import Phone, demand, waive
from .visits import DESKTOP, PHONE, visit, width_of

pytestmark = pytest.mark.embedded("an office of its own asks for a second factor")

OPERATOR = "operator@demo.cfm"
TOLD = "Zibeline derrière le marché"
HANDLERS = [
    pytest.param(DESKTOP, "psea@demo.cfm", "Exploitation ou abus sexuel", id="1280"),
    pytest.param(PHONE, "fraud@demo.cfm", "Taxe illégale sur l'assistance", id="390"),
]
OWN = "/cfm/my-sessions"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("factor") / "office").start()
    try:
        yield server
    finally:
        server.stop()


def log_in(page: Page, user: str) -> None:
    """Up to the second step."""
    page.goto("/login")
    page.locator("#usr").fill(user)
    page.locator("#pwd").fill(PASSWORD)
    page.locator("#login button[type=submit]").click()
    page.locator("#otp").wait_for()


def finish(page: Page, code: str) -> None:
    page.locator("#otp").fill(code)
    with page.expect_navigation(url=re.compile("/(cfm|app)")):
        page.locator("#login button[type=submit]").click()


@pytest.mark.parametrize(("size", "user", "category"), HANDLERS)
def test_set_up_lost_phone_and_fresh_code(
    chromium: Browser, server: Server, size: dict[str, int], user: str, category: str
) -> None:
    waive(server)
    # No log-in ends another session.
    chief = Client(server.url, "Administrator", server.administrator_password())
    chief.change("User", user, simultaneous_sessions=5)
    case = Client(server.url, OPERATOR).create("Case", category=category, description=TOLD)
    address = f"/cfm/case?name={case['name']}"
    with visit(chromium, server, user, OWN, size) as asked_later:
        demand(server)
        context = chromium.new_context(viewport=size, base_url=server.url)  # type: ignore[arg-type]
        page = context.new_page()
        # The first log-in sets the app up; the pages say what is missing, and where it is made.
        log_in(page, user)
        phone = Phone(page.locator("#login-secret").inner_text())
        finish(page, phone.code())
        page.goto("/cfm/console")
        page.get_by_role("link", name="Créer des codes de secours").click()
        page.wait_for_selector("body[data-ready]", state="attached")
        page.get_by_role("button", name="Créer des codes de secours").click()
        expect(page.locator("#code-list li")).to_have_count(10)
        codes = page.locator("#code-list li").all_inner_texts()
        assert width_of(page) <= size["width"]
        page.get_by_role("button", name="Je les ai gardés").click()
        expect(page.locator("#codes .left")).to_contain_text("10 codes")
        expect(page.locator("#code-list li")).to_have_count(0)
        context.close()
        # The phone is lost.
        context = chromium.new_context(viewport=size, base_url=server.url)  # type: ignore[arg-type]
        page = context.new_page()
        log_in(page, user)
        page.locator("#recovery").click()
        finish(page, codes[0].lower())
        page.goto(address)
        expect(page.locator("main")).to_contain_text(TOLD)
        page.goto(OWN)
        expect(page.locator("#codes .left")).to_contain_text("9 codes")
        context.close()
        # The same on the page for engines whose log-in takes no recovery code.
        context = chromium.new_context(viewport=size, base_url=server.url)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto("/cfm/recovery?_lang=fr")
        page.get_by_label("E-mail ou nom d'utilisateur").fill(user)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_label("Code de secours").fill(codes[2])
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url(re.compile("/cfm/(console|approvals)"))
        context.close()
        # Who was logged in before the office asked gives a code first, and is led on to the report.
        give_code(asked_later, address, codes[1])


def test_the_page_for_a_lost_phone(chromium: Browser, server: Server) -> None:
    """For engines whose log-in takes no recovery code: open to everybody, at the width of a phone."""
    waive(server)
    user = "gender@demo.cfm"
    context = chromium.new_context(viewport=PHONE, base_url=server.url)  # type: ignore[arg-type]
    page = context.new_page()
    for language in ("fr", "ar"):
        page.goto(f"/cfm/recovery?_lang={language}")
        page.wait_for_selector("body[data-ready]", state="attached")
        assert width_of(page) <= PHONE["width"]
    page.goto("/cfm/recovery?_lang=fr")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.get_by_label("E-mail ou nom d'utilisateur").fill(user)
    page.get_by_label("Mot de passe").fill("wrong")
    page.get_by_label("Code de secours").fill("AAA-AAA-AAA-AAA")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_contain_text("mot de passe faux")
    context.close()


def give_code(page: Page, address: str, code: str) -> None:
    """The page of a restricted report, by way of the page that asks for a code."""
    page.goto(address)
    expect(page.get_by_role("heading", name="Confirmez que c'est bien vous")).to_be_visible()
    page.get_by_label("Code", exact=True).fill("000 000")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("alert")).to_contain_text("faux")
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_url(f"**{address}")
    expect(page.locator("main")).to_contain_text(TOLD)


def test_a_dialog_asks_and_the_act_is_done(chromium: Browser, server: Server) -> None:
    """What was asked for is asked for again once the code is given; leaving the dialog changes nothing."""
    waive(server)
    user = "dataprotection@demo.cfm"
    with visit(chromium, server, user, OWN) as page:
        demand(server)
        other = chromium.new_context(base_url=server.url)
        setting_up = other.new_page()
        log_in(setting_up, user)
        phone = Phone(setting_up.locator("#login-secret").inner_text())
        finish(setting_up, phone.code())
        page.reload()
        page.wait_for_selector("body[data-ready]", state="attached")
        make = page.get_by_role("button", name="Créer des codes de secours")
        make.click()
        page.get_by_role("button", name="Annuler").click()
        expect(page.locator("#codes .result")).to_contain_text("nouveau code")
        make.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Code", exact=True).fill(phone.code())
        dialog.get_by_role("button", name="Confirmer").click()
        expect(page.locator("#code-list li")).to_have_count(10)
        # The other session is seen, and ends.
        page.get_by_role("button", name="Je les ai gardés").click()
        page.get_by_role("button", name="Déconnecter partout ailleurs").click()
        expect(page.get_by_text("Vous n'êtes connecté nulle part ailleurs.")).to_be_visible()
        setting_up.goto("/cfm/console")
        expect(setting_up).to_have_url(re.compile("/login"))
        other.close()


def test_the_desk_asks_as_well(chromium: Browser, server: Server) -> None:
    """A list of reports leads to the page for a code and back; a form asks over what was typed, and is saved."""
    waive(server)
    user = "protection@demo.cfm"
    with visit(chromium, server, user, OWN) as page:
        chief = Client(server.url, "Administrator", server.administrator_password())
        held = chief.get("User", user)["roles"]
        chief.change("User", user, simultaneous_sessions=5, roles=[*held, {"role": "CFM Manager"}])
        demand(server)
        other = chromium.new_context(base_url=server.url)
        setting_up = other.new_page()
        log_in(setting_up, user)
        phone = Phone(setting_up.locator("#login-secret").inner_text())
        finish(setting_up, phone.code())
        other.close()
        page.goto("/app/sensitive-report")
        expect(page).to_have_url(re.compile("/cfm/step-up"))
        page.goto("/app/cfm-settings")
        page.wait_for_selector("#main[data-started]", state="attached")
        alone = page.get_by_label("Une personne décide seule", exact=True)
        alone.set_checked(True)
        page.keyboard.press("Control+s")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Confirmez que c'est bien vous")
        expect(alone).to_be_checked()
        dialog.get_by_label("Code", exact=True).fill("000 000")
        dialog.get_by_role("button", name="Confirmer").click()
        expect(dialog.get_by_role("alert")).to_contain_text("faux")
        dialog.get_by_label("Code", exact=True).fill(phone.code())
        dialog.get_by_role("button", name="Confirmer").click()
        expect(dialog).to_have_count(0)
