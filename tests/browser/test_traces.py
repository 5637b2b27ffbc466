"""A day at the office and a day under a tree, with pauses, crashes and reopenings: then the disk is read.

All files of the profile, as they lie and unpacked, and with the PIN of the device: no word of what was sensitive, nor
of what was sent.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import PASSWORD, Client, Server
from .calling import NEW_CASE, OPERATOR, READY, begin_note, choose_category, continue_call
from .forensics import lying_in
from .profiles import Phone
from .test_approvals import APPROVALS, FOCAL
from .test_field import FIELD, PIN, record, unlock
from .test_field_days import prepare
from .test_field_files import go_online
from .test_form_drafts import referral  # noqa: F401
from .with_pin import opened_by

# The browser lays on the disk after some seconds what a page gives it to keep.
PAUSE_MS = 7000
KEY = "document.querySelector('meta[name=cfm-draft-key]')?.content || ''"


def log_in(phone: Phone, user: str) -> None:
    """A browser that ends by itself writes the cookie, a killed one may not."""
    with phone.opened() as page:
        answer = page.context.request.post("/api/method/login", data={"usr": user, "pwd": PASSWORD})
        assert answer.ok, answer.text()


def come(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_selector(f"{READY}, #main[data-started]", state="attached")


def make_sensitive(page: Page) -> None:
    page.locator("#category").fill("sexuel")
    page.keyboard.press("Enter")
    expect(page.locator("#advice .pill.violet")).to_be_visible()


def save(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result .number")).to_be_visible()


def test_a_day_at_the_office(chromium: Browser, office: Server, tmp_path: Path) -> None:
    desk = Phone(chromium, tmp_path / "profile", office.url)
    log_in(desk, OPERATOR)
    with desk.opened() as page:
        come(page, NEW_CASE)
        choose_category(page)
        page.locator("#description").fill("BEGUNPLAINLY")
        page.locator("#full_name").fill("Achta NAMEMARKED")
        page.wait_for_timeout(PAUSE_MS)
        make_sensitive(page)
        save(page)
        page.locator("#description").fill("CUTOFF before any category")
        page.wait_for_timeout(PAUSE_MS)
    assert lying_in(desk.profile, ["BEGUNPLAINLY", "NAMEMARKED", "CUTOFF"]) == {}
    with desk.killed() as page:
        come(page, NEW_CASE)
        continue_call(page)
        expect(page.locator("#description")).to_have_value("CUTOFF before any category")
        choose_category(page)
        page.wait_for_timeout(PAUSE_MS)
        save(page)
        page.locator("#description").fill("NEVERSAVED")
        page.keyboard.press("/")
        page.locator("#q").fill("SEARCHEDFOR")
        page.keyboard.press("Enter")
        page.wait_for_url("**/cfm/console**")
        key = page.evaluate(KEY)
        made = Client(office.url, OPERATOR).call(
            "cfm_app.api.console.new_case",
            case={"category": "Quantité de la ration", "description": "Test"},
        )
        come(page, f"/cfm/case?name={made['case']}")
        begin_note(page, "HALFANOTE")
        page.wait_for_timeout(PAUSE_MS)
        page.reload()
        expect(page.locator("form[data-act='cases.note'] textarea")).to_have_value("HALFANOTE")
    with desk.opened() as page:
        page.on("dialog", lambda dialog: dialog.accept())
        come(page, "/app/case/new")
        page.get_by_role("textbox", name="Ce qui a été dit").fill("ATTHEDESK")
        page.wait_for_timeout(PAUSE_MS)
        page.reload()
        page.wait_for_selector("#main[data-started]")
        page.get_by_role("button", name="Le reprendre").click()
        page.get_by_role("combobox", name="Catégorie").fill("harc")
        page.get_by_role("option", name="Harcèlement sexuel").first.click()
        page.wait_for_timeout(PAUSE_MS)
    typed = ["BEGUNPLAINLY", "NAMEMARKED", "CUTOFF", "NEVERSAVED", "HALFANOTE", "ATTHEDESK"]
    assert key
    assert lying_in(desk.profile, [*typed, "SEARCHEDFOR", key]) == {}


@pytest.mark.usefixtures("referral")
def test_half_an_answer_on_a_phone(
    chromium: Browser,
    office: Server,
    tmp_path: Path,
    referral: str,  # noqa: F811
) -> None:
    phone = Phone(chromium, tmp_path / "profile", office.url)
    log_in(phone, FOCAL)
    with phone.killed() as page:
        come(page, f"{APPROVALS}?show=1000")
        card = page.locator(f"article[data-name='{referral}']")
        card.locator("[data-act=accept]").click()
        expect(card.locator("[data-status]")).to_have_text("Envoyé")
        page.context.set_offline(True)
        card.locator("[data-act=answer]").click()
        card.locator("[data-reply=answer] textarea").fill("DECIDEDOFFLINE")
        page.wait_for_timeout(PAUSE_MS)
        card.locator("[data-reply=answer] .primary").click()
        expect(card.locator("[data-status]")).to_contain_text("Pas encore envoyé")
        page.wait_for_timeout(PAUSE_MS)
    assert lying_in(phone.profile, ["DECIDEDOFFLINE"]) == {}
    with phone.opened() as page:
        come(page, f"{APPROVALS}?show=1000")
        expect(page.locator("#network")).to_be_hidden()
        expect(page.locator(f"article[data-name='{referral}'] [data-status]")).to_have_text(
            "Envoyé"
        )
    assert Client(office.url, FOCAL).get("Referral", referral)["response"] == "DECIDEDOFFLINE"
    assert lying_in(phone.profile, ["DECIDEDOFFLINE"]) == {}


def test_a_day_under_a_tree(chromium: Browser, office: Server, tmp_path: Path) -> None:
    phone = Phone(chromium, tmp_path / "profile", office.url)
    with phone.opened() as page:
        prepare(page)
    with phone.killed() as page:
        page.context.set_offline(True)
        unlock(page)
        record(page, "quantité", "SENTLATER", full_name="Achta")
        choose_category(page)
        page.locator("#description").fill("BEGUNPLAINLY")
        page.wait_for_timeout(PAUSE_MS)
        make_sensitive(page)
        save(page)
        record(page, "quantité", "CORRECTEDLATER")
        page.wait_for_timeout(PAUSE_MS)
        page.locator("#held-list li", has_text="CORRECTEDLATER").get_by_role("button").click()
        expect(page.locator("#description")).to_have_value("CORRECTEDLATER")
        make_sensitive(page)
        save(page)
        choose_category(page)
        page.locator("#description").fill("CUTOFF")
        page.wait_for_timeout(PAUSE_MS)
    sensitive = ["BEGUNPLAINLY", "CORRECTEDLATER"]
    assert lying_in(phone.profile, [*sensitive, "SENTLATER", "CUTOFF", PIN]) == {}
    # Somebody takes the phone and knows the PIN: what is held may be read, what became sensitive may not.
    assert found_with_pin(phone, [*sensitive, "SENTLATER", "CUTOFF"]) == ["SENTLATER", "CUTOFF"]
    with phone.opened() as page:
        page.context.set_offline(True)
        unlock(page)
        continue_call(page)
        expect(page.locator("#description")).to_have_value("CUTOFF")
        save(page)
        go_online(page)
        unlock(page)
        page.locator("#send").click()
        expect(page.locator("#held-empty")).to_be_visible(timeout=60_000)
    everything = [*sensitive, "SENTLATER", "CUTOFF"]
    assert found_with_pin(phone, everything) == []
    assert lying_in(phone.profile, everything) == {}


def test_nothing_opens_after_everything_was_removed(
    chromium: Browser, office: Server, tmp_path: Path
) -> None:
    phone = Phone(chromium, tmp_path / "profile", office.url)
    with phone.opened() as page:
        prepare(page)
        unlock(page)
        record(page, "quantité", "NEVERSENT")
        page.wait_for_timeout(PAUSE_MS)
    assert found_with_pin(phone, ["NEVERSENT"]) == ["NEVERSENT"]
    with phone.opened() as page:
        page.context.set_offline(True)
        page.goto(FIELD)
        for _wrong in range(10):
            page.locator("#open_pin").fill("wrong-2026")
            page.keyboard.press("Enter")
            expect(page.locator("#open_pin")).to_have_value("")
    assert opened_by(PIN, phone.profile) == []


def found_with_pin(phone: Phone, words: list[str]) -> list[str]:
    texts = opened_by(PIN, phone.profile)
    return [word for word in words if any(word.encode() in text for text in texts)]
