"""A category gets another name and goes into another one: counted first, with all that names it."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
OLD, NEW, OTHER = "Qualité des vivres", "Vivres avariés", "Quantité de la ration"


def opened(page: Page, name: str) -> None:
    page.goto(f"/app/case-category/{name}")
    page.wait_for_selector("#main[data-started]")


def test_a_category_is_renamed_and_merged(chromium: Browser, own_office: Server) -> None:
    client = Client(own_office.url, OPERATOR)
    case = client.create("Case", category=OLD, description="Moisi")["name"]
    with visit(chromium, own_office, MANAGER, "/cfm/reach", locale="fr-FR") as page:
        opened(page, OLD)
        page.locator("[data-field=category_name] input").fill(NEW)
        page.keyboard.press("Control+s")
        expect(page.locator("#other-name-told")).to_contain_text("Cas")
        page.get_by_role("button", name="Renommer ou fusionner", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(NEW)
        assert client.get("Case", case)["category"] == NEW
        page.go_back()
        page.wait_for_url("**/cfm/reach")
    with visit(chromium, own_office, MANAGER, "/cfm/reach", size=PHONE, locale="fr-FR") as page:
        opened(page, NEW)
        page.locator("#more summary").click()
        page.get_by_role("button", name="Renommer ou fusionner…").click()
        page.locator("#other-name").fill(OTHER)
        page.get_by_role("button", name="Renommer ou fusionner", exact=True).click()
        expect(page.locator("dialog .field-error")).to_contain_text("Ce nom est pris")
        assert width_of(page) <= PHONE["width"]
        page.locator("#other-name-merge").check()
        page.get_by_role("button", name="Renommer ou fusionner", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(OTHER)
    assert client.get("Case", case)["category"] == OTHER
    refused = Client(own_office.url, MANAGER).request(
        "PUT", f"/api/resource/Case Category/{OTHER}", json={"category_name": "Perdu"}
    )
    assert (refused.status_code == 417 and "Rename" in refused.text) or "Renommer" in refused.text


def test_the_history_is_searched_and_says_once_what_goes_back(
    chromium: Browser, own_office: Server
) -> None:
    client = Client(own_office.url, MANAGER)
    client.create("Case Priority", priority_name="Très urgente")
    for size in (DESKTOP, PHONE):
        with visit(chromium, own_office, MANAGER, "/cfm/reach", size=size, locale="fr-FR") as page:
            page.goto("/app/history")
            page.wait_for_selector("#main[data-started]")
            page.locator("#h-words").fill("très urgente")
            page.locator("#h-user").select_option(MANAGER)
            page.locator(".changes-search button").click()
            page.wait_for_selector("#main[data-started]")
            expect(page.locator(".change")).to_have_count(1)
            assert width_of(page) <= size["width"]
    with visit(chromium, own_office, MANAGER, "/cfm/reach", locale="fr-FR") as page:
        page.goto("/app/history?words=Vivres avariés")
        page.wait_for_selector("#main[data-started]")
        merged = page.locator(".change", has_text="Fusionné")
        expect(merged.locator("[data-undo]")).to_have_count(0)


def test_what_may_be_in_use_goes_into_another_instead_of_being_deleted(
    chromium: Browser, own_office: Server
) -> None:
    Client(own_office.url, MANAGER).create("CFM Channel", channel_name="Méprise")
    for size in (PHONE, DESKTOP):
        with visit(chromium, own_office, MANAGER, "/cfm/reach", size=size, locale="fr-FR") as page:
            page.goto("/app/cfm-channel/Méprise")
            page.wait_for_selector("#main[data-started]")
            page.locator("#more summary").click()
            page.get_by_role("button", name="Supprimer", exact=True).click()
            page.get_by_role("dialog").get_by_role("button", name="Supprimer", exact=True).click()
            dialog = page.get_by_role("dialog", name="Méprise reste")
            expect(dialog).to_contain_text("Des cas peuvent utiliser")
            assert width_of(page) <= size["width"]
            if size is PHONE:
                continue
            dialog.get_by_role("button", name="Fusionner avec une autre").click()
            page.locator("#other-name").fill("Appel sortant")
            page.locator("#other-name-merge").check()
            page.get_by_role("button", name="Renommer ou fusionner", exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Appel sortant")
