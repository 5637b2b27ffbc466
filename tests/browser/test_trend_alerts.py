"""An unusual trend, by screens only: from its detection to the decision and the outcome."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .trends import CATEGORY, MANAGER, counted_cases, found_trend
from .visits import PHONE, visit, width_of

PLANTED = 36
AAP, OPERATOR = "aap@demo.cfm", "operator@demo.cfm"
BEHIND = "Le camion de Bol est reparti avec la moitié des sacs"


def test_from_detection_to_the_outcome(chromium: Browser, own_office: Server) -> None:
    name = found_trend(own_office)
    total = counted_cases(Client(own_office.url, MANAGER), name)
    # Some of the cases that the office had before may lie there as well.
    assert PLANTED <= total <= PLANTED + 5
    with visit(
        chromium, own_office, MANAGER, "/cfm/trend-alerts", locale="fr-FR", size=PHONE
    ) as page:
        assert width_of(page) <= PHONE["width"]
        page.locator("a.row", has_text=name).click()
        page.wait_for_selector("body[data-ready]", state="attached")
        assert width_of(page) <= PHONE["width"]
        expect(page.locator("h1")).to_contain_text(CATEGORY)
        expect(page.locator(".about")).to_contain_text(
            re.compile(rf"{total} cas au lieu de .* en 6 jours")
        )
        expect(page.locator(".curve svg rect.within")).to_have_count(6)
        expect(page.locator(".tile", has_text="camion jaune")).to_contain_text(
            f"{PLANTED} personnes"
        )
        page.get_by_role("button", name="Je m'en occupe").click()
        expect(page.locator(".about .pill").first).to_have_text("En examen")
    with visit(
        chromium, own_office, MANAGER, f"/cfm/trend-alert?name={name}", locale="fr-FR"
    ) as page:
        expect(page.get_by_role("button", name="Je m'en occupe")).to_have_count(0)
        expect(page.locator("table.weeks tbody tr").first).to_contain_text(str(total))
        page.get_by_label("Ce qui est décidé").fill("Seconde distribution")
        page.get_by_role("button", name="Enregistrer la décision").click()
        expect(page.locator("#decide .result")).to_contain_text("Évaluez-la d'abord")
        page.get_by_label("Ce qu'il y a derrière").fill(BEHIND)
        page.get_by_role("button", name="Enregistrer l'évaluation").click()
        expect(page.get_by_label("Ce qu'il y a derrière")).to_have_value(BEHIND)
        # What was typed before the refusal is still there.
        expect(page.get_by_label("Ce qui est décidé")).to_have_value("Seconde distribution")
        page.get_by_label("Revoir le").fill(
            page.get_by_label("Revoir le").get_attribute("min") or ""
        )
        page.get_by_role("button", name="Enregistrer la décision").click()
        expect(page.locator(".about .pill").first).to_have_text("Décidé")
        expect(page.locator(".about .due")).to_contain_text("Suivi le")
    with visit(
        chromium, own_office, AAP, f"/cfm/trend-alert?name={name}", locale="ar", size=PHONE
    ) as page:
        assert width_of(page) <= PHONE["width"]
        expect(page.get_by_text(BEHIND)).to_be_visible()
        expect(page.locator("form[data-act]")).to_have_count(0)
    with visit(
        chromium, own_office, MANAGER, f"/cfm/trend-alert?name={name}", locale="fr-FR"
    ) as page:
        page.get_by_label("Ce que cela a donné").fill("Sacs rendus le 3")
        page.get_by_role("button", name="Clore", exact=True).click()
        expect(page.locator(".about .pill").first).to_have_text("Clos")
        expect(page.locator(".about")).to_contain_text("Sacs rendus le 3")
    operator = Client(own_office.url, OPERATOR)
    assert operator.request("GET", f"/cfm/trend-alert?name={name}").status_code in (403, 404)
    assert operator.request("GET", f"/api/resource/CFM Trend Alert/{name}").status_code == 404
