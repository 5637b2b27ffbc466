"""A person writes in the public form; an operator makes a case of it; the person looks where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ..live import Client, Server
from ..png import png_of
from .accessible import serious
from .calling import choose_category
from .public_form import FORM, PAGE, STATUS, open_form, sent, somebody, was_taken, where
from .visits import DESKTOP, PHONE, visit, width_of

OPERATOR, MANAGER = "operator@demo.cfm", "manager@demo.cfm"
PNG = png_of(b"0" * 64)
WORDS = {
    "fra": ("Il manque deux sacs à Bol", "Personne ne l'a encore lu", "Quelqu'un s'occupe"),
    "ara": ("نقص كيسان في بول", "لم يقرأها أحد بعد", "هناك من يعمل على رسالتك"),
}


@pytest.fixture(scope="module", autouse=True)
def form(office: Server) -> Iterator[None]:
    with open_form(office):
        yield


@pytest.mark.matrix
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("language", ["fra", "ara"])
def test_from_the_form_to_the_case_and_back(
    chromium: Browser,
    office: Server,
    tmp_path: Path,
    language: str,
    size: dict[str, int],
) -> None:
    words, unread, handled = WORDS[language]
    lang = language[:2]
    words = f"{words} {size['width']}"
    picture = tmp_path / "photo.png"
    picture.write_bytes(PNG)
    number = f"+2356640{size['width']:04d}{'1' if language == 'ara' else '0'}"[:12]
    with somebody(chromium, office, f"{PAGE}?language={language}", size) as page:
        assert width_of(page) <= size["width"]
        page.locator("[name=consent_record][value=Granted]").check()
        page.locator("[name=consent_call_back][value=Granted]").check()
        page.locator("[name=consent_reporting][value=Refused]").check()
        page.locator("#words").fill(words)
        page.locator("#place").fill("Bol")
        page.locator("#sex").select_option("Female")
        page.locator("#reach").fill(number)
        page.locator("#files").set_input_files(picture)
        if not was_taken(page):
            # What was typed is still there, but for the file.
            expect(page.locator("#words")).to_have_value(words)
            page.locator("#files").set_input_files(picture)
        code = sent(page)
        page.goto(f"{STATUS}?_lang={lang}")
        assert unread in where(page, code)
        with visit(chromium, office, OPERATOR, f"/cfm/inbox?_lang={lang}", size) as inbox:
            inbox.locator("#rows a", has_text=words).click()
            expect(inbox.locator(".message.in")).to_contain_text(words)
            if size is PHONE:
                inbox.locator("#to-person").click()
            expect(inbox.locator(".entered")).to_contain_text("Bol")
            assert width_of(inbox) <= size["width"]
            if size is PHONE:
                inbox.locator("#to-thread").click()
            inbox.locator("[data-act=case]").click()
            inbox.wait_for_url("**/cfm/new-case**")
            expect(inbox.locator("#description")).to_have_value(words)
            expect(inbox.locator("#place_details")).to_have_value("Bol")
            expect(inbox.locator("#sex")).to_have_value("Female")
            expect(inbox.locator("#phone")).to_have_value(number)
            expect(inbox.locator("#statement_read")).to_be_checked()
            expect(inbox.locator("#method")).to_have_value("Written")
            choose_category(inbox, "quantité")
            inbox.locator("#save").click()
            expect(inbox.locator("#result")).to_contain_text(code)
        assert handled in where(page, code)


@pytest.mark.parametrize(
    ("language", "direction"), [("fra", "ltr"), ("ara", "rtl"), ("eng", "ltr")]
)
def test_it_reads_well_in_each_language(
    chromium: Browser, office: Server, language: str, direction: str
) -> None:
    small = {"width": 360, "height": 740}
    with somebody(chromium, office, f"{PAGE}?language={language}", small, scripts=True) as page:
        assert page.locator("html").get_attribute("dir") == direction
        assert width_of(page) <= 360
        assert serious(page) == []
        page.locator("form button[type=submit]").click()
        page.locator("[name=consent_record][value=Granted]").check()
        page.locator("form button[type=submit]").click()
        expect(page.locator("[role=alert]")).to_be_visible()
        assert width_of(page) <= 360 and serious(page) == []


def test_whoever_says_no_sees_that_nothing_is_kept(chromium: Browser, office: Server) -> None:
    with somebody(chromium, office, f"{PAGE}?language=fra", PHONE) as page:
        expect(page.locator("#words")).to_be_visible()
        page.locator("[name=consent_record][value=Refused]").check()
        expect(page.locator("#words")).to_be_hidden()
        expect(page.locator(".unless")).to_contain_text("Alors nous ne gardons rien")
        page.locator("[name=consent_record][value=Granted]").check()
        expect(page.locator("#words")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_form_of_its_own_for_a_site_is_told_apart_in_the_inbox(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    site = f"Site de Bol {size['width']}"
    made = Client(office.url, MANAGER).create(FORM, form_name=site, heading=site, enabled=1)
    words = f"Pas d'ombre, {size['width']}"
    with somebody(chromium, office, f"{PAGE}?form={made['name']}&language=fra", size) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text(site)
        assert width_of(page) <= size["width"]
        page.locator("[name=consent_record][value=Granted]").check()
        page.locator("#words").fill(words)
        assert sent(page)
    with visit(chromium, office, OPERATOR, "/cfm/inbox?_lang=fr", size) as inbox:
        row = inbox.locator("#rows a", has_text=words)
        expect(row).to_contain_text(site)
    with visit(chromium, office, MANAGER, "/cfm/setup?_lang=fr") as page:
        page.goto(f"/cfm/poster?form={made['name']}&_lang=fr")
        sheet = page.locator(".sheet").first
        expect(sheet).to_contain_text(site)
        expect(sheet).to_contain_text(f"{PAGE}?form={made['name']}")
        assert serious(page) == []


def test_the_poster_shows_the_address_in_each_language(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, "/cfm/setup?_lang=fr") as page:
        page.goto("/cfm/poster?_lang=fr")
        sheets = page.locator(".sheet")
        assert sheets.count() >= 3
        assert [sheets.nth(each).locator("svg").count() for each in range(3)] == [1, 1, 1]
        expect(sheets.first).to_contain_text("/cfm/feedback")
        assert serious(page) == []
        page.emulate_media(media="print")
        expect(page.locator(".before")).to_be_hidden()
        expect(page.locator("header.top")).to_be_hidden()
