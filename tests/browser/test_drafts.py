"""A call that is not yet stored: offered again after a reload, never filled into the next one unasked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .calling import (
    CONTINUE,
    NEW_CASE,
    OPERATOR,
    READY,
    choose_category,
    continue_call,
    open_again,
    save_with_a_lost_answer,
)
from .test_screens import MOST_SHIFT, WATCH_SHIFTS
from .visits import DESKTOP, PHONE, focused, visit, width_of

LOSE = "Se déconnecter et le perdre"
SAID = "Le forage est en panne depuis lundi."
ALL_THAT_IS_KEPT = "JSON.stringify({...localStorage, ...sessionStorage})"
# A field of which the browser keeps what is typed, once somebody is in it.
KEPT_BY_THE_BROWSER = """() => {
  const typed = [...document.querySelectorAll('input:not([type=hidden]), textarea, select')];
  for (const each of typed) each.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
  const said = (each) => each?.getAttribute('autocomplete');
  const isKept = (each) => (said(each) ?? said(each.form) ?? 'on') === 'on';
  return typed.filter(isKept).map((each) => each.id || each.name);
}"""
LOCK = """(token) => fetch('/api/method/cfm_app.api.idle.lock', {
  method: 'POST', headers: {'X-Frappe-CSRF-Token': token},
})"""
KEY = "document.querySelector('meta[name=cfm-draft-key]')?.content || ''"
_numbers = count(10)


@pytest.fixture
def page(chromium: Browser, office: Server) -> Iterator[Page]:
    with visit(chromium, office, OPERATOR, NEW_CASE) as opened:
        yield opened


def another_tab(page: Page, path: str = NEW_CASE) -> Page:
    tab = page.context.new_page()
    tab.goto(path)
    tab.wait_for_selector(READY, state="attached")
    return tab


def log_out(page: Page) -> None:
    page.locator(".menu:not(.bell) summary").click()
    page.locator("#logout").click()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_call_is_offered_and_not_filled_in(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE, size) as page:
        page.locator("#phone").fill("66 71 90 01")
        choose_category(page)
        page.locator("#description").fill(SAID)
        open_again(page)
        assert page.input_value("#description") == "" and page.input_value("#phone") == ""
        expect(page.locator("#drafts")).to_contain_text("66 71 90 01 · Quantité de la ration")
        assert width_of(page) <= size["width"]
        continue_call(page)
        expect(page.locator("#description")).to_have_value(SAID)
        expect(page.locator("#category")).to_have_value("Quantité de la ration")
        expect(page.locator("#drafts")).to_be_hidden()


def test_the_next_call_begins_empty_and_leaves_the_other_one_alone(page: Page) -> None:
    choose_category(page)
    page.locator("#description").fill(SAID)
    open_again(page)
    page.get_by_role("button", name="Nouvel appel").click()
    assert focused(page) == "phone"
    page.keyboard.type("66 71 90 02")
    choose_category(page)
    page.locator("#description").fill("Autre chose")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result .number")).to_be_visible()
    page.get_by_role("button", name="Appels non enregistrés").click()
    continue_call(page)
    expect(page.locator("#description")).to_have_value(SAID)


def test_words_before_a_category_and_answers_by_key_come_back(page: Page) -> None:
    page.locator("#description").fill(SAID)
    page.keyboard.press("Alt+K")
    for key in "oonono":
        page.keyboard.press(key)
    open_again(page)
    continue_call(page)
    expect(page.locator("#description")).to_have_value(SAID)
    answers = [each.input_value() for each in page.locator(".purpose input:checked").all()]
    assert answers == ["Granted", "Refused", "Granted", "Refused", "Granted"]
    # They might be those of a sensitive case.
    assert SAID not in page.evaluate(ALL_THAT_IS_KEPT)


def test_a_known_caller_and_another_area_come_back(page: Page, office: Server) -> None:
    known = Client(office.url, OPERATOR).list(
        "Community Member",
        fields='["name","phone"]',
        filters='[["phone","is","set"],["full_name","is","set"]]',
        limit=1,
    )[0]
    page.locator("#phone").fill(known["phone"])
    page.locator(f"input[name=person][value='{known['name']}']").check()
    choose_category(page)
    page.locator("input[name=outcome][value=refer]").check()
    area = page.locator("#functional_area")
    proposed = area.input_value()
    other = next(
        value
        for value in area.locator("option").evaluate_all("(all) => all.map((each) => each.value)")
        if value and value != proposed
    )
    area.select_option(other)
    open_again(page)
    continue_call(page)
    expect(page.locator(f"input[name=person][value='{known['name']}']")).to_be_checked()
    expect(page.locator("#full_name")).to_be_disabled()
    expect(page.locator("#advice .pill")).to_be_visible()
    expect(area).to_have_value(other)


def test_two_tabs_keep_a_call_each(page: Page) -> None:
    page.locator("#phone").fill("66 71 90 03")
    choose_category(page)
    other = another_tab(page)
    expect(other.locator("#drafts")).to_be_hidden()
    other.locator("#phone").fill("66 71 90 04")
    choose_category(other)
    open_again(page)
    expect(page.locator("#drafts")).to_contain_text("66 71 90 03")
    expect(page.locator("#drafts")).not_to_contain_text("66 71 90 04")
    continue_call(page)
    other.close()
    third = another_tab(page)
    expect(third.locator("#drafts")).to_contain_text("66 71 90 04")
    expect(third.locator("#drafts")).not_to_contain_text("66 71 90 03")


def test_a_call_that_goes_on_is_stored_once(page: Page, office: Server) -> None:
    choose_category(page)
    page.locator("#description").fill(f"{SAID} {next(_numbers)}")
    client = Client(office.url, OPERATOR)
    before = client.call("frappe.client.get_count", doctype="Case")
    save_with_a_lost_answer(page)
    open_again(page)
    continue_call(page)
    expect(page.locator("#advice .pill")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result .number")).to_be_visible()
    assert client.call("frappe.client.get_count", doctype="Case") == before + 1


def test_logging_out_forgets_and_others_are_offered_nothing(page: Page, office: Server) -> None:
    choose_category(page)
    page.locator("#description").fill(SAID)
    open_again(page)
    expect(page.locator("#drafts")).to_be_visible()
    log_out(page)
    page.get_by_role("button", name=LOSE).click()
    page.wait_for_url("**/login**")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    page.context.request.post("/api/method/login", data={"usr": OPERATOR, "pwd": "demo"})
    page.goto(NEW_CASE)
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("#drafts")).to_be_hidden()


def test_whoever_logs_out_is_told_how_many_calls_are_not_saved(page: Page) -> None:
    choose_category(page)
    page.locator("#description").fill(SAID)
    open_again(page)
    page.locator("#phone").fill("66 71 90 05")
    choose_category(page)
    log_out(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 appels ou formulaires")
    dialog.get_by_role("button", name="Rester et enregistrer").click()
    expect(page.locator("#phone")).to_have_value("66 71 90 05")
    page.goto("/cfm/console")
    page.wait_for_selector(READY, state="attached")
    log_out(page)
    expect(dialog).to_contain_text("2 appels ou formulaires")
    dialog.get_by_role("button", name=LOSE).click()
    page.wait_for_url("**/login**")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_a_sensitive_call_that_is_kept_nowhere_is_counted_too(page: Page) -> None:
    choose_category(page, "harc")
    page.locator("#description").fill(SAID)
    log_out(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 appel ou formulaire")
    dialog.get_by_role("button", name=LOSE).click()
    page.wait_for_url("**/login**")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


@pytest.mark.embedded("the desk of a bench has its own log-out")
def test_the_desk_asks_as_well(page: Page) -> None:
    choose_category(page)
    page.locator("#description").fill(SAID)
    page.goto("/app")
    page.wait_for_selector("#main[data-started]")
    log_out(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Pas encore enregistré\u202f: 1")
    dialog.get_by_role("button", name="Annuler").click()
    page.goto(NEW_CASE)
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("#drafts")).to_contain_text("Quantité")


def test_who_has_saved_everything_logs_out_at_once(page: Page) -> None:
    log_out(page)
    page.wait_for_url("**/login**")


def test_a_log_out_elsewhere_in_the_site_forgets_as_well(page: Page) -> None:
    choose_category(page)
    open_again(page)
    expect(page.locator("#drafts")).to_be_visible()
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    page.evaluate(
        "(token) => fetch('/api/method/logout', {method: 'POST', headers: {'X-Frappe-CSRF-Token': token}})",
        token,
    )
    page.context.request.post("/api/method/login", data={"usr": OPERATOR, "pwd": "demo"})
    page.goto("/cfm/console")
    page.wait_for_selector(READY, state="attached")
    assert page.evaluate("localStorage.length") == 0


def test_as_many_calls_are_offered_as_are_counted_and_each_says_what_it_holds(page: Page) -> None:
    for number in range(5):
        page.locator("input[name=channel][value=SMS]").check()
        if number:
            page.locator("#description").fill(f"{number} {SAID}")
        open_again(page)
    lines = page.locator("#drafts .row")
    expect(lines).to_have_count(5)
    told = [each.locator("bdi").inner_text() for each in lines.all()]
    assert told == [*(f"SMS · {number} {SAID}" for number in (4, 3, 2, 1)), "SMS"]
    lines.last.scroll_into_view_if_needed()
    lines.last.get_by_role("button", name=CONTINUE).click()
    expect(page.locator("#show-drafts")).to_have_text("Appels non enregistrés : 4")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_what_is_offered_moves_nothing_and_goes_when_somebody_types(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    watch = {"prepare": lambda page: page.add_init_script(WATCH_SHIFTS)}
    with visit(chromium, office, OPERATOR, NEW_CASE, size, **watch) as page:
        for number in range(3):
            page.locator("#description").fill(f"{number} {SAID}")
            open_again(page)
        expect(page.locator("#drafts")).to_be_visible()
        assert page.evaluate("window.shifted") < MOST_SHIFT
        page.locator("#full_name").focus()
        expect(page.locator("#drafts")).to_be_hidden()


def test_what_is_kept_is_closed_and_opens_in_its_session_alone(page: Page, office: Server) -> None:
    choose_category(page)
    page.locator("#description").fill(SAID)
    page.goto("/cfm/console")
    kept = page.evaluate(ALL_THAT_IS_KEPT)
    assert "new-case" in kept and SAID not in kept and "forage" not in kept
    # The session ends by itself, and the same user logs in again.
    page.context.clear_cookies()
    page.context.request.post("/api/method/login", data={"usr": OPERATOR, "pwd": "demo"})
    page.goto(NEW_CASE)
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("#drafts")).to_be_hidden()
    assert "new-case" not in page.evaluate(ALL_THAT_IS_KEPT)


def test_a_page_that_outlives_its_session_keeps_what_is_typed_in_the_next(page: Page) -> None:
    choose_category(page)
    page.context.clear_cookies()
    page.context.request.post("/api/method/login", data={"usr": OPERATOR, "pwd": "demo"})
    token = page.locator("meta[name=csrf-token]")
    before = str(token.get_attribute("content"))
    # Looking for cases like this one finds the other session, and what is typed goes on under its key.
    page.locator("#description").fill(SAID)
    expect(token).not_to_have_attribute("content", before)
    open_again(page)
    continue_call(page)
    expect(page.locator("#description")).to_have_value(SAID)


def test_a_locked_session_gives_no_key(page: Page) -> None:
    assert page.evaluate(KEY)
    page.evaluate(LOCK, page.locator("meta[name=csrf-token]").get_attribute("content"))
    page.goto(NEW_CASE)
    assert not page.evaluate(KEY)


def test_what_is_typed_is_neither_offered_again_nor_laid_down_with_the_page(page: Page) -> None:
    for path in (NEW_CASE, "/cfm/inbox", "/cfm/new-person-request", "/app/case/new"):
        page.goto(path)
        page.wait_for_selector(f"{READY}, #main[data-started]", state="attached")
        assert page.evaluate(KEPT_BY_THE_BROWSER) == [], path


def test_a_log_out_has_the_browser_clear_what_it_has_read(page: Page) -> None:
    with page.expect_response("**/api/method/logout") as answer:
        log_out(page)
    assert answer.value.header_value("Clear-Site-Data") == '"cache"'
