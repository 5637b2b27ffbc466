"""The operator's pages in a real browser: a new case by keyboard alone, and what is due."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import PASSWORD, Client, Server
from .calling import NEW_CASE, SAID, agree, save_with_a_lost_answer, saved_number, tell
from .visits import PHONE, at_desk, focused, tab_to, visit, width_of

OPERATOR, MANAGER = "operator@demo.cfm", "manager@demo.cfm"
SUMMARY = "Ration de mil incomplète, site de Mamdi."


@pytest.fixture
def page(chromium: Browser, office: Server) -> Iterator[Page]:
    with visit(chromium, office, OPERATOR, NEW_CASE) as opened:
        yield opened


def refer(page: Page) -> None:
    """Choose "refer" and write what the receiver sees."""
    tab_to(page, "outcome")
    for _ in range(3):
        if page.locator("input[name=outcome][value=refer]").is_checked():
            break
        page.keyboard.press("ArrowUp")
    tab_to(page, "shared_summary")
    page.keyboard.type(SUMMARY)


def test_a_case_is_recorded_and_referred_by_keyboard_alone(page: Page, office: Server) -> None:
    assert focused(page) == "phone"
    tell(page, "66 71 82 93", "quantit")
    expect(page.locator("#advice")).to_contain_text("72 h")
    agree(page)
    refer(page)
    expect(page.locator("#receiver")).to_contain_text("Falmata")
    page.keyboard.press("Control+Enter")
    number = saved_number(page)
    expect(page.locator("#result")).to_contain_text("Vous aurez une réponse")
    assert focused(page) == "phone"
    assert page.input_value("#description") == ""

    client = Client(office.url, OPERATOR)
    case = client.get("Case", number)
    assert case["consent_status"] == "Partial"
    assert (case["location"], case["description"]) == ("TD0701", SAID)
    [referral] = client.list(
        "Referral",
        filters=f'[["cfm_case","=","{number}"]]',
        fields='["focal_point","shared_summary"]',
    )
    assert referral == {"focal_point": "focal.lac@demo.cfm", "shared_summary": SUMMARY}


def test_nothing_is_agreed_before_it_is_asked(page: Page) -> None:
    assert page.locator(".purpose input:checked").count() == 0


def test_the_fast_page_and_the_case_propose_the_same_summary(page: Page, office: Server) -> None:
    tell(page, "66 71 82 90", "quantit")
    agree(page)
    page.check("input[name=outcome][value=refer]")
    expect(page.locator("#shared_summary")).to_have_value(re.compile(re.escape(SAID)))
    proposed = page.input_value("#shared_summary")
    page.locator("#description").fill(f"{SAID} Deux fois.")
    page.locator("#description").blur()
    expect(page.locator("#shared_summary")).to_have_value(f"{proposed} Deux fois.")
    page.check("input[name=outcome][value=register]")
    page.keyboard.press("Control+Enter")
    page.goto(f"/cfm/case?name={saved_number(page)}")
    assert page.input_value("#refer-shared_summary") == f"{proposed} Deux fois."


def test_a_referral_without_consent_is_refused_and_nothing_is_lost(page: Page) -> None:
    tell(page, "66 71 82 94", "quantit")
    agree(page, "n")
    refer(page)
    expect(page.locator("#next-step")).to_contain_text("sera refusé")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("n'a pas accepté")
    expect(page.locator("#errors")).to_contain_text("Rien n'est perdu")
    assert page.input_value("#description") == SAID
    assert page.input_value("#shared_summary") == SUMMARY
    assert page.input_value("#phone") == "66 71 82 94"


def test_no_address_holds_what_a_person_said(page: Page, office: Server) -> None:
    """Servers and proxies write addresses into logs that are read by others than the operators."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/cfm_app.api.loop.similar_cases*"):
        tell(page, "66 71 82 95", "quantit")
    agree(page)
    tab_to(page, "outcome")
    with page.expect_response("**/cfm_app.api.loop.find_answers*"):
        page.locator("input[name=outcome][value=answer]").check()
        page.locator("#answer_search").fill("zqmil")
    assert any("lookup_caller" in each for each in asked)
    held = [each for each in asked if re.search(r"71.{0,3}82|ration|zqmil", each)]
    assert held == []


