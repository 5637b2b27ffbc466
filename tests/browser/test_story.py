"""One case from the phone call to the closed loop, in windows of their own for two people.

The operator works at a laptop with the generated forms, the focal point on a phone. The same story
is told on the engine's own desk and, with CFM_SITE_URL, on that of a bench.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from ..live import Client, Server
from .drivers import Desk
from .visits import PHONE, at_desk, visit

OPERATOR, FOCAL = "operator@demo.cfm", "focal@demo.cfm"
SAID = "La ration de mil est incomplète depuis deux distributions."
SUMMARY = "Ration de mil incomplète, site de Baga Sola."
ANSWER = "Complément livré le 12 au site."
NOTE = "La personne préfère être appelée le matin."
GRANTED = ("Enregistrement", "Rappeler la personne", "Partager à l'intérieur")


@pytest.fixture
def operator(chromium: Browser, office: Server) -> Iterator[Desk]:
    with at_desk(chromium, office, OPERATOR) as desk:
        yield desk


def test_from_the_call_to_the_closed_loop(
    operator: Desk, chromium: Browser, office: Server
) -> None:
    case = register(operator)
    ask_for_consent(operator, case)
    referral = refer(operator, case)
    answer_on_the_phone(chromium, office, referral)
    resolve_inform_and_close(operator, case)
    look_back(operator, case)
    told = Client(office.url, OPERATOR).get("Case", case)
    assert told["phase"] == "Closed"
    assert told["resolved_on"] <= told["informed_on"] <= told["closed_on"]


def register(desk: Desk) -> str:
    desk.new("Case")
    desk.choose("Canal", "lig", "Ligne verte")
    desk.select("Parle pour", "Soi-même")
    desk.select("Sexe", "Féminin")
    desk.choose("Catégorie", "quantité", re.compile("Quantité de la ration"))
    desk.write("Ce qui a été dit", SAID)
    case = desk.save()
    assert re.fullmatch(r"CFM-\d{4}-\d{6}", case)
    desk.step("Enregistrer le cas")
    desk.state_is("Enregistré")
    desk.comment(NOTE)
    return case


def ask_for_consent(desk: Desk, case: str) -> None:
    desk.new("Consent", cfm_case=case)
    desk.holds("Cas", case)
    desk.select("Donné par", "Soi-même")
    desk.select("Moyen", "Oral")
    desk.choose("Texte lu", "Consentement général-fra", re.compile("Consentement général-fra"))
    desk.save()
    for row in desk.rows("purposes"):
        granted = desk.text_of(row, "purpose") in GRANTED
        desk.select_in(row, "decision", "Accordé" if granted else "Refusé")
    desk.save()
    desk.step("Enregistrer la décision")
    desk.state_is("Décidé")


def refer(desk: Desk, case: str) -> str:
    desk.new("Referral", cfm_case=case)
    desk.choose("Domaine de compétence", "log", "Logistique")
    desk.choose("Point focal", "focal@", re.compile(re.escape(FOCAL)))
    desk.write("Motif", "À vérifier à l'entrepôt")
    desk.write("Résumé partagé", SUMMARY)
    referral = desk.save()
    desk.open("Case", case)
    desk.step("Référer")
    desk.state_is("Référé")
    return referral


def answer_on_the_phone(chromium: Browser, office: Server, referral: str) -> None:
    everything = "/cfm/approvals?show=1000"
    with visit(chromium, office, FOCAL, everything, PHONE, is_mobile=True, has_touch=True) as page:
        card = page.locator(f"article[data-name='{referral}']")
        expect(card).to_contain_text(SUMMARY)
        expect(page.locator("body")).not_to_contain_text(SAID)
        tap(card, "[data-act=accept]")
        card.locator("[data-act=answer]").tap()
        card.locator("[data-reply=answer] textarea").fill(ANSWER)
        tap(card, "[data-reply=answer] .primary")


def tap(card: Locator, button: str) -> None:
    card.locator(button).tap()
    expect(card.locator("[data-status]")).to_have_text("Envoyé")


def resolve_inform_and_close(desk: Desk, case: str) -> None:
    desk.open("Case", case)
    desk.write("Résolution", "Le complément de ration a été livré.")
    desk.save()
    desk.step("Résoudre")
    desk.state_is("Résolu")
    desk.step("Clore")
    desk.is_told("Informez la personne du résultat avant de clore")
    desk.state_is("Résolu")
    desk.tab("Suivi")
    attempt = desk.add_row("contact_attempts")
    desk.select_in(attempt, "outcome", "Personne informée")
    desk.write("Réponse à la personne", "Le complément est là.")
    desk.save()
    desk.step("Informer la personne")
    desk.state_is("Personne informée")
    desk.step("Clore")
    desk.state_is("Clos")


def look_back(desk: Desk, case: str) -> None:
    """What everybody in the office finds of the case afterwards."""
    desk.history_tells(NOTE)
    expect(desk.printed("Case", case, "fr", "CFM Case Summary")).to_contain_text(SAID)
    desk.list("Case", name=case)
    expect(desk.listed()).to_have_count(1)
    expect(desk.listed()).to_contain_text("Clos")
