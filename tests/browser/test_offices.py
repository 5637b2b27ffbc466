"""A manager carries a file from one office to the other, and decides what both have changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ..live import Client
from ..offices.servers import CATEGORY, Office, linked
from ..patterns import Patterns
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, PAGE = "manager@demo.cfm", "/cfm/offices"
WORK_MS = 180_000
SAID, HERE, THERE = "Zqcarton mouillé", "Zqcarton revu au siège", "Zqcarton revu au bureau"


@pytest.fixture(scope="module")
def offices(patterns: Patterns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Office]]:
    with linked(patterns, tmp_path_factory.mktemp("carried")) as found:
        yield found


def part_of(page: Page, office: Office) -> Locator:
    """What the page shows of the agreement of these offices."""
    return page.locator(f"section[aria-labelledby='h-{office.agreement}']")


def carried(page: Page, office: Office) -> bytes:
    """The file that the sub-office makes and saves."""
    part = part_of(page, office)
    saving = part.get_by_role("button", name="Télécharger")
    before = saving.count()
    part.get_by_role("button", name="Préparer le fichier des nouveautés").click()
    expect(saving).to_have_count(before + 1, timeout=WORK_MS)
    with page.expect_download() as found:
        saving.first.click()
    return Path(found.value.path()).read_bytes()


def bring_in(page: Page, office: Office, content: bytes) -> None:
    form = part_of(page, office).locator("form.take")
    form.locator("input").set_input_files({"name": "cas.cfm", "mimeType": "", "buffer": content})
    form.get_by_role("button", name="Le reprendre").click()


def of(office: Office, description: str) -> dict[str, Any]:
    where = json.dumps({"description": description})
    [found] = office.of("manager").list("Case", filters=where)
    return found


def test_a_file_is_carried_and_both_sides_are_decided(
    chromium: Browser, offices: list[Office]
) -> None:
    head, sub = offices
    told = {"category": CATEGORY, "description": SAID}
    number = sub.of("operator").call("cfm_app.api.console.new_case", case=told)["case"]
    with visit(chromium, sub.server, MANAGER, PAGE, DESKTOP, locale="fr-FR") as page:
        first = carried(page, sub)
    with visit(chromium, head.server, MANAGER, PAGE, PHONE, locale="fr-FR") as page:
        bring_in(page, head, first[:-1])
        expect(page.get_by_text("Ce fichier a été modifié en route")).to_be_visible()
        bring_in(page, head, first)
        expect(part_of(page, head).get_by_text("nouveaux")).to_be_visible(timeout=WORK_MS)
        assert width_of(page) <= PHONE["width"]
    change(head.of("manager"), of(head, SAID)["name"], HERE)
    change(sub.of("manager"), number, THERE)
    with visit(chromium, sub.server, MANAGER, PAGE, DESKTOP, locale="fr-FR") as page:
        second = carried(page, sub)
    with visit(chromium, head.server, MANAGER, PAGE, PHONE, locale="fr-FR") as page:
        bring_in(page, head, second)
        theirs = page.get_by_role("button", name="Ce qui a été dit\u00a0: Prendre ceci")
        expect(theirs).to_be_visible(timeout=WORK_MS)
        expect(page.get_by_text(HERE)).to_be_visible()
        assert width_of(page) <= PHONE["width"]
        theirs.click()
        expect(theirs).to_have_count(0)
    assert of(head, THERE)["name"]


def change(client: Client, name: str, description: str) -> None:
    client.change("Case", name, description=description)
