"""Task 2: a public form without a log-in, with its link and its QR code."""

from __future__ import annotations

from playwright.sync_api import expect

from ..public_form import PAGE, sent
from .round import Round, saved

OPERATOR, QUESTION = "operator@demo.cfm", "Homme ou femme ?"
PHONE = {"width": 390, "height": 844}
SAID = "Il manque deux sacs de mil."


def test_somebody_without_a_user_writes(task: Round) -> None:
    page = task.begin_round()
    task.tool("Public form")
    page.locator("table.list tbody tr a.row-link").first.click()
    page.wait_for_selector("[data-grid=questions]")
    page.locator("[data-field=enabled] input").check()
    row = page.locator("[data-grid=questions] .grid-row").nth(1)
    row.locator("[data-field=asked] input").check()
    row.locator("[data-field=label] input").fill(QUESTION)
    saved(page)
    page.get_by_role("link", name=task.tr("Print the poster")).click()
    poster = page.locator(".sheet", has_text="Français").or_(page.locator(".sheet")).first
    expect(poster.locator("svg").first).to_be_visible()
    expect(poster).to_contain_text(PAGE)
    task.steps.report(2)
    phone = task.guest(PHONE)
    phone.goto(f"{PAGE}?language=fra")
    expect(phone.locator("label[for=sex]")).to_have_text(QUESTION)
    phone.locator("#sex").select_option(index=1)
    phone.locator("[name=consent_record][value=Granted]").check()
    phone.locator("[name=consent_call_back][value=Refused]").check()
    phone.locator("[name=consent_reporting][value=Refused]").check()
    phone.locator("#words").fill(SAID)
    assert sent(phone)
    with task.seen_by(OPERATOR, "/cfm/inbox") as seen:
        expect(seen.locator("#rows")).to_contain_text(SAID)
