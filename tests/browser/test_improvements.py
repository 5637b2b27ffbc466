"""Improvements, by screens only: proposed by one key from any page, kept while the line is dead, decided, told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

OPERATOR, MANAGER, FOCAL = "operator@demo.cfm", "manager@demo.cfm", "focal@demo.cfm"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
SEND = "Envoyer"


def opened(page: Page) -> Page:
    """Press the key: the dialog stands over the page, and its first field has the focus."""
    page.keyboard.press("F7")
    expect(page.get_by_label("Qu'est-ce qui doit être amélioré")).to_be_focused()
    return page


def filled(page: Page, seen: str, kind: str = "Il manque quelque chose à un formulaire") -> None:
    page.get_by_label("Qu'est-ce qui doit être amélioré").select_option(label=kind)
    page.get_by_label("Qu'avez-vous constaté").fill(seen)


@SIZES
def test_from_a_new_case_to_the_answer(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    seen = f"Aucun champ pour le camion {size['width']}"
    with visit(chromium, office, OPERATOR, "/cfm/new-case", size=size, locale="fr-FR") as page:
        page.locator("#description").fill("Le sac était percé")
        filled(opened(page), seen)
        assert width_of(page) <= size["width"]
        page.get_by_label("Que proposez-vous").fill("Un champ de plus")
        # The line is dead: what was written stays, and is sent when the line is back.
        page.context.set_offline(True)
        page.get_by_label("Que proposez-vous").press("Control+Enter")
        dialog = page.locator("#improve-dialog")
        expect(dialog.locator(".result")).to_contain_text("Ce que vous avez tapé est gardé ici")
        page.context.set_offline(False)
        dialog.get_by_role("button", name="Envoyer de nouveau").click(timeout=15000)
        expect(dialog).to_contain_text("Un responsable tranche")
        dialog.get_by_role("button", name="Retour à la page").click()
        expect(dialog).to_have_count(0)
        expect(page.locator("#description")).to_have_value("Le sac était percé")
    with visit(chromium, office, FOCAL, "/cfm/improvements", size=size, locale="fr-FR") as page:
        entry = page.locator("article", has_text=seen)
        expect(entry).to_contain_text("Nouveau cas")
        with page.expect_navigation():
            entry.get_by_role("button", name="Je la soutiens").click()
        expect(page.locator("article", has_text=seen)).to_contain_text("Soutenue par 1 collègue")
        assert width_of(page) <= size["width"]
    with visit(chromium, office, MANAGER, "/cfm/improvements", size=size, locale="fr-FR") as page:
        entry = page.locator("section", has_text="Pas encore tranchées").locator(
            "article", has_text=seen
        )
        entry.locator("summary", has_text="C'est fait").click()
        entry.locator("details[open] textarea").fill("Le champ existe")
        entry.locator("details[open] select").select_option(index=1)
        assert width_of(page) <= size["width"]
        with page.expect_navigation():
            entry.locator("details[open] button").click()
        decided = page.locator("section", has_text="Décidé").locator("article", has_text=seen)
        expect(decided.last).to_contain_text("Changé pour cela")
    with visit(chromium, office, OPERATOR, "/cfm/improvements?_lang=ar", size=size) as page:
        assert page.locator("html").get_attribute("dir") == "rtl"
        expect(page.locator("article", has_text=seen).first).to_contain_text("Le champ existe")
        assert width_of(page) <= size["width"]
        page.locator(".bell summary").click()
        expect(page.locator(".bell .menu-body")).to_contain_text(
            "Ce que vous avez proposé est fait"
        )


@SIZES
def test_from_the_menu_on_a_phone_and_by_the_key_at_a_case(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    case = Client(office.url, OPERATOR).create("Case", description="Carte perdue")["name"]
    with visit(chromium, office, FOCAL, "/cfm/approvals", size=size, locale="fr-FR") as page:
        if size == PHONE:
            page.locator("#nav-button").click()
        link = page.locator(".rail a", has_text="Proposer une amélioration")
        if not link.is_visible():
            page.locator(".rail-group", has=link).locator("summary").click()
        page.get_by_role("link", name="Proposer une amélioration").click()
        filled(page, f"Trop de cartes {size['width']}")
        assert width_of(page) <= size["width"]
        page.locator("#improve-dialog").get_by_role("button", name=SEND).click()
        expect(page.locator("#improve-dialog")).to_contain_text("Un responsable tranche")
    with visit(
        chromium, office, OPERATOR, f"/cfm/case?name={case}", size=size, locale="fr-FR"
    ) as page:
        opened(page)
        expect(page.locator("#improve-dialog")).to_contain_text("Lu par ceux qui voient ce cas")
        filled(
            page, f"La procédure oublie l'appel {size['width']}", "Une procédure ne fonctionne pas"
        )
        # Somebody needs the page first: what was written is there again.
        page.keyboard.press("Escape")
        expect(page.locator("#improve-dialog")).to_have_count(0)
        opened(page)
        expect(page.get_by_label("Qu'avez-vous constaté")).to_have_value(
            f"La procédure oublie l'appel {size['width']}"
        )
        page.locator("#improve-dialog").get_by_role("button", name=SEND).click()
        expect(page.locator("#improve-dialog")).to_contain_text("Un responsable tranche")
        page.goto("/cfm/improvements")
        entry = page.locator("article", has_text=f"oublie l'appel {size['width']}").first
        expect(entry.get_by_role("link", name=case)).to_be_visible()


def test_by_the_key_at_the_desk_it_knows_the_page_before(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, "/cfm/console", locale="fr-FR") as page:
        page.goto("/app/case-priority", wait_until="networkidle")
        with page.context.expect_page() as opening:
            page.keyboard.press("F7")
        form = opening.value
        form.locator("body[data-ready]").wait_for()
        filled(form, "Une priorité de trop")
        form.get_by_role("button", name=SEND).click()
        expect(form.locator("#improve-here")).to_contain_text("Un responsable tranche")
    rows = Client(office.url, MANAGER).list(
        "CFM Improvement",
        filters='[["seen", "=", "Une priorité de trop"]]',
        fields='["place"]',
    )
    assert [row["place"] for row in rows] == ["/app/case-priority"]


def test_an_answer_that_did_not_help_and_one_past_its_date(
    chromium: Browser, office: Server
) -> None:
    manager = Client(office.url, MANAGER)
    told = {"answer_text": "Le bureau ouvre à huit heures", "category": "Quantité de la ration"}
    for title, until in (
        ("Heures du bureau zz", "2099-01-01"),
        ("Vieilles heures zz", "2020-01-01"),
    ):
        manager.create(
            "CFM Standard Answer", title=title, valid_until=until, source="Circulaire 4", **told
        )
    with visit(chromium, office, OPERATOR, "/cfm/new-case", locale="fr-FR") as page:
        page.locator("#description").fill("Quand ouvre le bureau ?")
        page.locator("label.segment", has=page.locator("input[value=answer]")).click()
        page.locator("#answer_search").fill("heures zz")
        options = page.locator("#answers option")
        expect(options.filter(has_text="Vieilles heures zz (date passée)")).to_have_count(1)
        page.locator("#answers").select_option(label="Heures du bureau zz")
        expect(page.locator("#answer-facts")).to_contain_text(
            "Source : Circulaire 4. Utilisée : 0. N'a pas aidé : 0."
        )
        page.locator("#unhelpful").click()
        dialog = page.locator("#improve-dialog")
        expect(dialog).to_contain_text("Heures du bureau zz")
        dialog.get_by_label("Que proposez-vous").fill("Le bureau ouvre à sept heures")
        dialog.get_by_role("button", name=SEND).click()
        expect(dialog).to_contain_text("Un responsable tranche")
        dialog.get_by_role("button", name="Retour à la page").click()
        expect(page.locator("#information_given")).to_have_value("Le bureau ouvre à huit heures")
    with visit(chromium, office, MANAGER, "/cfm/standard-answers", locale="fr-FR") as page:
        row = page.locator("li", has_text="Heures du bureau zz")
        expect(row).to_contain_text("Utilisée : 0. N'a pas aidé : 1.")
        expect(page.locator("li", has_text="Vieilles heures zz")).to_contain_text("Date passée")
