"""The pages of the app and the desk are one product: one header, one rail, and one colour for one state."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from ..live import Client, Server
from .interception import intercept
from .visits import DESKTOP, PHONE, visit

OPERATOR, FOCAL, MANAGER = "operator@demo.cfm", "focal@demo.cfm", "manager@demo.cfm"
RATION = "Quantité de la ration"
PARTS = {
    "brand": ".top .brand-mark",
    "first entry": ".rail-first",
    "search": ".top .search",
    "bell": ".top .bell > summary",
    "user": ".top .menu:not(.bell) > summary",
}
LOOKS = ("color", "backgroundColor", "fontSize", "fontWeight", "blockSize", "borderRadius")
PILLS = "() => [...document.querySelectorAll('.pill[data-state]')].map((each) => {"
PILLS += "const { color, backgroundColor } = getComputedStyle(each);"
PILLS += "return [each.dataset.state, `${color} on ${backgroundColor}`]; })"


def settled(page: Page, window: Any) -> None:
    """The counts on the rail came; on a phone its drawer is open."""
    if window == PHONE:
        page.locator("#nav-button").click()
    expect(page.locator(".rail .badge").first).to_be_visible()


def header(page: Page, window: Any) -> dict[str, Any]:
    """Where each part of the header and the rail stands, and how it looks."""
    settled(page, window)
    look = "(each, names) => names.map((name) => getComputedStyle(each)[name])"
    found: dict[str, Any] = {"height": page.locator(".top").bounding_box()}
    for part, place in PARTS.items():
        each = page.locator(place)
        box = each.bounding_box()
        assert box, part
        sides = (round(box[side]) for side in ("x", "y", "height"))
        found[part] = [*sides, *each.evaluate(look, LOOKS)]
    found["entries"] = page.locator(".rail a").all_inner_texts()
    boxes = map(Locator.bounding_box, page.locator(".rail :is(a, summary)").all())
    found["places"] = [box and {side: round(box[side]) for side in box} for box in boxes]
    # An empty mark is none.
    found["unread"] = [text for text in page.locator(".top .bell .badge").all_inner_texts() if text]
    found["name"] = page.locator(".top .brand").get_attribute("aria-label")
    return found


@pytest.mark.matrix
@pytest.mark.embedded("on a bench the desk is Frappe's")
@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_header_does_not_move_between_page_and_desk(
    chromium: Browser, office: Server, window: Any, language: str
) -> None:
    with visit(chromium, office, OPERATOR, f"/cfm/console?_lang={language}", window) as page:
        of_page = header(page, window)
        page.goto(f"/app/case?_lang={language}")
        assert header(page, window) == of_page
        page.goto(f"/cfm/call-backs?_lang={language}")
        assert header(page, window) == of_page


def test_the_search_of_the_header_finds_from_every_page(chromium: Browser, office: Server) -> None:
    name = Client(office.url, OPERATOR).ok("GET", "/api/resource/Case?limit_page_length=1")[0]
    with visit(chromium, office, OPERATOR, "/cfm/call-backs") as page:
        page.keyboard.press("/")
        page.keyboard.type(name["name"])
        page.keyboard.press("Enter")
        page.wait_for_url("**/cfm/console**")
        expect(page.locator("#found")).to_contain_text(name["name"])
        assert name["name"] not in page.url.split("#")[0]


def test_the_search_waits_for_what_seals_it_on_a_slow_line(
    chromium: Browser, office: Server
) -> None:
    name = Client(office.url, OPERATOR).ok("GET", "/api/resource/Case?limit_page_length=1")[0][
        "name"
    ]
    held: list[Route] = []
    with visit(
        chromium,
        office,
        OPERATOR,
        "/cfm/call-backs",
        prepare=lambda page: intercept(page, "**/cipher.js*", lambda route: held.append(route)),
    ) as page:
        page.keyboard.press("/")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.id === 'q'")
        assert "/cfm/call-backs" in page.url
        for route in held:
            route.continue_()
        page.unroute_all()
        page.wait_for_url("**/cfm/console**")
        expect(page.locator("#found")).to_contain_text(name)


@pytest.mark.embedded("on a bench the desk is Frappe's")
def test_a_state_has_one_colour_wherever_it_is_shown(chromium: Browser, office: Server) -> None:
    shown: dict[str, dict[str, str]] = {}
    cases = Client(office.url, OPERATOR).ok("GET", "/api/resource/Case?limit_page_length=3")
    for user, paths in {
        OPERATOR: [
            "/cfm/console",
            "/app",
            "/app/case?size=100",
            "/app/referral?size=100",
            "/app/consent?size=100",
            *(f"/cfm/case?name={case['name']}" for case in cases),
            *(f"/app/case/{case['name']}" for case in cases),
        ],
        FOCAL: ["/cfm/approvals", "/app/referral"],
        "psea@demo.cfm": ["/cfm/console", "/app/case", "/app/sensitive-report"],
    }.items():
        with visit(chromium, office, user, paths[0]) as page:
            for path in paths:
                page.goto(path)
                page.wait_for_selector("main h1", state="attached")
                for state, colour in page.evaluate(PILLS):
                    shown.setdefault(state, {}).setdefault(colour, path)
    assert len(shown) > 5
    assert {state: found for state, found in shown.items() if len(found) > 1} == {}


@pytest.mark.embedded("on a bench the desk is Frappe's")
@pytest.mark.parametrize("way", ["list", "search", "home"])
def test_a_case_is_read_on_one_page_wherever_one_comes_from(
    chromium: Browser, office: Server, way: str
) -> None:
    name = Client(office.url, OPERATOR).create("Case", category=RATION, description="Sac vide")[
        "name"
    ]
    with visit(chromium, office, OPERATOR, "/cfm/call-backs") as page:
        page.goto("/app/case" if way == "list" else "/app")
        if way == "list":
            page.locator(f"[data-name='{name}'] .row-link").click()
        elif way == "search":
            page.locator("#search").fill(name)
            page.get_by_role("option", name=name).first.click()
        else:
            page.get_by_role("region", name="Modifié par moi récemment").get_by_text(name).click()
        page.wait_for_url(f"**/cfm/case?name={name}")
        expect(page.get_by_role("blockquote")).to_have_text("Sac vide")
        page.get_by_role("link", name="Tous les champs").click()
        page.wait_for_url(f"**/app/case/{name}")
        page.get_by_role("link", name="Vue d'ensemble").click()
        page.wait_for_url(f"**/cfm/case?name={name}")
