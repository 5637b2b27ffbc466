"""A restricted case of each class from the call to closed, on screen: by its recorder, then its handler.

Nobody else sees it on the way, and its recorder keeps number, date and state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.clock import office_day

from ..leaks.cast import EXTRA_PASSWORD, administrator
from ..live import Client, Server
from .meter import measured
from .visits import DESKTOP, PHONE, at_desk, visit, width_of

OPERATOR, OTHER = "operator@demo.cfm", "operator2@demo.cfm"
DEPUTY = "suppleante@example.org"
# Class: a category of it, its handler.
CLASSES = {
    "EAS et harcèlement sexuel": ("Exploitation ou abus sexuel", "psea@demo.cfm"),
    "Fraude et corruption": ("Taxe illégale sur l'assistance", "fraud@demo.cfm"),
    "Protection": ("Menaces ou représailles", "protection@demo.cfm"),
    "Violation de données": ("Divulgation de données personnelles", "dataprotection@demo.cfm"),
    "À clarifier": ("À clarifier (contenu incertain)", "manager@demo.cfm"),
}
SIZES = {"1280": DESKTOP, "390": PHONE}


@pytest.mark.parametrize("sensitivity", CLASSES)
def test_from_the_call_to_closed(chromium: Browser, office: Server, sensitivity: str) -> None:
    category, handler = CLASSES[sensitivity]
    size = SIZES["390"] if sensitivity == "Protection" else SIZES["1280"]
    said = f"Faits graves {sensitivity}"
    with measured(f"3, 10. From the call to closed: {sensitivity}") as meter:
        with visit(chromium, office, OPERATOR, "/cfm/new-case", meter=meter) as page:
            case = record(page, category, said)
        with visit(chromium, office, handler, f"/cfm/case?name={case}", size, meter=meter) as page:
            expect(page.locator("main")).to_contain_text(said)
            expect(page.locator(".about")).to_contain_text(sensitivity)
            work(page, said)
            assert width_of(page) <= size["width"]
    for user in (OPERATOR, OTHER):
        with visit(chromium, office, user, "/cfm/console") as page:
            expect(page.locator("main")).not_to_contain_text(said)
            answer = page.request.get(f"/cfm/case?name={quote(case)}")
            assert answer.status == 404
            assert said not in answer.text()
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        line = page.locator("section[aria-labelledby=h-stubs] li", has_text=case)
        expect(line).to_contain_text("Clos")
    closed = Client(office.url, handler).get("Case", case)
    assert (closed["phase"], closed.get("resolution")) == ("Closed", None)


@pytest.fixture
def deputy(office: Server) -> Iterator[str]:
    """Somebody else who holds the role of the class Protection, and is entrusted with nothing."""
    admin = administrator(office)
    if admin.send("GET", f"/api/resource/User/{DEPUTY}").status_code != 200:
        admin.create(
            "User",
            email=DEPUTY,
            first_name="Remplaçante",
            send_welcome_email=0,
            new_password=EXTRA_PASSWORD,
            language="fr",
            roles=[{"role": "CFM Protection Focal Point"}],
        )
    yield DEPUTY
    for row in admin.list("CFM Focal Point", filters=f'[["deputy","=","{DEPUTY}"]]'):
        admin.change("CFM Focal Point", row["name"], deputy=None, absent_from=None)


def test_the_deputy_of_an_absent_handler(chromium: Browser, office: Server, deputy: str) -> None:
    category, handler = CLASSES["Protection"]
    said = "Menaces pendant une absence"
    with measured("10. The deputy of an absent handler") as meter:
        with visit(chromium, office, OPERATOR, "/cfm/new-case", meter=meter) as page:
            case = record(page, category, said)
        place = f"/cfm/case?name={case}"
        with visit(chromium, office, deputy, "/cfm/console", password=EXTRA_PASSWORD) as page:
            assert page.request.get(place).status == 404
        filters = f'[["user","=","{handler}"],["sensitivity","=","Protection"]]'
        [post] = Client(office.url, handler).list("CFM Focal Point", filters=filters)
        with at_desk(chromium, office, handler) as desk:
            desk.open("CFM Focal Point", post["name"])
            desk.choose("Suppléant", "Rempl", re.compile("Remplaçante"))
            desk.write_date("Absent du", office_day())
            desk.save()
        with visit(chromium, office, deputy, place, meter=meter, password=EXTRA_PASSWORD) as page:
            expect(page.locator("main")).to_contain_text(said)
            work(page, said)


def record(page: Page, category: str, said: str) -> str:
    page.locator("#category").fill(category[:6])
    page.locator("#category-list li", has_text=category).first.click()
    page.locator("#description").fill(said)
    page.keyboard.press("Control+Enter")
    result = page.locator("#result")
    expect(result).to_contain_text(re.compile(r"CFM-\d{4}-\d{6}"))
    found = re.search(r"CFM-\d{4}-\d{6}", result.inner_text())
    assert found
    return found[0]


def work(page: Page, said: str) -> None:
    """Take it up, tick the steps, write what was done, note that nobody can be reached, close."""
    press(page, page.get_by_role("button", name="Commencer le traitement"), "En traitement")
    for number in range(page.locator("[data-step]").count()):
        box = page.locator("[data-step]").nth(number)
        with page.expect_event("load"):
            box.check()
        page.wait_for_selector("body[data-ready]", state="attached")
    form = opened(page, "resolve")
    form.locator("textarea[name=resolution]").fill("Transmis au canal compétent")
    press(page, form.get_by_role("button", name="Résoudre"), "Résolu")
    expect(page.locator(".told")).to_contain_text(said)
    form = opened(page, "contact")
    form.get_by_role("radio", name="Aucun moyen de joindre la personne").check()
    press(page, form.get_by_role("button", name="Enregistrer"), "Injoignable")
    press(page, page.locator("#act-close").get_by_role("button", name="Clore"), "Clos")


def opened(page: Page, kind: str) -> Locator:
    act = page.locator(f"#act-{kind}")
    if act.locator("> summary").count():
        act.locator("> summary").click()
    return act


def press(page: Page, button: Locator, state: str) -> None:
    button.click()
    expect(page.locator(".about .pill").first).to_have_text(state)
    page.wait_for_selector("body[data-ready]", state="attached")
