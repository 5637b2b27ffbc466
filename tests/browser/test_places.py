"""A village that is in no list: kept as it was told, proposed, and confirmed by a manager."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .calling import OPERATOR, choose_category, continue_call, open_again
from .visits import DESKTOP, PHONE, focused, visit, width_of

NEW_CASE = "/cfm/new-case?_lang=fr"
MANAGER = "manager@demo.cfm"


@pytest.fixture
def page(chromium: Browser, office: Server) -> Iterator[Page]:
    with visit(chromium, office, OPERATOR, NEW_CASE) as opened:
        yield opened


def village() -> str:
    return f"Ngouboua {uuid4().hex[:6]}"


def keep_as_told(page: Page, name: str) -> None:
    page.locator("#location").focus()
    page.keyboard.type(name)
    expect(
        page.get_by_role("option", name=f"Garder «\u202f{name}\u202f» tel que dit")
    ).to_be_visible()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_it_is_kept_beside_the_nearest_place_and_proposed(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    name = village()
    with visit(chromium, office, OPERATOR, NEW_CASE, size) as page:
        expect(page.locator("#place_details")).to_be_hidden()
        keep_as_told(page, name)
        assert focused(page) == "location"
        expect(page.locator("#place_details")).to_have_value(name)
        expect(page.locator("#nearest-place")).to_be_visible()
        page.keyboard.type("mam")
        expect(page.get_by_role("listbox").get_by_role("option", name="Mamdi")).to_be_visible()
        page.keyboard.press("Enter")
        page.locator("#propose_place").check()
        assert width_of(page) <= size["width"]
        choose_category(page)
        page.locator("#description").fill("Le puits est sec.")
        page.keyboard.press("Control+Enter")
        number = page.locator("#result .number").inner_text()
        expect(page.locator("#place_details")).to_be_hidden()
    case = Client(office.url, OPERATOR).get("Case", number)
    assert (case["location"], case["place_details"]) == ("TD0701", name)

    manager = Client(office.url, MANAGER)
    [place] = manager.list(
        "CFM Location",
        filters=json.dumps({"location_name": name}),
        fields='["name","proposed","enabled","owner"]',
    )
    assert (place["proposed"], place["enabled"], place["owner"]) == (1, 0, OPERATOR)
    operator = Client(office.url, OPERATOR)
    assert operator.call("cfm_app.api.console.find_places", text=name) == []
    manager.change("CFM Location", place["name"], enabled=1)
    [found] = operator.call("cfm_app.api.console.find_places", text=name)
    assert found["value"] == place["name"]


def test_what_was_typed_is_not_lost_when_one_goes_on(page: Page) -> None:
    """Also without a connection: nothing is found then, and nothing thrown away."""
    page.context.set_offline(True)
    page.locator("#location").fill("Kaïga-Kindjiria")
    page.locator("#description").click()
    expect(page.locator("#place_details")).to_have_value("Kaïga-Kindjiria")
    page.context.set_offline(False)
    assert focused(page) == "description"
    open_again(page)
    continue_call(page)
    expect(page.locator("#place_details")).to_have_value("Kaïga-Kindjiria")


def test_a_sensitive_case_proposes_nothing_and_leaves_the_place_to_its_report(
    page: Page, office: Server
) -> None:
    name = village()
    keep_as_told(page, name)
    page.keyboard.type("mam")
    expect(page.get_by_role("listbox").get_by_role("option", name="Mamdi")).to_be_visible()
    page.keyboard.press("Enter")
    page.locator("#propose_place").check()
    choose_category(page, "harcèlement")
    expect(page.locator("#propose_place")).to_be_hidden()
    page.locator("#description").fill("Une femme demande de l'aide.")
    page.keyboard.press("Control+Enter")
    number = page.locator("#result .number").inner_text()
    manager = Client(office.url, MANAGER)
    assert manager.list("CFM Location", filters=json.dumps({"location_name": name})) == []
    [report] = Client(office.url, "psea@demo.cfm").list(
        "Sensitive Report",
        filters=json.dumps({"cfm_case": number}),
        fields='["place_details","location"]',
    )
    assert report == {"place_details": name, "location": "TD0701"}
