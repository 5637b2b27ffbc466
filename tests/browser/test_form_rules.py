"""The fast page follows the form that a manager made: conditions, defaults, what must be answered."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, OPERATOR, PAGE = "manager@demo.cfm", "operator@demo.cfm", "/cfm/new-case"


def customise(client: Client, field: str, name: str, value: str) -> None:
    client.create(
        "Property Setter",
        doctype_or_field="DocField",
        doc_type="Case",
        field_name=field,
        property=name,
        property_type="Data",
        value=value,
    )


def test_the_fast_page_obeys_the_form(chromium: Browser, own_office: Server) -> None:
    client = Client(own_office.url, MANAGER)
    customise(client, "programme", "mandatory_depends_on", 'eval:doc.sex == "Female"')
    customise(client, "disability", "depends_on", 'eval:doc.sex == "Female"')
    customise(client, "age_group", "default", "18-59")
    with visit(chromium, own_office, OPERATOR, PAGE, locale="fr-FR") as page:
        programme, disability = page.locator("#programme"), page.locator("#disability")
        expect(page.locator("#age_group")).to_have_value("18-59")
        expect(disability).to_be_hidden()
        page.locator("#category").fill("quantité")
        page.locator("#category-list [role=option]").first.click()
        page.locator("#description").fill("Il manque de l'huile")
        page.locator("#sex").select_option("Female")
        expect(disability).to_be_visible()
        disability.select_option("Yes")
        page.locator("#save").click()
        expect(page.locator(".field.invalid[data-field=programme]")).to_contain_text("manque")
        page.locator("#sex").select_option("Male")
        expect(disability).to_be_hidden()
        page.locator("#sex").select_option("Female")
        programme.select_option(index=1)
    with visit(chromium, own_office, OPERATOR, PAGE, size=PHONE, locale="fr-FR") as page:
        assert width_of(page) <= PHONE["width"]
        page.locator("#sex").select_option("Female")
        expect(page.locator("[data-field=programme] label")).to_be_visible()
    operator = Client(own_office.url, OPERATOR)
    category = operator.list("Case Category", filters='[["name","like","Quantit%"]]')[0]["name"]
    given = {"category": category, "description": "x", "sex": "Female"}
    refused = operator.request("POST", "/api/resource/Case", json=given)
    assert refused.status_code == 417 and "Programme" in refused.text
    kept = operator.create("Case", **{**given, "sex": "Male", "disability": "Yes"})
    assert not kept.get("disability")


def test_a_hidden_field_can_still_be_exported(chromium: Browser, own_office: Server) -> None:
    client = Client(own_office.url, MANAGER)
    client.create(
        "Property Setter",
        doctype_or_field="DocField",
        doc_type="Case",
        field_name="population_group",
        property="hidden",
        property_type="Check",
        value="1",
    )
    for size in (DESKTOP, PHONE):
        with visit(chromium, own_office, MANAGER, "/cfm/export", size=size, locale="fr-FR") as page:
            column = page.get_by_label("Groupe de population (masqué dans le formulaire)")
            expect(column).to_have_count(1)
            expect(column).not_to_be_checked()
            assert width_of(page) <= size["width"]
    # Two windows have ended the first session.
    client = Client(own_office.url, MANAGER)
    exported = client.request("GET", "/app/export/case?format=csv").content.decode("utf-8-sig")
    assert "Groupe de population (masqué)" in exported.splitlines()[0]
