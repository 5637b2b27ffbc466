"""The page of shipped defaults: what differs, and putting it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from ..live import PASSWORD, Client, Server
from .accessible import serious
from .visits import PHONE, visit, width_of

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
PAGE = "/cfm/defaults"
EDITED = ("CFM SOP", "Hors mandat")
DELETED = ("CFM Standard Answer", "Qualité des vivres")


def line(office: Server, doctype: str, name: str) -> str:
    """The address of a record on the page."""
    filters = f'[["ref_doctype","=","{doctype}"],["ref_name","=","{name}"]]'
    found = Client(office.url, MANAGER).list("CFM Default Record", filters=filters)
    return f"{PAGE}?open={found[0]['name']}"


@pytest.fixture
def edited(office: Server) -> str:
    """A procedure with another limit than the app ships; gives its address on the page."""
    Client(office.url, MANAGER).change(*EDITED, resolve_within_hours=13)
    return line(office, *EDITED)


@pytest.fixture
def deleted(office: Server) -> str:
    client = Client(office.url, MANAGER)
    if client.request("GET", f"/api/resource/{'/'.join(DELETED)}").ok:
        client.ok("DELETE", f"/api/resource/{'/'.join(DELETED)}")
    return line(office, *DELETED)


def limit(office: Server) -> float:
    return float(Client(office.url, MANAGER).get(*EDITED)["resolve_within_hours"])


def rename(office: Server, old: str, new: str) -> None:
    """Give a category another name."""
    names = {"old_name": old, "new_name": new}
    Client(office.url, MANAGER).call("frappe.client.rename_doc", doctype="Case Category", **names)


def test_what_is_lost_is_said_before_it_is_lost(
    chromium: Browser, office: Server, edited: str
) -> None:
    with visit(chromium, office, MANAGER, edited, locale="fr-FR") as page:
        difference = page.locator(".difference", has_text="Résoudre sous (heures)")
        expect(difference.locator(".gone")).to_contain_text("13")
        page.locator("[data-do=take]").click()
        sure = page.locator("#sure")
        expect(sure).to_contain_text("Résoudre sous (heures)")
        sure.get_by_role("button", name="Annuler").click()
        expect(sure).to_be_hidden()
        assert limit(office) == 13
        page.locator("[data-do=take]").click()
        page.locator("#do-it").click()
        page.wait_for_url("**/cfm/defaults?restored=*")
        expect(page.get_by_role("status").first).to_contain_text("Hors mandat")
        expect(page.locator("#lines .row", has_text="Hors mandat")).to_have_count(0)
    assert limit(office) != 13


def test_what_was_deleted_comes_back_without_a_question(
    chromium: Browser, office: Server, deleted: str
) -> None:
    with visit(chromium, office, MANAGER, deleted) as page:
        expect(page.locator(".compare")).to_contain_text(DELETED[1])
        page.locator("[data-do=take]").click()
        page.wait_for_url("**/cfm/defaults?restored=*")
    assert Client(office.url, MANAGER).get(*DELETED)["enabled"] == 1


def test_the_list_is_filtered_and_walked_by_keyboard(
    chromium: Browser, office: Server, edited: str, deleted: str
) -> None:
    with visit(chromium, office, MANAGER, PAGE) as page:
        page.locator("#state").select_option("Deleted")
        page.wait_for_url("**state=Deleted*")
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator("#lines .row", has_text=DELETED[1])).to_be_visible()
        expect(page.locator("#lines .row", has_text=EDITED[1])).to_have_count(0)
        page.locator("#kind").select_option("CFM SOP")
        page.wait_for_url("**kind=CFM*")
        page.locator(".empty a").click()
        page.wait_for_url("**/cfm/defaults")
        page.wait_for_selector("body[data-ready]", state="attached")
        page.keyboard.press("ArrowDown")
        first = page.locator("#lines .row").first
        expect(first).to_be_focused()
        title = first.locator("b").inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url("**open=*")
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator("h1")).to_have_text(title)
        page.keyboard.press("Escape")
        page.wait_for_url("**/cfm/defaults")


def test_a_refusal_is_a_sentence_and_changes_nothing(
    chromium: Browser, office: Server, edited: str
) -> None:
    """The category to which the shipped procedure applies was deleted meanwhile."""
    client = Client(office.url, MANAGER)
    category = client.get(*EDITED)["category"]
    others = client.list(
        "CFM SOP", filters=f'[["category","=","{category}"],["name","!=","{EDITED[1]}"]]'
    )
    assert not others
    client.change(*EDITED, category=None)
    spare = "Hors mandat (autre nom)"
    rename(office, category, spare)
    try:
        with visit(chromium, office, MANAGER, edited) as page:
            page.locator("[data-do=take]").click()
            page.locator("#do-it").click()
            expect(page.locator("#failure")).to_contain_text(category)
        assert limit(office) == 13
    finally:
        rename(office, spare, category)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_page_fits_a_phone(
    chromium: Browser, office: Server, edited: str, deleted: str, language: str
) -> None:
    for address in (f"{PAGE}?x=1", edited, deleted):
        address = f"{address}&_lang={language}"
        with visit(
            chromium, office, MANAGER, address, PHONE, is_mobile=True, has_touch=True
        ) as page:
            assert width_of(page) <= PHONE["width"]
            direction = page.locator("html").get_attribute("dir")
            assert direction == ("rtl" if language == "ar" else "ltr")
            # The language goes along to the next page.
            for link in page.locator("#lines .row, #back").all()[:1]:
                assert f"_lang={language}" in (link.get_attribute("href") or "")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_has_no_serious_fault(
    chromium: Browser, office: Server, edited: str, deleted: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    for address in (PAGE, edited, deleted):
        with visit(chromium, office, MANAGER, address, size) as page:
            assert serious(page) == []


def test_operators_do_not_enter(office: Server) -> None:
    answer = Client(office.url, OPERATOR, PASSWORD).request(
        "GET", PAGE, headers={"Accept": "text/html"}
    )
    assert answer.status_code == 403