def test_an_answer_on_the_phone_closes_the_case(page: Page, office: Server) -> None:
    tell(page, "66 71 82 95", "calendrier")
    agree(page, "n")
    page.check("input[name=outcome][value=answer]")
    page.select_option("#answers", index=1)
    assert "distribution" in page.input_value("#information_given")
    page.check("#close_now")
    page.keyboard.press("Control+Enter")
    case = Client(office.url, OPERATOR).get("Case", saved_number(page))
    assert case["phase"] == "Closed"


def test_suspect_words_ask_why_the_case_is_ordinary(page: Page, office: Server) -> None:
    tell(page, "66 71 82 87", "quantit")
    expect(page.locator("#suspect")).to_be_hidden()
    page.locator("#description").fill("Le magasinier touche les femmes")
    expect(page.locator("#suspect-words")).to_contain_text("touche … femme")
    page.fill("#sensitivity_reason", "Son discours les touche, rien de plus.")
    agree(page, "n")
    page.keyboard.press("Control+Enter")
    case = Client(office.url, OPERATOR).get("Case", saved_number(page))
    assert case["sensitivity"] == "Non sensible"


def test_suspect_words_without_a_reason_are_clarified_by_others(page: Page, office: Server) -> None:
    tell(page, "66 71 82 88", "quantit")
    page.locator("#description").fill("Le magasinier touche les femmes")
    expect(page.locator("#suspect")).to_be_visible()
    agree(page, "n")
    page.keyboard.press("Control+Enter")
    number = saved_number(page)
    rows = Client(office.url, MANAGER).list(
        "Case", filters=f'[["name","=","{number}"]]', fields='["sensitivity"]'
    )
    assert [row["sensitivity"] for row in rows] == ["À clarifier"]


def test_what_is_missing_is_said_beside_the_field(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-field=category] .field-error")).to_be_visible()
    expect(page.locator("#errors a")).to_have_count(2)
    assert focused(page) == "category"


def test_a_known_caller_is_recognised(page: Page, office: Server) -> None:
    client = Client(office.url, OPERATOR)
    known = client.list(
        "Community Member",
        fields='["phone","full_name"]',
        filters='[["phone","is","set"],["full_name","is","set"]]',
        limit=1,
    )[0]
    page.keyboard.type(known["phone"])
    expect(page.locator("#known")).to_contain_text(known["full_name"])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#full_name")).to_be_disabled()
    assert page.input_value("#full_name") == known["full_name"]


def test_a_sensitive_case_brings_guidance_and_leaves_no_draft(page: Page, office: Server) -> None:
    tell(page, "66 71 82 97", "harc")
    expect(page.locator("#guidance")).to_be_visible()
    expect(page.locator("#guidance")).to_contain_text("1390")
    expect(page.locator("#outcome")).to_be_hidden()
    expect(page.locator("#disability")).to_be_hidden()
    page.reload()
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    tell(page, "66 71 82 97", "harc")
    page.keyboard.press("Control+Enter")
    number = saved_number(page)
    expect(page.locator("#result")).to_contain_text("personnes habilitées")
    expect(page.locator("#guidance")).to_be_hidden()
    recorder = Client(office.url, OPERATOR)
    recorder.refused("GET", f"/api/resource/Case/{number}")
    assert number in [row["name"] for row in recorder.call("cfm_app.api.console.my_stubs")]


def test_whoever_is_not_to_be_recorded_stays_anonymous(page: Page, office: Server) -> None:
    tell(page, "66 71 82 98", "quantit")
    page.keyboard.press("Alt+K")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("#consent-note")).to_contain_text("refuse")
    page.keyboard.press("Control+Enter")
    case = Client(office.url, OPERATOR).get("Case", saved_number(page))
    assert not case.get("community_member")


def test_a_lost_answer_does_not_store_the_case_twice(page: Page, office: Server) -> None:
    tell(page, "66 71 82 99", "quantit")
    client = Client(office.url, OPERATOR)
    before = client.call("frappe.client.get_count", doctype="Case")
    save_with_a_lost_answer(page)
    page.keyboard.press("Control+Enter")
    saved_number(page)
    assert client.call("frappe.client.get_count", doctype="Case") == before + 1


