"""A breach of personal data, by screens only: from a suspicion at a case to the lesson."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Browser, Page, Route, expect

from ..live import Client, Server
from .interception import intercept
from .visits import PHONE, visit, width_of

OPERATOR, GUARDIAN, MANAGER = "operator@demo.cfm", "dataprotection@demo.cfm", "manager@demo.cfm"
WORDS = "Téléphone de service volé au marché de Bol"
KIND = "Appareil perdu ou volé"


def report(page: Page, case: str) -> str:
    """Report from the page of a case, by key; returns the number that is told."""
    page.locator("body[data-ready]").wait_for()
    with page.context.expect_page() as opened:
        page.keyboard.press("F2")
    form = opened.value
    form.locator("body[data-ready]").wait_for()
    expect(form.get_by_text(case)).to_be_visible()
    form.get_by_label("Ce qui s'est passé", exact=True).select_option(label=KIND)
    expect(form.locator("#first-steps li")).to_have_count(3)
    form.get_by_label("En quelques mots").fill(WORDS)
    form.get_by_label("Noms et téléphones").check()
    form.get_by_label("Environ combien de personnes").fill("40")
    form.keyboard.press("Control+Enter")
    expect(form.locator("#done")).to_be_visible()
    return form.locator("#number").inner_text()


def settle_measures(page: Page) -> None:
    page.locator("body[data-ready]").wait_for(state="attached")
    for left in (2, 1, 0):
        page.locator("#contain form.inline button").first.click()
        expect(page.locator("#contain form.inline")).to_have_count(left)


def assess(page: Page) -> None:
    page.get_by_label("D'où cela vient").select_option(label="Personne extérieure")
    page.get_by_label("Risque pour les personnes").select_option(label="Élevé")
    page.get_by_label("Préjudice pour les personnes").fill("Des familles peuvent être menacées")
    page.get_by_role("button", name="Enregistrer l'évaluation").click()
    expect(page.locator(".about .pill")).to_have_text("Confirmé")


def tell(page: Page, who: str, how: str, in_words: str) -> None:
    page.get_by_label("Qui est informé").select_option(label=who)
    expect(page.get_by_label("Ce qui est dit")).to_have_value(re.compile(in_words))
    page.get_by_label("Comment", exact=True).select_option(label=how)
    page.get_by_role("button", name="Noter que l'information est donnée").click()
    expect(page.locator("#tell li", has_text=who)).to_have_class("settled")


def test_from_a_suspicion_to_the_lesson(chromium: Browser, office: Server) -> None:
    case = Client(office.url, OPERATOR).create("Case", description="Carte perdue")["name"]
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", locale="fr-FR") as page:
        name = report(page, case)
    with visit(chromium, office, GUARDIAN, "/cfm/breaches", locale="fr-FR", size=PHONE) as page:
        assert width_of(page) <= PHONE["width"]
        page.get_by_role("link", name=name).click()
        expect(page.get_by_text(WORDS)).to_be_visible()
        expect(page.get_by_role("link", name=case)).to_be_visible()
        assert width_of(page) <= PHONE["width"]
        settle_measures(page)
    with visit(chromium, office, GUARDIAN, f"/cfm/breach?name={name}", locale="fr-FR") as page:
        assess(page)
        page.get_by_label("Ce qu'on en apprend").fill("Les écrans se verrouillent")
        page.get_by_role("button", name="Clore la violation").click()
        expect(page.locator("#end > form .result")).to_contain_text("Siège")
        page.get_by_text("Ajouter une mesure").click()
        page.get_by_label("Ce qui est à faire").fill("Chiffrer les téléphones")
        page.get_by_label("Responsable de la mesure").select_option(label="Ali Manager")
        page.get_by_role("button", name="Ajouter", exact=True).first.click()
        planned = page.locator("#contain li", has_text="Chiffrer les téléphones")
        expect(planned).to_contain_text("Ali Manager")
        planned.get_by_role("button", name="C'est fait").click()
        page.get_by_label("Lectures de").select_option(label="Mariam Operator")
        page.get_by_role("button", name="Afficher ces lectures").click()
        expect(
            page.locator("section", has_text="Lectures concernées").locator("li").first
        ).to_be_visible()
        tell(page, "Siège", "Courriel", name)
        tell(page, "Personnes concernées", "Téléphone", "désolés")
        # What was typed before the refusal is still there.
        expect(page.get_by_label("Ce qu'on en apprend")).to_have_value("Les écrans se verrouillent")
        page.get_by_role("button", name="Clore la violation").click()
        expect(page.locator(".about .pill")).to_have_text("Clos")
        expect(page.get_by_text("Les écrans se verrouillent")).to_be_visible()


def test_a_report_whose_answer_was_lost_is_entered_once(chromium: Browser, office: Server) -> None:
    words = "Liste lue à voix haute au marché"
    with visit(chromium, office, OPERATOR, "/cfm/report-breach", locale="fr-FR") as page:
        page.get_by_label("En quelques mots").fill(words)

        def lose(route: Route) -> None:
            route.fetch()
            route.abort()

        intercept(page, "**/cfm_app.api.breaches.report*", lose, times=1)
        page.locator("#save").click()
        expect(page.locator("#errors")).to_be_visible()
        page.locator("#save").click()
        expect(page.locator("#done")).to_be_visible()
    filters = json.dumps([["description", "=", words]])
    assert len(Client(office.url, GUARDIAN).list("CFM Data Breach", filters=filters)) == 1


def test_the_register_is_not_for_whoever_reported(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/report-breach", locale="ar", size=PHONE) as page:
        page.locator("body[data-ready]").wait_for()
        assert width_of(page) <= PHONE["width"]
        page.locator("#save").click()
        expect(page.locator("[data-field=description]")).to_have_class(re.compile("invalid"))
        page.locator("#description").fill("ورقة مفقودة")
        page.reload()
        expect(page.locator("#description")).to_have_value("ورقة مفقودة")
        page.locator("#save").click()
        expect(page.locator("#done")).to_be_visible()
        name = page.locator("#number").inner_text()
        page.goto(f"{office.url}/cfm/report-breach")
        expect(page.locator(".own")).to_contain_text(name)
    operator = Client(office.url, OPERATOR)
    assert operator.request("GET", f"/cfm/breach?name={name}").status_code == 403
    assert operator.request("GET", f"/api/resource/CFM Data Breach/{name}").status_code == 404
    with visit(chromium, office, MANAGER, f"/cfm/breach?name={name}", locale="fr-FR") as page:
        expect(page.get_by_text("ورقة مفقودة")).to_be_visible()
        expect(page.locator("form[data-act]")).to_have_count(0)
