"""What is said to people: answers by heart, the calendar, scripts and the consent, by screens only."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .calling import NEW_CASE, choose
from .test_console import saved_number
from .visits import DESKTOP, PHONE, at_desk, tab_to, visit, width_of

OPERATOR, MANAGER = "operator@demo.cfm", "manager@demo.cfm"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])


def ask_when(page: Page, place: str) -> None:
    """Somebody asks when the next distribution is."""
    choose(page, "location", place)
    choose(page, "category", "calendrier")
    tab_to(page, "description")
    page.keyboard.type("Quand est la prochaine distribution ?")


# --- standard answers and the calendar ------------------------------------------------------------
@SIZES
def test_the_calendar_is_the_proposed_answer(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE, size) as page:
        ask_when(page, "mam")
        expect(page.locator("#advice")).to_contain_text("Prochaine distribution à Mamdi")
        page.check("input[name=outcome][value=answer]", force=True)
        words = page.locator("#information_given")
        expect(words).to_have_value(re.compile("Prochaine distribution à Mamdi : .*École de Bol"))
        expect(page.locator("#instruction")).to_contain_text("ne promettez aucune date")
        assert width_of(page) <= size["width"]
        page.check("#close_now")
        page.keyboard.press("Control+Enter")
        number = saved_number(page)
    case = Client(office.url, OPERATOR).get("Case", number)
    assert "École de Bol" in case["information_given"]
    assert "ne promettez" not in case["information_given"] + case["response_given"]


def test_the_answer_follows_the_place_until_somebody_writes_in_it(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        choose(page, "category", "calendrier")
        expect(page.locator("#advice")).to_contain_text("Choisissez le lieu")
        page.check("input[name=outcome][value=answer]", force=True)
        words = page.locator("#information_given")
        expect(words).to_have_value("")
        for letters, said in (("mam", "École de Bol"), ("assoungha", "est annulée")):
            page.locator("#location").fill("")
            page.locator("#location").focus()
            choose(page, "location", letters)
            expect(words).to_have_value(re.compile(said))
        page.locator("#location").fill("")
        page.locator("#location").focus()
        choose(page, "location", "batha o")
        expect(words).to_have_value(re.compile("Aucune distribution n'est prévue"))
        words.fill("Demandez au comité.")
        page.locator("#location").fill("")
        page.locator("#location").focus()
        choose(page, "location", "mam")
        expect(page.locator("#advice")).to_contain_text("École de Bol")
        expect(words).to_have_value("Demandez au comité.")


def test_the_person_hears_their_language_and_the_operator_reads_their_own(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        page.select_option("#language", "shu")
        choose(page, "category", "carte")
        page.check("input[name=outcome][value=answer]", force=True)
        page.select_option("#answers", index=1)
        expect(page.locator("#information_given")).to_have_value(re.compile("احتفظوا برقم"))
        expect(page.locator("#own-text")).to_contain_text("Gardez votre numéro")
        expect(page.locator("#instruction-text")).to_contain_text("Ne demandez jamais le code PIN")


def test_a_manager_cancels_and_callers_are_told(chromium: Browser, office: Server) -> None:
    manager = Client(office.url, MANAGER)
    [row] = manager.list("CFM Distribution", filters='[["location","=","TD0703"]]')
    with at_desk(chromium, office, MANAGER) as desk:
        desk.open("CFM Distribution", row["name"])
        desk.select("État", "Annulée")
        desk.write("Raison, telle qu'on la dit aux personnes", "Route coupée.")
        desk.save()
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        ask_when(page, "kaya")
        expect(page.locator("#advice")).to_contain_text("est annulée. Route coupée.")
