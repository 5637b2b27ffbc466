"""The map of the office, by screens only: outlines from a file, an alert and figures that are shown on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.clock import office_day

from ..live import Client, Server
from .trends import MANAGER, found_trend
from .visits import DESKTOP, PHONE, visit, width_of

pytestmark = pytest.mark.embedded("lets the night of the engine run from outside")

PAGE, OPERATOR = "/cfm/outlines", "operator@demo.cfm"
PROVINCES = ("TD06", "TD07", "TD14", "TD17", "TD21")
DEPARTMENTS = ("TD0701", "TD0702")


def outlines(codes: tuple[str, ...], level: int) -> dict[str, Any]:
    """Squares in a row, as OCHA names them."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"ADM0_PCODE": "TD", f"ADM{level}_PCODE": code},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[14 + at, 10], [15 + at, 10], [15 + at, 11], [14 + at, 11], [14 + at, 10]]
                    ],
                },
            }
            for at, code in enumerate(codes)
        ],
    }


def take(page: Page, file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Prendre les contours").click()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_places_are_shown_on_the_offices_own_outlines(
    chromium: Browser, own_office: Server, tmp_path: Path, size: dict[str, int]
) -> None:
    name = found_trend(own_office)
    Client(own_office.url, MANAGER).request("POST", "/api/method/cfm_app.api.outlines.clear")
    file = tmp_path / "outlines.geojson"
    asked: set[str] = set()

    def watch(page: Page) -> None:
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))

    look: dict[str, Any] = {"size": size, "locale": "fr-FR", "prepare": watch}
    with visit(chromium, own_office, MANAGER, PAGE, **look) as page:
        take(page, file, "rien")
        expect(page.locator("#take .result")).to_contain_text("pas du GeoJSON")
        broken = outlines(PROVINCES, 1)
        broken["features"][1]["geometry"]["coordinates"][0].pop()
        take(page, file, json.dumps(broken))
        expect(page.locator("#take .result")).to_contain_text("TD07")
        take(page, file, json.dumps(outlines((*PROVINCES, "XX01"), 1)))
        expect(page.locator("#taken")).to_contain_text("Contours pris\u00a0: 5.")
        expect(page.locator("#taken")).to_contain_text("XX01")
        page.get_by_role("link", name="Afficher la carte").click()
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator(".place-map .ground")).to_have_count(5)
        assert width_of(page) <= size["width"]
    alert = f"/cfm/trend-alert?name={name}"
    with visit(chromium, own_office, MANAGER, alert, **look) as page:
        # Of the departments there are no outlines yet: their province is marked among the others.
        expect(page.locator(".place-map .ground.red title")).to_have_text("Lac")
        expect(page.locator(".tile").first).to_be_visible()
    with visit(chromium, own_office, MANAGER, PAGE, **look) as page:
        take(page, file, json.dumps(outlines(DEPARTMENTS, 2)))
        expect(page.locator("#taken")).to_contain_text("2")
    with visit(chromium, own_office, MANAGER, alert, **look) as page:
        shapes = page.locator(".place-map .ground")
        expect(shapes).to_have_count(2)
        tiles = page.locator("#h-members ~ .tiles .tile")
        for at in range(2):
            place, number = (
                (shapes.nth(at).locator("title").text_content() or "").split(" · ")[0].split(": ")
            )
            expect(tiles.filter(has_text=place).locator(".number").first).to_have_text(number)
        assert width_of(page) <= size["width"]
    figures = f"/cfm/figures?rows=province&period={office_day().year}"
    with visit(chromium, own_office, MANAGER, figures, **look) as page:
        expect(page.locator(".place-map .ground")).not_to_have_count(0)
        for title in page.locator(".place-map title").all_text_contents():
            place, told = title.split(": ")
            row = page.locator("#table tbody tr").filter(has=page.get_by_text(place, exact=True))
            expect(row.locator("td").first).to_have_text(told)
        assert width_of(page) <= size["width"]
    assert asked == {urlsplit(own_office.url).netloc}
    with visit(chromium, own_office, MANAGER, PAGE, **look) as page:
        with page.expect_navigation():
            page.get_by_role("button", name="Retirer tous les contours").click()
        expect(page.locator(".place-map")).to_have_count(0)
    with visit(chromium, own_office, MANAGER, alert, **look) as page:
        expect(page.locator(".place-map")).to_have_count(0)
        expect(page.locator(".tile").first).to_be_visible()


def test_others_bring_no_outlines(own_office: Server) -> None:
    client = Client(own_office.url, OPERATOR)
    assert client.request("GET", PAGE).status_code in (403, 404)
    answer = client.request("POST", "/api/method/cfm_app.api.outlines.take", json={"content": "{}"})
    assert answer.status_code == 403
