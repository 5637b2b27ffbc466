"""What is typed and not yet stored: there again after a reload, never in the next call unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import READ, Client, Server
from .calling import NEW_CASE, press_letter, save_with_a_lost_answer
from .test_approvals import APPROVALS, FOCAL, PURPOSES
from .visits import DESKTOP, PHONE, focused, visit, width_of

OPERATOR = "operator@demo.cfm"
SAID = "Le forage est en panne depuis lundi."
READY = "body[data-ready]"
CONTINUE = "Reprendre l'appel"
_numbers = count(10)


@pytest.fixture
def page(chromium: Browser, office: Server) -> Iterator[Page]:
    with visit(chromium, office, OPERATOR, NEW_CASE) as opened:
        yield opened


def open_again(page: Page) -> None:
    page.reload()
    page.wait_for_selector(READY, state="attached")


def another_tab(page: Page, path: str = NEW_CASE) -> Page:
    tab = page.context.new_page()
    tab.goto(path)
    tab.wait_for_selector(READY, state="attached")
    return tab


def choose_category(page: Page, words: str = "quantité") -> None:
    page.locator("#category").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("#advice .pill")).to_be_visible()


def continue_call(page: Page) -> None:
    page.get_by_role("button", name=CONTINUE).first.click()


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
    # They might be those of a sensitive case: they end with the tab.
    assert page.evaluate("localStorage.length") == 0


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
    page.locator("input[name=outcome][value=refer]").check(force=True)
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
    page.locator(".menu:not(.bell) summary").click()
    page.locator("#logout").click()
    page.wait_for_url("**/login**")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    page.context.request.post("/api/method/login", data={"usr": OPERATOR, "pwd": "demo"})
    page.goto(NEW_CASE)
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("#drafts")).to_be_hidden()


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


@pytest.mark.parametrize(
    ("language", "keys"), [("fr", "oononn"), ("en", "yynynn"), ("ar", "ننلنلل")]
)
def test_keys_answer_the_five_questions_and_end_at_the_next_field(
    chromium: Browser, office: Server, language: str, keys: str
) -> None:
    with visit(chromium, office, OPERATOR, f"{NEW_CASE}?_lang={language}") as page:
        page.keyboard.press("Alt+K")
        for key in keys:
            press_letter(page, key)
        assert focused(page) == "giver"
        answers = [each.input_value() for each in page.locator(".purpose input:checked").all()]
        assert answers == ["Granted", "Refused", "Granted", "Refused", "Refused"]


def test_words_typed_behind_enter_are_what_was_said_before_the_list_has_come(page: Page) -> None:
    category = page.locator("#category")
    category.focus()
    page.evaluate(
        """() => {
            const field = document.activeElement;
            const type = (text) => { field.value += text; field.dispatchEvent(new Event('input', { bubbles: true })); };
            type('quantit');
            field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
            for (const letter of 'Deux sacs manquent.') type(letter);
        }"""
    )
    expect(page.locator("#description")).to_have_value("Deux sacs manquent.")
    expect(page.locator("#description")).to_be_focused()
    expect(category).to_have_value(re.compile("quantit", re.IGNORECASE))


def test_a_choice_taken_twice_while_the_list_comes_says_nothing(page: Page) -> None:
    """Enter before the list of the last letter, and Tab at the one before."""
    page.locator("#category").focus()
    page.keyboard.type("quanti", delay=5)
    expect(page.locator("#category-list li[role=option]").first).to_be_visible()
    page.evaluate(
        """() => {
            const field = document.activeElement;
            field.value += 't';
            field.dispatchEvent(new Event('input', { bubbles: true }));
            for (const key of ['Enter', 'Tab'])
                field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("#advice .pill")).to_be_visible()
    page.locator("#description").focus()
    expect(page.locator("#description")).to_have_value("")


def test_tab_takes_nothing_from_the_list_of_an_earlier_letter(page: Page) -> None:
    """Under load the list of "zqx w" stands when "zqx wvy" is left."""
    page.locator("#category").focus()
    page.keyboard.type("quanti", delay=5)
    expect(page.locator("#category-list li[role=option]").first).to_be_visible()
    page.evaluate(
        """() => {
            const field = document.activeElement;
            field.value = 'zqx wvy';
            field.dispatchEvent(new Event('input', { bubbles: true }));
            if (field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true })))
                document.getElementById('description').focus();
        }"""
    )
    expect(page.locator("#description")).to_have_value("zqx wvy")
    expect(page.locator("#category")).to_have_value("")


def test_a_list_that_is_walked_stays(page: Page) -> None:
    category = page.locator("#category")
    category.focus()
    page.keyboard.type("distrib", delay=5)
    second = page.locator("#category-list li[role=option]").nth(1)
    expect(second).to_be_visible()
    words = second.locator("span").inner_text()
    page.evaluate(
        """() => {
            const field = document.activeElement;
            field.value += 'u';
            field.dispatchEvent(new Event('input', { bubbles: true }));
            for (const key of ['ArrowDown', 'Enter'])
                field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        }"""
    )
    expect(category).to_have_value(words)