def test_an_ended_session_loses_nothing(page: Page) -> None:
    tell(page, "66 71 83 01", "harc")
    expect(page.locator("#guidance")).to_be_visible()
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("session est terminée")
    with page.context.expect_page() as opened:
        page.locator("#log-in a").click()
    assert "/login" in opened.value.url
    opened.value.close()
    page.context.request.post("/api/method/login", data={"usr": OPERATOR, "pwd": PASSWORD})
    assert page.input_value("#description") == SAID
    page.keyboard.press("Control+Enter")
    saved_number(page)


@pytest.mark.parametrize(
    ("path", "language"), [(NEW_CASE, "fr"), (NEW_CASE, "ar"), ("/cfm/console", "ar")]
)
def test_phones_need_no_sideways_scrolling(
    chromium: Browser, office: Server, path: str, language: str
) -> None:
    narrow = {"width": 360, "height": 700}
    address = f"{path}?_lang={language}"
    with visit(chromium, office, OPERATOR, address, narrow, is_mobile=True, has_touch=True) as page:
        assert width_of(page) <= 360
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")


def test_my_work_shows_answers_first_then_the_late_and_finds_a_number(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        heads = page.locator("main section h2")
        expect(heads.nth(0)).to_have_text(re.compile("Répondus ou renvoyés"))
        expect(heads.nth(1)).to_have_text(re.compile("En retard"))
        number = page.locator(".line .number").first.inner_text()
        page.keyboard.press("/")
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        expect(page.locator("#found .line")).to_have_count(1)
        expect(page.locator("#found")).to_contain_text(number)
        page.locator("body").press("n")
        page.wait_for_url(f"**{NEW_CASE}")


@pytest.mark.embedded("how much a page is compressed is up to the web server in front of a bench")
def test_the_first_load_is_small(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE, PHONE) as page:
        assert loaded(page) < 100_000


def loaded(page: Page) -> int:
    """Bytes of the page and of what it loaded, as they were sent."""
    return int(
        page.evaluate(
            "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".reduce((sum, each) => sum + each.encodedBodySize, 0)"
        )
    )


def test_a_child_does_not_agree_alone(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        page.locator("#category").fill("quantité")
        page.keyboard.press("Enter")
        page.locator("#description").fill("Sa ration n'est pas venue")
        page.locator("#age_group").select_option("13-17")
        page.locator("#statement_read").check()
        for purpose in page.locator(".purpose").all()[:3]:
            purpose.locator("label.yes").click()
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-field=giver] .field-error")).to_contain_text("enfant")
        page.locator("#giver").select_option("Parent or guardian")
        page.locator("#giver_relation").fill("Mère")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-field=assent_of_minor] .field-error")).to_be_visible()
        page.locator("#assent_of_minor").select_option("Yes")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#result")).to_contain_text("CFM-")


def test_a_sensitive_case_is_saved_by_the_form_and_closed(
    chromium: Browser, office: Server
) -> None:
    with at_desk(chromium, office, OPERATOR) as desk:
        desk.new("Case")
        desk.write("Ce qui a été dit", "Une faveur a été demandée")
        desk.choose("Catégorie", "Exploitation ou", re.compile("Exploitation ou abus sexuel"))
        note = desk.save_and_lose()
        expect(note).to_contain_text("CFM-")
        number = re.search(r"CFM-\d+-\d+", note.inner_text())
        assert number
        desk.page.goto("/cfm/console")
        expect(desk.page.locator("#h-stubs ~ ul")).to_contain_text(number.group())


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("pas recu", "Non-réception de l'assistance"),
        ("quand", "Information sur le calendrier de distribution"),
        ("cash", "Demande de transfert monétaire"),
        ("nourriture", "Demande d'assistance alimentaire"),
        ("non reception", "Non-réception de l'assistance"),
        ("l'oublié de la liste", "Erreur d'exclusion"),
        ("متى التوزيع", "Information sur le calendrier de distribution"),
    ],
)
def test_everyday_words_find_a_category(page: Page, typed: str, category: str) -> None:
    tab_to(page, "category")
    page.keyboard.type(typed)
    expect(page.locator("#category-list li[role=option]", has_text=category)).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_no_text_is_escaped_twice(chromium: Browser, office: Server, language: str) -> None:
    with visit(chromium, office, OPERATOR, f"{NEW_CASE}?_lang={language}") as page:
        assert re.findall(r"&#?\w+;", page.locator("body").inner_text()) == []


