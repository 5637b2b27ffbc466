"""A manager looks for a tool by words of their own; needs no page of the guide, since it says that already."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from ...live import Client, Server
from ..visits import at_desk

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
ASKED = {
    "calendrier": "Réglages du CFM",
    "jours fériés": "Réglages du CFM",
    "clé API": "Clés pour programmes",
    "cle api": "Clés pour programmes",
    "questionnaire": "Nouveau type de fiche",
    "logo": "En-têtes de lettre",
    "annuler": "Historique des réglages",
    "webhook": "Avertir d'autres programmes",
    "mot de passe": "Utilisateurs",
    "expéditeur": "Comptes e-mail",
    "clef": "Clés pour programmes",
    "corbeille": "Historique des réglages",
    "doublon": "Catégories",
    "deux facteurs": "Second facteur",
    "imprimante": "Formats d'impression",
    "bailleurs": "Rapports par courriel",
    "indicateur": "Chiffres clés",
    "ligne verte": "Canaux",
}


@pytest.mark.embedded("the search of the engine's own desk; a bench has Frappe's")
def test_a_tool_is_found_by_several_words(own_office: Server) -> None:
    manager, operator = Client(own_office.url, MANAGER), Client(own_office.url, OPERATOR)
    for words, tool in ASKED.items():
        found = manager.request("GET", "/app/search", params={"txt": words}).json()
        tools = [each["title"].replace("’", "'") for each in found if each["note"] == "Réglages"]
        assert tool in tools, (words, tools)
        hidden = operator.request("GET", "/app/search", params={"txt": words}).json()
        assert [each for each in hidden if each["note"] == "Réglages"] == [], words


@pytest.mark.embedded("the search of the engine's own desk; a bench has Frappe's")
def test_by_keyboard_from_a_word_to_the_tool(chromium: Browser, own_office: Server) -> None:
    with at_desk(chromium, own_office, MANAGER) as desk:
        desk.page.goto("/app")
        desk.page.locator("#search").fill("clé API")
        option = desk.page.locator("#search-results [role=option]", has_text="Clés pour programmes")
        expect(option.first).to_be_visible()
        option.first.click()
        desk.page.wait_for_url("**/cfm/program-access")
