"""Codes and passkeys on a bench: at the app's own log-in, at the pages, and over a form of Frappe's desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ... import passing_time
from ...live import PASSWORD, Client, Running
from ...second_factor import Phone, demand, waive
from ..test_passkeys import USE, Finger, add, own_page
from ..visits import DESKTOP, PHONE, watch_policy, width_of

USER, LOG_IN = "protection@demo.cfm", "/cfm/log-in?_lang=fr"
# The framework builds its desk at the first visit of a site.
DESK_MS = 90_000
CONFIRM = "Confirmez que c'est bien vous"


@pytest.fixture
def phone(office: Running) -> Iterator[Phone]:
    """The app of a handler who is a manager as well, as it was set up by mail; then the office asks for its codes."""
    chief = Client(office.url, "Administrator", office.administrator_password())
    held = [row for row in chief.get("User", USER)["roles"] if row["role"] != "CFM Manager"]
    roles = [*held, {"role": "CFM Manager"}]
    chief.change("User", USER, simultaneous_sessions=9, roles=roles)
    secret = passing_time.told(office, "frappe.twofactor.get_otpsecret_for_", user=USER)
    set_up = {"key": f"{USER}_otplogin", "value": 1, "parent": "__2fa"}
    passing_time.told(office, "frappe.defaults.set_default", **set_up)
    # A site that was asked before knows a key and counts wrong codes.
    for known in ("CFM Passkey", "CFM Second Factor"):
        passing_time.write(office, (f"delete from `tab{known}` where `user` = %s", (USER,)))
    demand(office)
    try:
        yield Phone(secret)
    finally:
        waive(office)


def type_password(page: Page) -> None:
    page.context.clear_cookies()
    page.goto(LOG_IN)
    page.wait_for_selector("body[data-ready]", state="attached")
    page.locator("#usr").fill(USER)
    page.locator("#pwd").fill(PASSWORD)
    page.locator("#own-log-in [type=submit]").click()


def give_code(page: Page, code: str) -> None:
    page.locator("#code").fill(code)
    page.locator("#own-log-in [type=submit]").click()
    page.wait_for_url(re.compile("/cfm/(console|approvals)"))


def begun_before(page: Page, office: Running) -> None:
    """A session that was begun while nobody was asked for a code."""
    waive(office)
    page.context.clear_cookies()
    answer = page.context.request.post("/api/method/login", data={"usr": USER, "pwd": PASSWORD})
    assert answer.ok, answer.text()
    demand(office)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_codes_and_passkeys(
    chromium: Browser, office: Running, phone: Phone, size: dict[str, int]
) -> None:
    context = chromium.new_context(viewport=size, base_url=office.url, locale="fr-FR")  # type: ignore[arg-type]
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    watch_policy(page, faults)
    Finger(page)
    type_password(page)
    page.locator("#code").fill("000 000")
    page.locator("#own-log-in [type=submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    give_code(page, phone.code())
    add(page, "Mon portable")
    type_password(page)
    page.locator("#passkey").click()
    page.wait_for_url(re.compile("/cfm/(console|approvals)"))

    begun_before(page, office)
    page.goto("/app/cfm-settings")
    change_alone(page)
    dialog = page.get_by_role("dialog").filter(has_text=CONFIRM)
    expect(dialog).to_be_visible()
    assert width_of(page) <= size["width"]
    dialog.get_by_role("button", name=USE).click()
    expect(dialog).to_be_hidden()
    # What was typed is still there.
    page.keyboard.press("Control+s")
    # Who sees restricted cases is decided by two.
    expect(page.get_by_text("Demande envoyée", exact=True)).to_be_visible()

    begun_before(page, office)
    page.goto("/app/sensitive-report")
    page.get_by_role("button", name=USE).click(timeout=DESK_MS)
    page.wait_for_url("**/app/sensitive-report**")
    own_page(page)
    page.locator("#passkeys [data-do=removePasskey]").click()
    expect(page.locator("#passkeys li")).to_have_count(0)
    assert not faults, faults
    context.close()


def change_alone(page: Page) -> None:
    """Turn a switch of the office's settings, and ask to save it."""
    field = page.locator(".frappe-control[data-fieldname=one_person_decides] .input-area input")
    field.wait_for(timeout=DESK_MS)
    field.scroll_into_view_if_needed()
    field.set_checked(not field.is_checked())
    page.keyboard.press("Control+s")