def test_words_typed_at_the_category_are_what_was_said(page: Page) -> None:
    category = page.locator("#category")
    category.focus()
    page.keyboard.type("quantit", delay=5)
    expect(page.locator("#category-list li[role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("Deux sacs manquent.")
    expect(page.locator("#description")).to_have_value("Deux sacs manquent.")
    expect(category).not_to_have_value("")
    category.fill("")
    page.keyboard.type("zqx wvy")
    page.keyboard.press("Tab")
    expect(page.locator("#description")).to_have_value("Deux sacs manquent.\nzqx wvy")


def test_yes_to_a_partner_asks_which_one(page: Page) -> None:
    page.keyboard.press("Alt+K")
    for key in "ooooo":
        page.keyboard.press(key)
    assert focused(page) == "consent_partner"


@pytest.mark.parametrize("key", ["o", "n", "O"])
def test_an_answer_by_key_never_names_a_partner(page: Page, key: str) -> None:
    page.keyboard.press("Alt+K")
    for each in "ooooo":
        page.keyboard.press(each)
    partner = page.locator("#consent_partner")
    starts = partner.locator("option").evaluate_all("(all) => all.map((each) => each.text[0])")
    assert "O" in starts, starts
    page.keyboard.press(key)
    expect(partner).to_have_value("")
    assert focused(page) == "consent_partner"
    expect(page.locator("#partner-hint")).to_be_visible()
    expect(page.locator("#announce")).to_contain_text("Nommez d'abord le partenaire")
    page.keyboard.press("s")
    expect(partner).to_have_value("SECADEV")
    expect(page.locator("#partner-hint")).to_be_hidden()


# --- approvals and calls ----------------------------------------------------------------------


@pytest.fixture
def referral(office: Server) -> str:
    made = Client(office.url, OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "channel": "Ligne verte", "description": "Test"},
        consent={
            "statement": READ,
            "purposes": [{"purpose": each, "decision": "Granted"} for each in PURPOSES],
        },
        referral={"focal_point": FOCAL, "shared_summary": f"Demi-réponse ({next(_numbers)})"},
        outcome="refer",
    )
    return str(made["referral"])


def test_half_an_answer_waits_at_its_referral(
    chromium: Browser, office: Server, referral: str
) -> None:
    path = f"{APPROVALS}?show=1000"
    with visit(chromium, office, FOCAL, path, PHONE, is_mobile=True, has_touch=True) as page:
        card = page.locator(f"article[data-name='{referral}']")
        card.locator("[data-act=accept]").tap()
        expect(card.locator("[data-status]")).to_have_text("Envoyé")
        card.locator("[data-act=answer]").tap()
        page.context.set_offline(True)
        card.locator("[data-reply=answer] textarea").fill("Le camion est")
        page.context.set_offline(False)
        open_again(page)
        expect(card.locator("[data-reply=answer] textarea")).to_have_value("Le camion est")
        expect(card.locator("[data-status]")).to_contain_text("Pas envoyé")
        expect(page.locator(".reply:visible")).to_have_count(1)
        card.locator("[data-reply=answer] textarea").fill("Le camion est passé.")
        card.locator("[data-reply=answer] .primary").tap()
        expect(card.locator("[data-status]")).to_have_text("Envoyé")
        assert page.evaluate("localStorage.length") == 0
    assert Client(office.url, FOCAL).get("Referral", referral)["response"] == "Le camion est passé."


def test_half_an_outcome_waits_at_its_call(chromium: Browser, office: Server) -> None:
    operator = Client(office.url, OPERATOR)
    made = operator.call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": SAID},
        person={"full_name": "Zara Demi", "phone": f"66 78 {next(_numbers)} 11"},
        consent={"statement": READ, "purposes": [{"purpose": "Call back", "decision": "Granted"}]},
    )
    operator.change("Case", made["case"], next_contact_on="2026-01-05 09:00:00")
    with visit(chromium, office, OPERATOR, "/cfm/call-backs") as page:
        box = page.locator(f"[id='{made['case']}']")
        box.locator("summary").click()
        box.get_by_role("radio", name="Quelqu'un d'autre a répondu", exact=True).check()
        box.locator("[name=note]").fill("Le frère a promis")
        open_again(page)
        expect(box.locator(".pill.amber")).to_contain_text("Non enregistré")
        box.locator("summary").click()
        expect(box.locator("[name=note]")).to_have_value("Le frère a promis")
        expect(box.get_by_role("radio", name="Quelqu'un d'autre a répondu")).to_be_checked()
        box.get_by_role("button", name="Enregistrer").click()
        expect(box.locator(".result.green")).to_be_visible()
        assert page.evaluate("localStorage.length") == 0


