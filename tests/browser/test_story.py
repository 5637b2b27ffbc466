"""One case from the phone call to the closed loop, in windows of their own for two people.

The operator works at a laptop with the generated forms, the focal point on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ..live import PASSWORD, Client, Server
from .visits import DESKTOP, PHONE, visit

pytestmark = pytest.mark.embedded("walks through the engine's own desk; a bench has Frappe's")

OPERATOR, FOCAL = "operator@demo.cfm", "focal@demo.cfm"
SAID = "La ration de mil est incomplète depuis deux distributions."
SUMMARY = "Ration de mil incomplète, site de Baga Sola."
ANSWER = "Complément livré le 12 au site."
GRANTED = ("Enregistrement", "Rappeler la personne", "Partager à l'intérieur")


@pytest.fixture
def operator(chromium: Browser, office: Server) -> Iterator[Page]:
    """A window in which the operator has logged in by hand."""
    context = chromium.new_context(viewport=DESKTOP, base_url=office.url, locale="fr-FR")  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto("/login")
    page.get_by_label("E-mail").fill(OPERATOR)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/app**")
    yield page
    context.close()


def choose(page: Page, label: str, begin: str, option: str | re.Pattern[str]) -> None:
    """Fill a link by typing and taking what is offered."""
    page.get_by_label(label, exact=True).fill(begin)
    page.get_by_role("option", name=option).first.click()


def save(page: Page) -> str:
    """Save by keyboard; gives the document's number."""
    with page.expect_response(lambda answer: answer.request.headers["accept"] == "text/html"):
        page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("/new"))
    return page.url.rpartition("/")[2]


def step(page: Page, action: str) -> None:
    page.locator("#steps > summary").click()
    page.locator("#steps button").filter(has_text=re.compile(rf"^{action}\s*→")).click()


def state_is(page: Page, state: str) -> None:
    expect(page.locator("header .pill").first).to_have_text(state)


def test_from_the_call_to_the_closed_loop(
    operator: Page, chromium: Browser, office: Server
) -> None:
    case = register(operator)
    ask_for_consent(operator, case)
    referral = refer(operator, case)
    answer_on_the_phone(chromium, office, referral)
    resolve_inform_and_close(operator, case)
    told = Client(office.url, OPERATOR).get("Case", case)
    assert told["phase"] == "Closed"
    assert told["resolved_on"] <= told["informed_on"] <= told["closed_on"]


def register(page: Page) -> str:
    page.goto("/app/case/new")
    choose(page, "Canal", "lig", "Ligne verte")
    page.get_by_label("Parle pour").select_option(label="Soi-même")
    page.get_by_label("Sexe").select_option(label="Féminin")
    choose(page, "Catégorie", "quantité", re.compile("Quantité de la ration"))
    page.get_by_role("textbox", name="Ce qui a été dit").fill(SAID)
    case = save(page)
    assert re.fullmatch(r"CFM-\d{4}-\d{5}", case)
    step(page, "Enregistrer le cas")
    state_is(page, "Enregistré")
    return case


def ask_for_consent(page: Page, case: str) -> None:
    page.goto(f"/app/consent/new?cfm_case={case}")
    expect(page.get_by_label("Cas", exact=True)).to_have_value(case)
    page.get_by_label("Donné par").select_option(label="Soi-même")
    page.get_by_label("Moyen").select_option(label="Oral")
    save(page)
    for row in page.locator(".grid-row").all():
        purpose = row.locator("select").first.locator("option:checked").inner_text()
        answer = "Accordé" if purpose in GRANTED else "Refusé"
        row.locator("select").nth(1).select_option(label=answer)
    save(page)
    step(page, "Enregistrer la décision")
    state_is(page, "Décidé")


def refer(page: Page, case: str) -> str:
    page.goto(f"/app/referral/new?cfm_case={case}")
    choose(page, "Domaine de compétence", "log", "Logistique")
    choose(page, "Point focal", "focal@", re.compile(re.escape(FOCAL)))
    page.get_by_label("Motif", exact=True).fill("À vérifier à l'entrepôt")
    page.get_by_label("Résumé partagé").fill(SUMMARY)
    referral = save(page)
    page.goto(f"/app/case/{case}")
    step(page, "Référer")
    state_is(page, "Référé")
    return referral


def answer_on_the_phone(chromium: Browser, office: Server, referral: str) -> None:
    with visit(
        chromium, office, FOCAL, "/cfm/approvals", PHONE, is_mobile=True, has_touch=True
    ) as page:
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


def resolve_inform_and_close(page: Page, case: str) -> None:
    page.goto(f"/app/case/{case}")
    page.get_by_label("Résolution", exact=True).fill("Le complément de ration a été livré.")
    save(page)
    step(page, "Résoudre")
    state_is(page, "Résolu")
    page.get_by_role("tab", name="Suivi").click()
    attempts = page.locator("[data-field=contact_attempts]")
    attempts.get_by_role("button", name="Ajouter une ligne").click()
    attempts.locator("[data-field=reached] input").check()
    save(page)
    step(page, "Informer la personne")
    state_is(page, "Boucle fermée")
    step(page, "Clore")
    state_is(page, "Clos")
