"""What is typed is not lost without a word, and a condition reaches what lies under a group."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Browser, Locator, Page, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, OPERATOR, START = "manager@demo.cfm", "operator@demo.cfm", "/cfm/console"
GROUP = "Plainte non sensible"


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#main[data-started]")


def notification(client: Client, name: str, subject: str) -> str:
    """One that tells managers of each new case by the bell, without a condition yet."""
    made = client.create(
        "Notification",
        name=name,
        subject=subject,
        message="x",
        document_type="Case",
        event="New",
        channel="System Notification",
        recipients=[{"receiver_by_role": "CFM Manager"}],
    )
    return str(made["name"])


def test_a_typed_place_stays_and_is_spoken_of(chromium: Browser, own_office: Server) -> None:
    for size in (DESKTOP, PHONE):
        with visit(chromium, own_office, OPERATOR, START, size=size, locale="fr-FR") as page:
            opened(page, "/app/case/new")
            place = page.locator("[data-field=location] .link-input")
            place.fill("Nulle part ailleurs")
            place.press("Tab")
            error = page.locator("[data-field=location] .field-error")
            expect(error).to_contain_text("ne mène à aucune fiche")
            expect(place).to_have_value("Nulle part ailleurs")
            page.keyboard.press("Control+s")
            expect(page.locator("#form-errors")).to_contain_text("Nulle part ailleurs")
            assert width_of(page) <= size["width"]
            place.fill("ndjamena")
            place.press("Tab")
            place.fill("")
            place.press("Tab")
            expect(error).to_have_count(0)


def test_what_names_one_entry_is_taken(chromium: Browser, own_office: Server) -> None:
    with visit(chromium, own_office, OPERATOR, START, locale="fr-FR") as page:
        opened(page, "/app/case/new")
        category = page.locator("[data-field=category] .link-input")
        category.fill("quantite de la ration")
        category.press("Tab")
        expect(category).to_have_value("Quantité de la ration")
        expect(page.locator("[data-field=category] .field-error")).to_have_count(0)


def test_a_wrong_gateway_keeps_the_number(chromium: Browser, own_office: Server) -> None:
    with visit(chromium, own_office, MANAGER, START, locale="fr-FR") as page:
        opened(page, "/app/sms-settings")
        for name, text in (
            ("sms_gateway_url", "http://127.0.0.1:9/send"),
            ("message_parameter", "text"),
            ("receiver_parameter", "to"),
        ):
            page.locator(f"[data-field={name}] :is(input, textarea)").first.fill(text)
        page.locator("#try-to").fill("+235 66 12 34 56")
        page.locator("#try-send").click()
        expect(page.locator("#try-sent .finding-error")).to_be_visible()
        expect(page.locator("#try-to")).to_have_value("+235 66 12 34 56")


def test_a_condition_reaches_what_lies_under_a_group(chromium: Browser, own_office: Server) -> None:
    client = Client(own_office.url, MANAGER)
    made = notification(client, "Under", "Under")
    with visit(chromium, own_office, MANAGER, START, locale="fr-FR") as page:
        opened(page, f"/app/notification/{made}")
        condition = page.locator("[data-field=condition] .condition")
        condition.get_by_role("button", name="Ajouter une condition").click()
        condition.locator("select").first.select_option("category")
        expect(condition.locator("select").nth(1)).to_have_value("under")
        condition.locator(".link-input").fill(GROUP)
        page.get_by_role("option", name=GROUP).first.click()
        written = page.locator("[data-field=condition] textarea")
        expect(written).to_have_value(re.compile("Quantité de la ration"))
        page.keyboard.press("Control+s")
        expect(page.locator("#unsaved")).to_be_hidden()
        opened(page, f"/app/notification/{made}")
        expect(condition.locator("select").nth(1)).to_have_value("under")
        expect(condition.locator(".link-input")).to_have_value(GROUP)
        condition.locator("select").nth(1).select_option("==")
        expect(condition).to_contain_text("ne compte pas")
    stored = client.get("Notification", made)["condition"]
    names = json.loads(stored.removeprefix("doc.category in "))
    assert names[0] == GROUP and "Quantité de la ration" in names


def test_conditions_go_together_in_groups(chromium: Browser, own_office: Server) -> None:
    client = Client(own_office.url, MANAGER)
    made = notification(client, "Groups", "Groups {{ doc.name }}")
    for size in (DESKTOP, PHONE):
        with visit(chromium, own_office, MANAGER, START, size=size, locale="fr-FR") as page:
            opened(page, f"/app/notification/{made}")
            condition = page.locator("[data-field=condition] .condition")
            for _each in range(condition.locator(":scope > .condition-line").count()):
                condition.get_by_role("button", name="Retirer la condition").first.click()
            for _each in range(condition.get_by_role("button", name="Retirer le groupe").count()):
                condition.get_by_role("button", name="Retirer le groupe").first.click()
            choose(condition, "Ajouter une condition", "eau")
            choose(condition, "Ajouter un groupe", "puits")
            group = condition.get_by_role("group", name="Groupe de conditions")
            choose(group, "Ajouter une condition", "latrines")
            group.get_by_label("Aucune").check()
            expect(page.locator("[data-field=condition] textarea")).to_have_value(
                '"eau" in (doc.description or "") and not ("puits" in (doc.description or "")'
                ' or "latrines" in (doc.description or ""))'
            )
            assert width_of(page) <= size["width"]
            page.keyboard.press("Control+s")
            expect(page.locator("#unsaved")).to_be_hidden()
            opened(page, f"/app/notification/{made}")
            expect(group.locator(".condition-line")).to_have_count(2)
            expect(group.get_by_label("Aucune")).to_be_checked()
    operator = Client(own_office.url, OPERATOR)
    cases = [
        operator.create("Case", description=words)["name"]
        for words in ("Pas d'eau au marché", "Pas d'eau au puits", "De l'eau, des latrines", "Rien")
    ]
    told = Client(own_office.url, MANAGER).list(
        "Notification Log", fields='["subject"]', filters='[["subject", "like", "Groups %"]]'
    )
    assert [each["subject"] for each in told] == [f"Groups {cases[0]}"]


def choose(group: Locator, adding: str, words: str) -> None:
    """Add a line to a group: the description contains words."""
    group.get_by_role("button", name=adding).last.click()
    line = group.locator(".condition-line").last
    line.get_by_label("Champ").select_option("description")
    line.get_by_label("Comparaison").select_option("contains")
    line.get_by_label("Valeur").fill(words)
