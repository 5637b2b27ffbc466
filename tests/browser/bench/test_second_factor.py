"""Codes and passkeys on a bench: at the app's own log-in, at the pages, and over a form of Frappe's desk."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

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
API = "cfm_app.api.second_factor"
OWN_LOG_IN = f"/api/method/{API}.log_in"
WHO = "/api/method/frappe.auth.get_logged_user"
HALF_MINUTE = 30
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


def enter(office: Running, code: str, password: str = PASSWORD) -> tuple[Client, str]:
    """By the app's own log-in: a client, and what kept it out."""
    client = Client(office.url)
    given = {"usr": USER, "pwd": password, "code": code}
    answer = client.request("POST", OWN_LOG_IN, json=given)
    return client, "" if answer.ok else str(answer.json()["exc_type"])


def test_stolen_replayed_late_lost_and_reset(office: Running, phone: Phone) -> None:
    waive(office)
    chief = Client(office.url, "Administrator", office.administrator_password())
    [handled, *_others] = Client(office.url, USER).list("Sensitive Report")
    report = f"/api/resource/Sensitive Report/{handled['name']}"
    stolen = Client(office.url, USER)
    demand(office)
    # A stolen session opens no report and makes no codes; a fresh code opens it there, and once.
    assert stolen.request("GET", report).json()["exc_type"] == "StepUpError"
    assert stolen.request("POST", f"/api/method/{API}.make_recovery_codes").status_code == 403
    code = phone.code()
    stolen.call(f"{API}.confirm", code=code)
    assert stolen.ok("GET", report)["name"] == handled["name"]
    replayed = stolen.request("POST", f"/api/method/{API}.confirm", json={"code": code})
    assert replayed.json()["exc_type"] == "WrongCodeError"
    assert enter(office, code)[1] == "WrongCodeError"
    codes = stolen.call(f"{API}.make_recovery_codes")
    # A clock that is half a minute ahead is taken, one that is two behind is not.
    assert enter(office, phone.app.at(time.time() - 4 * HALF_MINUTE))[1] == "WrongCodeError"
    forget_failures(office)
    assert enter(office, phone.app.at(time.time() + HALF_MINUTE))[1] == ""
    # The phone is lost: a recovery code stands for it, once, also where two come at once.
    lost, fault = enter(office, codes[0])
    assert fault == ""
    assert lost.ok("GET", WHO) == USER
    assert enter(office, codes[0])[1] == "WrongCodeError"
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _n: enter(office, codes[1])[1], range(2)))
    assert sorted(both) == ["", "WrongCodeError"]
    # Whoever guesses waits longer and longer, and the right code is not taken meanwhile.
    forget_failures(office)
    faults = [enter(office, "000 000")[1] for _try in range(12)]
    assert faults[0] == "WrongCodeError" and enter(office, codes[2])[1] != ""
    forget_failures(office)
    chief.call("frappe.twofactor.reset_otp_secret", user=USER)
    assert lost.request("GET", WHO).json().get("message") != USER
    assert enter(office, codes[3])[1] != ""


def forget_failures(office: Running) -> None:
    """The time that a guesser has to wait is over."""
    over = "update `tabCFM Second Factor` set failures = 0, locked_until = null where `user` = %s"
    passing_time.write(office, (over, (USER,)))