# --- what would be ignored cannot be filled in ------------------------------------------------


def test_nothing_stays_of_a_case_that_becomes_sensitive(chromium: Browser, office: Server) -> None:
    """Neither why it is one, nor what was typed of it before."""
    operator = Client(office.url, OPERATOR)
    made = operator.call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": SAID},
    )
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={made['case']}") as page:
        note = page.locator("form[data-act='cases.note']")
        note.locator("xpath=ancestor::details").locator("summary").click()
        note.locator("textarea").fill("Le chef du site demande")
        form = page.locator("form[data-act='sensitive.clarify']")
        opener = form.locator("xpath=ancestor::details").locator("summary")
        opener.click()
        form.locator("textarea").fill("On demande de l'argent")
        open_again(page)
        expect(note.locator("textarea")).to_have_value("Le chef du site demande")
        kept = page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })")
        assert "chef du site" in kept and "de l'argent" not in kept
        opener.click()
        form.locator("select").select_option("Fraude et corruption")
        form.locator("textarea").fill("On demande de l'argent")
        with page.expect_navigation():
            form.locator("button.primary").click()
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_who_refuses_to_be_recorded_has_no_name_and_no_phone(page: Page) -> None:
    page.locator("#phone").fill("66 71 91 01")
    page.keyboard.press("Alt+K")
    page.keyboard.press("n")
    page.keyboard.press("n")
    for name in ("phone", "full_name", "beneficiary_number"):
        expect(page.locator(f"#{name}")).to_be_disabled()
    page.locator(".purpose").first.locator("label.yes").click()
    expect(page.locator("#full_name")).to_be_enabled()


def test_who_agreed_is_asked_once_something_was_answered(page: Page) -> None:
    expect(page.locator("#giver")).to_be_disabled()
    expect(page.locator("#method")).to_be_disabled()
    page.keyboard.press("Alt+K")
    page.keyboard.press("o")
    page.keyboard.press("o")
    expect(page.locator("#giver")).to_be_enabled()


def test_a_partner_that_was_named_is_asked_about(page: Page) -> None:
    choose_category(page)
    page.locator("#description").fill(SAID)
    page.locator("#consent_partner").select_option(index=1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("partagé avec ce partenaire")


def test_a_linked_case_has_no_outcome_of_its_own(page: Page, office: Server) -> None:
    text = f"La pompe du camp numéro {next(_numbers)} fuit et personne ne vient la réparer"
    operator = Client(office.url, OPERATOR)
    made = operator.call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": text},
    )
    choose_category(page)
    page.locator("input[name=outcome][value=refer]").check(force=True)
    page.locator("#description").fill(text)
    link = page.locator(f"#duplicate input[value='{made['case']}']")
    link.check()
    expect(page.locator("#shared_summary")).to_be_disabled()
    expect(page.locator("#next-step")).to_contain_text(made["case"])
    link.uncheck()
    expect(page.locator("#shared_summary")).to_be_enabled()
    link.check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text(f"Lié à {made['case']}")


# --- the desk ---------------------------------------------------------------------------------


@pytest.mark.embedded("the desk of a bench keeps no drafts")
def test_the_form_of_the_desk_keeps_nothing_of_a_sensitive_case(
    chromium: Browser, office: Server
) -> None:
    drafts = "Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length"
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/app/case/new")
        page.wait_for_selector("#main[data-started]")
        said = page.get_by_role("textbox", name="Ce qui a été dit")
        said.fill("Une faveur a été demandée")
        page.reload()
        page.wait_for_selector("#main[data-started]")
        assert page.evaluate(drafts) == 1
        page.get_by_role("button", name="Le reprendre").click()
        expect(said).to_have_value("Une faveur a été demandée")
        page.get_by_role("combobox", name="Catégorie").fill("harc")
        page.get_by_role("option", name="Harcèlement sexuel").first.click()
        page.wait_for_function(f"() => {drafts} === 0")
        page.reload()
        page.wait_for_selector("#main[data-started]")
        assert page.evaluate(drafts) == 0
        expect(said).to_have_value("")


@pytest.mark.parametrize(("user", "kept"), [(OPERATOR, 1), ("psea@demo.cfm", 0)])
def test_the_desk_keeps_no_half_referral_of_whoever_handles_sensitive_cases(
    chromium: Browser, office: Server, user: str, kept: int
) -> None:
    drafts = "Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length"
    with visit(chromium, office, user, NEW_CASE) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/app/referral/new")
        page.wait_for_selector("#main[data-started]")
        page.get_by_role("textbox", name="Résumé partagé").fill("Elle a vu le gardien")
        page.reload()
        page.wait_for_selector("#main[data-started]")
        assert page.evaluate(drafts) == kept
