"""Task 13: another program hears of new cases, tried at once, each message signed.

The key of a partner's program, with few rights, is among the tasks of the guide: ``tasks/test_program_key.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ...receiver import Receiver, receiving
from .round import Round, choose, entry, new_row, saved

OPERATOR, SECRET = "operator@demo.cfm", "un mot des deux"
ORDINARY, RESTRICTED = "Demande d'information", "Exploitation ou abus sexuel"
FIELDS = (("name", "numero"), ("category", "categorie"))


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def test_another_program_hears_of_new_cases(task: Round, other: Receiver) -> None:
    page = task.begin_round()
    task.tool("Telling other programs")
    task.new()
    make_webhook(task, page, other.url)
    page.locator("#try-entry").fill("CFM")
    page.locator("[role=option]:visible").first.click()
    page.locator("#try-send").click()
    expect(page.locator("#try-sent .finding-good")).to_be_visible()
    assert other.is_signed(0, SECRET)
    task.steps.report(13)
    operator = task.client(OPERATOR)
    told = {"channel": "Ligne verte", "description": "Où ?", "speaker_relation": "Self"}
    operator.create("Case", **told, category=RESTRICTED)
    made = operator.create("Case", **told, category=ORDINARY)["name"]
    other.wait_for(2)
    assert other.bodies[1:] == [{"numero": made, "categorie": ORDINARY}]
    assert other.is_signed(1, SECRET)
    page.reload()
    expect(page.locator("#deliveries")).to_contain_text(made)


def make_webhook(task: Round, page: Page, url: str) -> None:
    entry(page, "__newname").fill("Nouveaux cas")
    choose(page, "webhook_doctype", task.tr("Case"))
    entry(page, "webhook_docevent").select_option("after_insert")
    entry(page, "request_url").fill(url)
    entry(page, "enable_security").check()
    entry(page, "webhook_secret").fill(SECRET)
    for name, key in FIELDS:
        row = new_row(page, "webhook_data")
        row.locator("[data-field=fieldname] select").select_option(name)
        row.locator("[data-field=key] input").fill(key)
    saved(page)
