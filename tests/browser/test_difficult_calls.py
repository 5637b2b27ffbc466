"""A difficult call, by screens only: marked by one key, described, rested, talked about; advice on a case."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

OPERATOR, MANAGER = "operator@demo.cfm", "manager@demo.cfm"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])


def marked(page: Page) -> Page:
    """Press the key where one is, and Enter; returns the page that has opened."""
    page.locator("body[data-ready]").wait_for()
    with page.context.expect_page() as opened:
        page.keyboard.press("F9")
    form = opened.value
    form.locator("body[data-ready]").wait_for()
    expect(form.locator(".aid li")).to_have_count(7)
    with form.expect_navigation():
        form.locator("form.mark button").press("Enter")
    return form


@SIZES
def test_a_call_is_marked_rested_after_and_talked_about(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    words = f"Il pleurait, {size['width']}"
    with visit(chromium, office, OPERATOR, "/cfm/console", size=size, locale="fr-FR") as page:
        form = marked(page)
        assert width_of(form) <= size["width"]
        expect(form.locator(".rest")).to_contain_text("Faites une pause jusqu'à")
        form.get_by_label("Ce qui l'a rendu difficile").select_option(label="Détresse ou désespoir")
        form.get_by_label("En quelques mots").fill(words)
        form.get_by_label("J'aimerais en parler avec un responsable").check()
        with form.expect_navigation():
            form.get_by_role("button", name="Enregistrer").click()
        expect(form.get_by_label("En quelques mots")).to_have_value(words)
        page.goto("/cfm/console")
        banner = page.get_by_text("Vous avez eu un appel difficile.")
        expect(banner).to_be_visible()
        with form.expect_navigation():
            form.get_by_role("button", name="J'ai fait une pause").click()
        expect(form.locator(".rest")).to_have_count(0)
    with visit(
        chromium, office, MANAGER, "/cfm/difficult-calls", size=size, locale="fr-FR"
    ) as page:
        entry = page.locator("article", has_text=words)
        entry.get_by_label("Ce dont vous avez convenu").fill("Deux jours au guichet")
        assert width_of(page) <= size["width"]
        with page.expect_navigation():
            entry.get_by_role("button", name="Nous en avons parlé").click()
        expect(page.locator("article", has_text=words)).to_have_count(0)
        expect(page.locator("section", has_text="Appels difficiles")).to_contain_text("Mariam")
    with visit(chromium, office, OPERATOR, "/cfm/difficult-call?_lang=ar", size=size) as page:
        assert page.locator("html").get_attribute("dir") == "rtl"
        expect(page.get_by_text("Deux jours au guichet").first).to_be_visible()
        assert width_of(page) <= size["width"]


@SIZES
def test_advice_is_asked_for_and_given(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    question = f"Puis-je lui dire le nom du commerçant ? {size['width']}"
    case = Client(office.url, OPERATOR).create("Case", description="Carte perdue")["name"]
    with visit(
        chromium, office, OPERATOR, f"/cfm/case?name={case}", size=size, locale="fr-FR"
    ) as page:
        page.locator("#act-advice summary").click()
        page.get_by_label("Ce que vous aimeriez savoir").fill(question)
        with page.expect_navigation():
            page.locator("#act-advice").get_by_role("button", name="Demander conseil").click()
        expect(page.locator(".advice .asked")).to_contain_text(question)
        assert width_of(page) <= size["width"]
    with visit(chromium, office, MANAGER, "/cfm/advice", size=size, locale="fr-FR") as page:
        asked = page.locator("article", has_text=question)
        asked.get_by_label("Votre conseil").fill("Non : dites que le bureau s'en occupe.")
        assert width_of(page) <= size["width"]
        with page.expect_navigation():
            asked.get_by_role("button", name="Répondre").click()
        expect(page.locator("article", has_text=question)).to_have_count(0)
    with visit(
        chromium, office, OPERATOR, f"/cfm/case?name={case}", size=size, locale="fr-FR"
    ) as page:
        expect(page.locator(".advice .said")).to_have_text("Non : dites que le bureau s'en occupe.")
