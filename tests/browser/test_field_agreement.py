"""A device and its office agree again: after an answer that was lost, a correction, and a restored backup."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from ..patterns import Patterns
from .calling import OPERATOR
from .profiles import Phone
from .test_field import FIELD, PIN, cases_of, lose_answer, record, stored, unlock
from .test_field_days import EVERYTHING_THE_PIN_OPENS, VERSION, prepare
from .test_field_files import (
    HANDLER,
    choose_file,
    digests,
    files_for,
    go_online,
    hashes,
    photo,
)
from .test_field_files import prepare as prepare_here
from .visits import PHONE, visit
from .with_pin import opened_by

WORDS = ["ORDINARYMARK", "SECRETMARK", "Achta Marqueterie"]


@pytest.fixture
def device(chromium: Browser, office: Server) -> Iterator[Page]:
    """A device that is open, and without a network; withdrawn at the end, as nobody may have many."""
    with visit(chromium, office, OPERATOR, FIELD, PHONE) as page:
        prepare_here(page)
        code = page.locator("#device-name").inner_text().rpartition(" · ")[2]
        yield page
    admin = Client(office.url, "Administrator", office.administrator_password())
    admin.call("frappe.client.delete", doctype="CFM Field Device", name=code)


def send(page: Page) -> None:
    button = page.locator("#send")
    button.click()
    expect(button).not_to_have_attribute("aria-busy", "true")


def correct(page: Page, said: str) -> None:
    page.get_by_role("button", name="Corriger").click()
    page.locator("#description").fill(said)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result .number")).to_be_visible()


def test_corrections_after_lost_answers(device: Page, office: Server) -> None:
    page = device
    first = record(page, "quantité", "ORDINARYMARK one")
    go_online(page)
    for said in ("two", "three"):
        lose_answer(page)
        send(page)
        expect(page.locator("#sending")).to_contain_text("0 envoyé")
        correct(page, f"ORDINARYMARK {said}")
    send(page)
    expect(page.locator("#held-empty")).to_be_visible()
    [case] = cases_of(office, OPERATOR, first.partition("-")[0])
    assert (case["source_id"], case["description"]) == (first, "ORDINARYMARK three")
    history = Client(office.url, "Administrator", office.administrator_password()).list(
        "Version", filters=json.dumps({"docname": case["name"]}), fields=json.dumps(["data"])
    )
    assert [said for said in ("one", "two") if said not in json.dumps(history)] == []


def test_a_correction_while_it_is_sent_goes_as_well(
    device: Page,
    office: Server,
) -> None:
    page = device
    first = record(page, "quantité", "ORDINARYMARK one")
    go_online(page)
    page.get_by_role("button", name="Corriger").click()
    page.locator("#description").fill("ORDINARYMARK two")
    # Somebody sends what the form shows, and then keeps what they corrected.
    send(page)
    expect(page.locator("#held-empty")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result .number")).to_have_text(first)
    send(page)
    expect(page.locator("#held-empty")).to_be_visible()
    [case] = cases_of(office, OPERATOR, first.partition("-")[0])
    assert (case["source_id"], case["description"]) == (first, "ORDINARYMARK two")


def test_a_number_that_another_case_has_is_drawn_anew(
    device: Page,
    office: Server,
) -> None:
    """A device that was put back to an earlier day does not know which numbers it gave."""
    page = device
    first = record(page, "quantité", "ORDINARYMARK")
    code = first.partition("-")[0]
    item = {"case": {"category": "Quantité de la ration", "description": "Other"}, "person": {}}
    Client(office.url, OPERATOR).call(
        "cfm_app.api.field_desk.send",
        device=code,
        number=first,
        key="of another day",
        item={**item, "consent": {}, "outcome": "register"},
    )
    go_online(page)
    send(page)
    expect(page.locator("#held-empty")).to_be_visible()
    assert len({each["source_id"] for each in cases_of(office, OPERATOR, code)}) == 2
    page.locator("#receipts summary").click()
    expect(page.locator("#receipts-list")).to_contain_text(f"La personne a reçu {first}")


@pytest.mark.embedded("restores the office from a copy")
def test_what_a_restored_office_lost_goes_again(
    chromium: Browser, patterns: Patterns, tmp_path: Path
) -> None:
    office = patterns.office(tmp_path / "office").start()
    phone = Phone(chromium, tmp_path / "profile", office.url)
    try:
        with phone.opened() as page:
            code = prepare(page)
        office.stop()
        shutil.copytree(office.site, tmp_path / "backup")
        office.start()
        with phone.opened() as page:
            page.context.set_offline(True)
            unlock(page)
            choose_file(page, "photo-file", photo(page, 900))
            files = digests(page)
            first = record(page, "quantité", "ORDINARYMARK", full_name="Achta Marqueterie")
            told = page.locator("#result .status-code").inner_text()
            secret = record(page, "sexuel", "SECRETMARK")
            go_online(page)
            send(page)
            expect(page.locator("#held-empty")).to_be_visible()
            expect(page.locator("#kept")).to_contain_text(": 2.")
            held = page.evaluate(EVERYTHING_THE_PIN_OPENS, page.evaluate(VERSION))
            assert [word for word in WORDS if word in held or word in stored(page)] == []
        office.stop()
        shutil.rmtree(office.site)
        shutil.copytree(tmp_path / "backup", office.site)
        office.start()
        with phone.opened() as page:
            go_online(page)
            unlock(page)
            expect(page.locator("#lost")).to_contain_text(": 2.")
            expect(page.locator("#held-empty")).to_be_visible()
            # Whoever asks again is told that all is there.
            unlock(page)
            expect(page.locator("#kept")).to_contain_text(": 2.")
            expect(page.locator("#lost")).to_be_hidden()
        operator, handler = Client(office.url, OPERATOR), Client(office.url, HANDLER)
        [case] = cases_of(office, OPERATOR, code)
        assert (case["source_id"], case["description"]) == (first, "ORDINARYMARK")
        assert hashes(files_for(operator, "Case", case["name"])) == files
        assert case["name"] in json.dumps(operator.call("cfm_app.api.search.search", text=told))
        [report] = handler.list("Sensitive Report", filters=json.dumps({"source_id": secret}))
        assert report["name"]
        assert [
            word for word in WORDS if any(word.encode() in each for each in opened(phone))
        ] == []

        # After the days the keys are gone, before anybody enters the PIN.
        assert any(b'"sealed"' in each for each in opened(phone))
        with phone.opened(datetime.now() + timedelta(days=8)) as page:
            page.context.set_offline(True)
            page.goto(FIELD)
            expect(page.locator("#unlock")).to_be_visible()
        assert not any(b'"sealed"' in each for each in opened(phone))
        with phone.opened(datetime.now() + timedelta(days=8)) as page:
            page.context.set_offline(True)
            unlock(page)
            expect(page.locator("#kept")).to_be_hidden()
            assert json.loads(stored(page))["databases"]["cfm-field.parts"] == []
    finally:
        office.stop()


def opened(phone: Phone) -> list[bytes]:
    return opened_by(PIN, phone.profile)
