"""Quality, by screens only: cases drawn by the manager, looked at, and a note that two people read."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

OPERATOR, MANAGER, AAP = "operator@demo.cfm", "manager@demo.cfm", "aap@demo.cfm"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])


def month_of(office: Server, address: str) -> str:
    """The month of which the second look of a page was drawn."""
    [name] = parse_qs(urlsplit(address).query)["name"]
    return str(Client(office.url, MANAGER).get("CFM Quality Review", name)["month"])


@SIZES
def test_from_the_draw_to_the_note(chromium: Browser, office: Server, size: dict[str, int]) -> None:
    words = f"Demandez d'abord le consentement {size['width']}"
    with visit(chromium, office, MANAGER, "/cfm/quality", size=size, locale="fr-FR") as page:
        form = page.locator("form.draw").first
        assert width_of(page) <= size["width"]
        form.get_by_label("Cas ordinaires").select_option(index=1)
        with page.expect_navigation():
            form.get_by_role("button", name="Tirer au sort").click()
        waiting = page.locator("section", has_text="En attente de votre relecture")
        assert width_of(page) <= size["width"]
        with page.expect_navigation():
            waiting.locator("a.row", has_text="Mariam Operator").first.click()
        page.locator("body[data-ready]").wait_for()
        month = month_of(office, page.url)
        marks = page.locator("form.marks")
        expect(marks.locator("fieldset")).to_have_count(5)
        marks.locator("fieldset").nth(0).get_by_text("4", exact=True).click()
        marks.locator("fieldset").nth(1).get_by_text("Oui", exact=True).click()
        assert width_of(page) <= size["width"]
        with page.expect_navigation():
            marks.get_by_role("button", name="Envoyer la relecture").click()
        # 2 x 3/4 and 1 x 1 of a weight of 3.
        expect(page.get_by_role("heading", name="Résultat")).to_contain_text("83 %")
        page.get_by_label("Note d'accompagnement pour").fill(words)
        with page.expect_navigation():
            page.get_by_role("button", name="Écrire la note").click()
        expect(page.locator(".said")).to_have_text(words)
        page.goto(f"/cfm/quality?month={month}")
        expect(page.locator(".figures-table tbody tr")).to_have_count(2)
        assert width_of(page) <= size["width"]
    with visit(chromium, office, OPERATOR, "/cfm/quality", size=size, locale="fr-FR") as page:
        expect(page.locator(".said", has_text=words)).to_be_visible()
        expect(page.locator(".draw")).to_have_count(0)
        assert width_of(page) <= size["width"]
        page.goto("/cfm/quality?_lang=ar")
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert width_of(page) <= size["width"]
    assert Client(office.url, AAP).list("CFM Coaching Note") == []


@SIZES
def test_the_office_assesses_itself(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    with visit(
        chromium, office, MANAGER, "/cfm/self-assessment", size=size, locale="fr-FR"
    ) as page:
        # The running quarter is left to others; each width takes one that nobody has begun.
        page.get_by_label("Trimestre").select_option(index=2)
        with page.expect_navigation():
            page.get_by_role("button", name="Commencer").click()
        page.locator("body[data-ready]").wait_for()
        page.locator("a.row").last.click()
        expect(page.locator(".statement")).to_have_count(10)
        page.locator("body[data-ready]").wait_for()
        assert width_of(page) <= size["width"]
        for at in range(10):
            page.locator(".statement select").nth(at).select_option(
                label="Satisfait en grande partie"
            )
        page.locator("#reach-words").fill("Trois canaux, cinq langues")
        with page.expect_navigation():
            page.get_by_role("button", name="Enregistrer les résultats").click()
        page.get_by_label("Dans l'ensemble").select_option(label="Satisfait en partie")
        page.get_by_label("Conclusion").fill("Plus de bureaux de plaintes")
        with page.expect_navigation():
            page.get_by_role("button", name="Terminer").click()
        expect(page.locator(".head .pill")).to_have_text("Satisfait en partie")
        expect(page.locator(".statement", has_text="Trois canaux")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_text("Plus de bureaux de plaintes")).to_be_visible()
        expect(page.locator(".top")).to_be_hidden()
