"""Sealed reports in the browser: make a key, seal a class, unlock, read, add, lock, give, recover.

An office of our own is encrypted on its disk, too: whoever seals has reason to do both. One on a bench has
sealed nothing yet.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .. import whole_site
from ..live import Client, Running, Server
from ..patterns import Patterns
from ..sealed_reports import until_sealed
from .visits import DESKTOP, PHONE, visit, width_of

OPERATOR, MANAGER, GUARDIAN = "operator@demo.cfm", "manager@demo.cfm", "dataprotection@demo.cfm"
HANDLER, SECOND = "psea@demo.cfm", "protection@demo.cfm"
CATEGORY, CLASS = "Exploitation ou abus sexuel", "EAS et harcèlement sexuel"
API = "cfm_app.api.sealing"
PASSPHRASE = "four words nobody joins 7!"
TOLD, ADDED = "Zibeline derrière le marché", "Rappelée ce soir, zibeline"
KEY = "/cfm/sealing-key"


@dataclass
class Sealed:
    server: Server | Running
    case: str

    def key_of(self, user: str) -> None:
        Client(self.server.url, user).call(
            f"{API}.make_key", passphrase=PASSPHRASE, again=PASSPHRASE
        )


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Sealed]:
    """An office with a second handler, keepers, and a report that is not sealed yet."""
    folder = tmp_path_factory.mktemp("sealed")
    is_ours = "CFM_SITE_URL" not in os.environ
    with encrypted(patterns, folder) if is_ours else patterns.running_office(folder) as server:
        admin = Client(server.url, "Administrator", server.administrator_password())
        user = admin.ok("GET", f"/api/resource/User/{SECOND}")
        admin.change("User", SECOND, roles=[*user["roles"], {"role": "CFM PSEA Focal Point"}])
        case = Client(server.url, OPERATOR).create("Case", category=CATEGORY, description=TOLD)
        yield Sealed(server, case["name"])


@contextmanager
def encrypted(patterns: Patterns, folder: Path) -> Iterator[Server]:
    pytest.importorskip("sqlcipher3")
    server = patterns.encrypted_office(folder / "office")
    try:
        yield server.start()
    finally:
        server.stop()


def unlock(page: Page) -> None:
    page.get_by_label("Phrase secrète de votre clé").fill(PASSPHRASE)
    with page.expect_navigation():
        page.get_by_role("button", name="Ouvrir avec la clé").click()
    # A form that no script has taken yet would send itself.
    page.wait_for_selector("body[data-ready]", state="attached")


def test_1_a_handler_makes_a_key(chromium: Browser, sealed: Sealed) -> None:
    with visit(chromium, sealed.server, HANDLER, KEY, PHONE, locale="fr-FR") as page:
        assert width_of(page) <= PHONE["width"]
        page.get_by_label("Nouvelle phrase secrète").fill("courte")
        page.get_by_label("La même encore une fois").fill("courte")
        page.get_by_role("button", name="Créer ma clé").click()
        expect(page.locator(".result")).to_contain_text("12 signes")
        expect(page.get_by_label("Nouvelle phrase secrète")).to_have_value("")
        page.get_by_label("Nouvelle phrase secrète").fill(PASSPHRASE)
        page.get_by_label("La même encore une fois").fill(PASSPHRASE)
        with page.expect_navigation():
            page.get_by_role("button", name="Créer ma clé").click()
        expect(page.get_by_role("heading", name="Clé ouverte")).to_be_visible()


def test_2_the_manager_seals_a_class(chromium: Browser, sealed: Sealed) -> None:
    for user in (SECOND, MANAGER, GUARDIAN):
        sealed.key_of(user)
    card = "section.card"
    with visit(chromium, sealed.server, MANAGER, "/cfm/sealing", locale="fr-FR") as page:
        of_class = page.locator(card, has=page.get_by_role("heading", name=CLASS))
        first = page.locator(card, has=page.get_by_role("heading", name="Avant qu"))
        expect(first).to_contain_text("Trois gardiens")
        expect(of_class.locator("li")).to_have_count(0)
        page.get_by_text("Nommer trois gardiens").click()
        for label, keeper in (
            ("Gardien 1", SECOND),
            ("Gardien 2", MANAGER),
            ("Gardien 3", GUARDIAN),
        ):
            page.get_by_label(label).select_option(keeper)
        with page.expect_navigation():
            page.get_by_role("button", name="Les nommer").click()
        expect(page.get_by_text("L'autre des deux accepte")).to_be_visible()
    with visit(chromium, sealed.server, GUARDIAN, "/cfm/sealing", PHONE, locale="fr-FR") as page:
        assert width_of(page) <= PHONE["width"]
        with page.expect_navigation():
            page.get_by_role("button", name="Accepter : créer la clé").click()
        expect(page.get_by_text("Depuis le")).to_be_visible()
    with visit(chromium, sealed.server, MANAGER, "/cfm/sealing", locale="fr-FR") as page:
        of_class = page.locator(card, has=page.get_by_role("heading", name=CLASS))
        with page.expect_navigation():
            of_class.get_by_role("button", name="Sceller cette classe").click()
        with page.expect_navigation():
            of_class.get_by_role("button", name="Sceller maintenant").click()
        expect(of_class.locator(".pill")).to_have_text("Scellé")
        expect(of_class).not_to_contain_text(re.compile(r"\d+ rapport|: \d+"))
    until_sealed(Client(sealed.server.url, HANDLER), CLASS)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_3_the_handler_unlocks_reads_adds_and_locks(
    chromium: Browser, sealed: Sealed, size: dict[str, int]
) -> None:
    address = f"/cfm/case?name={sealed.case}"
    with visit(chromium, sealed.server, HANDLER, address, size, locale="fr-FR") as page:
        assert TOLD not in page.content()
        assert width_of(page) <= size["width"]
        with page.expect_navigation():
            page.get_by_role("link", name="Ouvrir avec votre phrase secrète").click()
        page.get_by_label("Phrase secrète de votre clé").fill("une autre phrase 12!")
        page.get_by_role("button", name="Ouvrir avec la clé").click()
        expect(page.locator("section .result").first).to_contain_text("phrase secrète")
        unlock(page)
        page.wait_for_url(f"**{address}*")
        expect(page.locator(".told").get_by_text(TOLD)).to_be_visible()
        expect(page.locator(".sealed")).to_have_count(0)
        page.goto(KEY)
        with page.expect_navigation():
            page.get_by_role("button", name="Refermer maintenant").click()
        page.goto(address)
        expect(page.locator(".sealed")).to_be_visible()
        assert TOLD not in page.content()


def test_4_a_handler_gives_to_one_who_lost_the_passphrase(
    chromium: Browser, sealed: Sealed
) -> None:
    sealed.key_of(SECOND)
    with visit(chromium, sealed.server, HANDLER, KEY, locale="fr-FR") as page:
        unlock(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Donner").click()
        expect(page.get_by_text("Tous les rapports sont scellés")).to_be_visible()


def test_5_two_keepers_recover(chromium: Browser, sealed: Sealed) -> None:
    with visit(chromium, sealed.server, HANDLER, KEY, locale="fr-FR") as page:
        page.get_by_text("J'ai oublié ma phrase secrète").click()
        lost = page.locator("#lost")
        lost.get_by_label("Nouvelle phrase secrète").fill(PASSPHRASE)
        lost.get_by_label("La même encore une fois").fill(PASSPHRASE)
        with page.expect_navigation():
            lost.get_by_role("button", name="Créer une nouvelle clé").click()
    with visit(chromium, sealed.server, MANAGER, KEY, locale="fr-FR") as page:
        unlock(page)
        page.get_by_text("Commencer une récupération").click()
        page.get_by_label("Pour quelle personne chargée").select_option(HANDLER)
        page.get_by_label("Pourquoi c'est nécessaire").fill("Phrase secrète perdue")
        with page.expect_navigation():
            page.get_by_role("button", name="Commencer", exact=True).click()
        expect(page.get_by_text("Un autre gardien la termine")).to_be_visible()
    with visit(chromium, sealed.server, GUARDIAN, KEY, PHONE, locale="fr-FR") as page:
        unlock(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Terminer la récupération").click()
        expect(page.get_by_text("a commencé une récupération")).to_have_count(0)
    with visit(chromium, sealed.server, HANDLER, KEY, locale="fr-FR") as page:
        unlock(page)
        page.goto(f"/cfm/case?name={sealed.case}")
        expect(page.locator(".told").get_by_text(TOLD)).to_be_visible()


def test_6_a_key_in_wrong_hands_is_revoked(chromium: Browser, sealed: Sealed) -> None:
    with visit(chromium, sealed.server, HANDLER, KEY, PHONE, locale="fr-FR") as page:
        unlock(page)
        page.get_by_text("Révoquer la clé d'une autre personne chargée").click()
        page.get_by_label("La clé de qui").select_option(SECOND)
        page.get_by_label("Pourquoi", exact=True).locator("visible=true").fill("Téléphone volé")
        assert width_of(page) <= PHONE["width"]
        with page.expect_navigation():
            page.get_by_role("button", name="Révoquer la clé").locator("visible=true").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Donner").click()
        expect(page.get_by_text("Tous les rapports sont scellés")).to_be_visible()
    with visit(chromium, sealed.server, SECOND, KEY, locale="fr-FR") as page:
        expect(page.get_by_role("heading", name="Créez votre clé")).to_be_visible()
        expect(page.get_by_text("Votre clé a été révoquée")).to_be_visible()
    notices = Client(sealed.server.url, SECOND).list("Notification Log", fields='["subject"]')
    assert any("Téléphone volé" in row["subject"] for row in notices)


def test_7_whoever_has_the_machine_finds_no_word(sealed: Sealed, tmp_path: Path) -> None:
    found = whole_site.content(sealed.server, tmp_path / "backup").lower()
    assert len(found) > 1 << 20
    assert b"zibeline" not in found


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_8_in_arabic_from_right_to_left(
    chromium: Browser, sealed: Sealed, size: dict[str, int]
) -> None:
    for user, path in ((HANDLER, KEY), (MANAGER, "/cfm/sealing")):
        with visit(chromium, sealed.server, user, f"{path}?_lang=ar", size) as page:
            assert page.locator("html").get_attribute("dir") == "rtl"
            assert width_of(page) <= size["width"]
