"""An agreement with another agency by screens only: written, agreed, its data points looked at, let out, taken in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Server
from ..patterns import Patterns
from .visits import PHONE, visit, width_of

pytestmark = pytest.mark.embedded("an office of its own, whose agreements are counted")

MANAGER, GUARDIAN = "manager@demo.cfm", "dataprotection@demo.cfm"
HANDLER, CLASS = "psea@demo.cfm", "EAS et harcèlement sexuel"
PURPOSE = "Voir où aucun organisme ne répond"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("agencies") / "office").start()
    try:
        yield server
    finally:
        server.stop()


def begun(page: Page) -> str:
    """An agreement in both directions with one fact less; returns its path."""
    page.get_by_role("link", name="Nouvel accord").click()
    page.locator("body[data-ready]").wait_for(state="attached")
    page.locator("#save").click()
    expect(page.locator(".invalid")).to_have_count(3)
    page.locator("#title").fill("Données du mois")
    page.locator("#purpose").fill(PURPOSE)
    page.locator("#partner").select_option(index=1)
    page.locator("#direction").select_option("Both ways")
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Choisissez maintenant").click()
    page.locator("body[data-ready]").wait_for(state="attached")
    with page.expect_navigation():
        page.locator("#facts li", has_text="Canal").get_by_role("button", name="Retirer").click()
    expect(page.locator("#facts li", has_text="Canal")).to_have_count(0)
    with page.expect_navigation():
        page.locator("#send > form button").click()
    expect(page.locator(".about .pill")).to_have_text("En attente d'approbation")
    return page.url


def test_the_agreement_of_a_class_takes_a_handler_as_well(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, MANAGER, "/cfm/new-exchange", locale="fr-FR") as page:
        page.locator("#title").fill("Réseau PEAS")
        page.locator("#purpose").fill("Aider les survivantes")
        page.locator("#partner").select_option(index=1)
        page.locator("#restricted_class").select_option(CLASS)
        page.locator("#save").click()
        expect(page.locator(".invalid")).to_contain_text("aucune donnée commune")
        page.locator("#shares_points").uncheck()
        page.locator("#shares_referrals").check()
        page.locator("#save").click()
        page.get_by_role("link", name="Choisissez maintenant").click()
        page.locator("body[data-ready]").wait_for(state="attached")
        offered = page.locator("#categories option")
        expect(offered.filter(has_text="Exploitation ou abus sexuel")).to_have_count(1)
        expect(offered.filter(has_text="Quantité de la ration")).to_have_count(0)
        with page.expect_navigation():
            page.locator("#send > form button").click()
        path = page.url.removeprefix(office.url)
    with visit(chromium, office, GUARDIAN, path, locale="fr-FR") as page:
        with page.expect_navigation():
            page.get_by_role("button", name="Donner l'accord").click()
        expect(page.locator("main")).to_contain_text("Une personne chargée de la classe décide")
        expect(page.locator(".about .pill")).to_have_text("En attente d'approbation")
    with visit(chromium, office, HANDLER, "/cfm/access-requests", PHONE, locale="fr-FR") as page:
        page.get_by_role("link", name="Lire l'accord").click()
        expect(page.locator("h1")).to_have_text("Réseau PEAS")
        page.go_back()
        page.locator("body[data-ready]").wait_for(state="attached")
        page.get_by_role("button", name="Donner son accord").click()
        expect(page.locator("li.request")).to_contain_text("En vigueur")
        page.goto(path)
        expect(page.locator(".about .pill")).to_have_text("Accord donné")
        assert width_of(page) <= PHONE["width"]


def test_from_the_first_word_to_the_file(chromium: Browser, office: Server, tmp_path: Path) -> None:
    with visit(chromium, office, MANAGER, "/cfm/exchange", PHONE, locale="fr-FR") as page:
        path = begun(page).removeprefix(office.url)
        expect(page.locator("#decide")).to_have_count(0)
    with visit(chromium, office, GUARDIAN, path, PHONE, locale="fr-FR") as page:
        expect(page.locator("body")).to_contain_text(PURPOSE)
        with page.expect_navigation():
            page.get_by_role("button", name="Donner l'accord").click()
        expect(page.locator(".about .pill")).to_have_text("Accord donné")
        expect(page.locator("#files form")).to_have_count(0)
    with visit(chromium, office, MANAGER, path, PHONE, locale="fr-FR") as page:
        page.get_by_role("button", name="Créer un secret").click()
        expect(page.locator("#secret")).to_have_text(re.compile(r"[\w-]{32,}"))
        with page.expect_navigation():
            page.get_by_role("button", name="Préparer et regarder").click()
        expect(page.locator("#files th").first).to_have_text("case_id")
        assert width_of(page) <= PHONE["width"]
        with page.expect_navigation():
            page.get_by_role("button", name="Laisser sortir").click()
        with page.expect_download() as loading:
            page.get_by_role("button", name="JSON", exact=True).click()
        file = tmp_path / "points.json"
        loading.value.save_as(file)
        points = json.loads(file.read_text(encoding="utf-8"))["points"]
        page.locator("#file").set_input_files(file)
        with page.expect_navigation():
            page.get_by_role("button", name="Faire entrer").click()
        expect(page.locator("#received td.number")).to_have_text(str(len(points)))
        page.get_by_text("Mettre fin à l'accord").first.click()
        page.get_by_label("Pourquoi il prend fin").fill("Terminé")
        with page.expect_navigation():
            page.get_by_role("button", name="Mettre fin à l'accord").click()
        expect(page.locator(".about .pill")).to_have_text("Terminé")
        expect(page.locator("#files form")).to_have_count(0)