def test_a_call_begins_in_the_language_of_the_office_or_the_last_choice(
    chromium: Browser, office: Server
) -> None:
    operator, manager = Client(office.url, OPERATOR), Client(office.url, "manager@demo.cfm")
    person = operator.create(
        "Community Member", full_name="Kaltouma", phone="66 71 55 40", language="kbl"
    )
    manager.change("CFM Settings", "CFM Settings", default_language="shu")
    try:
        with visit(chromium, office, OPERATOR, NEW_CASE) as page:
            language = page.locator("#language")
            expect(language).to_have_value("shu")
            page.locator("#phone").fill("66 71 55 40")
            page.locator(f"input[name=person][value='{person['name']}']").check()
            expect(language).to_have_value("kbl")
            page.locator("input[name=person][value='']").check()
            expect(language).to_have_value("shu")
            page.locator(f"input[name=person][value='{person['name']}']").check()
            page.on("dialog", lambda dialog: dialog.accept())
            page.locator("#clear").click()
            expect(language).to_have_value("shu")
            language.select_option("sba")
            page.locator("#clear").click()
            expect(language).to_have_value("sba")
    finally:
        manager.change("CFM Settings", "CFM Settings", default_language="")


def test_the_channel_says_who_tells_it_and_how_consent_is_given(page: Page, office: Server) -> None:
    headline, method = page.locator("#h-caller"), page.locator("#method")
    expect(headline).to_have_text("Qui appelle ?")
    expect(method).to_have_value("Oral")
    page.locator("input[name=channel][value=WhatsApp]").check()
    expect(headline).to_have_text("Qui écrit ?")
    expect(method).to_have_value("Message")
    page.locator("input[name=channel][value='Bureau de plaintes']").check()
    expect(headline).to_have_text("Qui vous parle ?")
    expect(method).to_have_value("Oral")
    page.locator("#more-channels").click()
    page.locator("input[name=channel][value='Boîte à suggestions']").check()
    expect(method).to_have_value("Written")
    expect(page.locator("#save")).to_contain_text("Enregistrer et cas suivant")
    # The next message of a stack begins as the channel says; what somebody chose is left alone.
    tell(page, "66 71 82 89", "quantit")
    agree(page)
    method.select_option("Thumbprint")
    page.locator("input[name=channel][value=Courriel]").check()
    expect(method).to_have_value("Thumbprint")
    page.keyboard.press("Control+Enter")
    number = saved_number(page)
    [consent] = Client(office.url, OPERATOR).list(
        "Consent", filters=f'[["cfm_case","=","{number}"]]', fields='["method"]'
    )
    assert consent["method"] == "Thumbprint"
    expect(headline).to_have_text("Qui écrit ?")
    expect(method).to_have_value("Written")


def test_what_is_no_phone_is_told_at_the_field_while_the_caller_is_there(
    page: Page, office: Server
) -> None:
    note = page.locator("[data-field=phone] .field-error")
    tell(page, "abc12", "quantit")
    expect(note).to_contain_text("« abc12 » n'est pas le numéro")
    agree(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("abc12")
    expect(note).to_have_count(1)
    assert focused(page) == "phone"
    assert page.input_value("#description") == SAID
    page.locator("#phone").fill("66 71 82 88")
    expect(note).to_have_count(0)
    page.keyboard.press("Control+Enter")
    saved_number(page)


@pytest.mark.parametrize("words", ["حصة", "أكل", "نقود", "attouchement"])
def test_a_category_is_found_by_everyday_words(page: Page, words: str) -> None:
    page.locator("#category").fill(words)
    expect(page.locator("#category-list li[role=option]").first).to_be_visible()


def test_on_a_phone_the_menu_shows_the_page_at_hand_and_what_waits_there(
    chromium: Browser, office: Server
) -> None:
    for path in ("/cfm/call-backs", "/cfm/console"):
        for language in ("fr", "ar"):
            with visit(chromium, office, OPERATOR, f"{path}?_lang={language}", PHONE) as page:
                expect(page.locator(".rail")).to_be_hidden()
                page.locator("#nav-button").click()
                here = page.locator(".rail [aria-current]")
                expect(here).to_have_attribute("data-route", path)
                expect(here.locator(".badge")).to_be_in_viewport(ratio=1)
                page.keyboard.press("Escape")
                expect(page.locator(".rail")).to_be_hidden()
