"""What is said to people: answers by heart, the calendar, scripts and the consent, by screens only."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ..live import READ, Client, Server
from .calling import NEW_CASE, choose
from .interception import intercept
from .test_console import saved_number
from .visits import DESKTOP, PHONE, at_desk, focused, tab_to, visit, width_of

OPERATOR, MANAGER = "operator@demo.cfm", "manager@demo.cfm"
NEW_CASE_CALL = "cfm_app.api.console.new_case"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])


_numbers = itertools.count(10)


def a_caller(client: Client, outcome: str = "register", **case: str) -> tuple[str, str]:
    """Somebody who has called before: the case, and the phone."""
    phone = f"66 47 {next(_numbers)} {next(_numbers)}"
    told = {"category": "Quantité de la ration", "description": "Il manque deux sacs", **case}
    person = {"full_name": "Zenaba Kaltouma", "phone": phone}
    made = client.call(NEW_CASE_CALL, case=told, person=person, outcome=outcome)
    return str(made["case"]), phone


def recognise(page: Page, phone: str) -> None:
    """The caller is known, and chosen by keyboard."""
    page.locator("#phone").fill(phone)
    expect(page.locator("#known")).to_contain_text("Zenaba Kaltouma")
    page.locator("#known input[type=radio]").first.check()


def choose_place(page: Page, name: str) -> None:
    """Take a place by its name once it is found; what was found for its first letters is passed over."""
    page.locator("#location").fill("")
    page.locator("#location").focus()
    page.keyboard.type(name)
    expect(page.locator("#location-list li[role=option]").first).to_contain_text(name)
    page.keyboard.press("Enter")


def ask_when(page: Page, place: str) -> None:
    """Somebody asks when the next distribution is."""
    choose_place(page, place)
    choose(page, "category", "calendrier")
    tab_to(page, "description")
    page.keyboard.type("Quand est la prochaine distribution ?")
    expect(page.locator("#advice")).to_contain_text("Réponse proposée")


# --- standard answers and the calendar ------------------------------------------------------------
@SIZES
def test_the_calendar_is_the_proposed_answer(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE, size) as page:
        ask_when(page, "Mamdi")
        expect(page.locator("#advice")).to_contain_text("Prochaine distribution à Mamdi")
        page.check("input[name=outcome][value=answer]")
        words = page.locator("#information_given")
        expect(words).to_have_value(
            re.compile("Prochaine distribution à Mamdi\u00a0: .*École de Bol")
        )
        expect(page.locator("#instruction")).to_contain_text("ne promettez aucune date")
        assert width_of(page) <= size["width"]
        page.check("#close_now")
        page.keyboard.press("Control+Enter")
        number = saved_number(page)
    case = Client(office.url, OPERATOR).get("Case", number)
    assert "École de Bol" in case["information_given"]
    assert "ne promettez" not in case["information_given"] + case["response_given"]


def test_the_answer_follows_the_place_until_somebody_writes_in_it(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        choose(page, "category", "calendrier")
        expect(page.locator("#advice")).to_contain_text("Choisissez le lieu")
        page.check("input[name=outcome][value=answer]")
        words = page.locator("#information_given")
        expect(words).to_have_value("")
        for name, said in (("Mamdi", "École de Bol"), ("Assoungha", "est annulée")):
            choose_place(page, name)
            expect(words).to_have_value(re.compile(said))
        choose_place(page, "Batha Ouest")
        expect(words).to_have_value(re.compile("Aucune distribution n'est prévue"))
        words.fill("Demandez au comité.")
        choose_place(page, "Mamdi")
        expect(page.locator("#advice")).to_contain_text("École de Bol")
        expect(words).to_have_value("Demandez au comité.")


def test_the_person_hears_their_language_and_the_operator_reads_their_own(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        page.select_option("#language", "shu")
        choose(page, "category", "carte")
        page.check("input[name=outcome][value=answer]")
        page.select_option("#answers", index=1)
        expect(page.locator("#information_given")).to_have_value(re.compile("احتفظوا برقم"))
        expect(page.locator("#own-text")).to_contain_text("Gardez votre numéro")
        expect(page.locator("#instruction-text")).to_contain_text("Ne demandez jamais le code PIN")


def test_a_manager_brings_a_calendar_from_a_sheet(chromium: Browser, office: Server) -> None:
    head, row = "Lieu;Programme;Date", "Fitri;Transferts monétaires;{day}"
    sheet = {"name": "calendrier.csv", "mimeType": "text/csv"}
    with visit(chromium, office, MANAGER, "/cfm/import") as page:
        told = page.locator("#calendar-result")
        for day, said in (("bientôt", "Rien n'a été enregistré"), ("31/12/2099", "1 nouvelle")):
            content = "\n".join((head, row.format(day=day))).encode()
            page.locator("#calendar-file").set_input_files({**sheet, "buffer": content})
            expect(told).to_contain_text(said)
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        ask_when(page, "Fitri")
        expect(page.locator("#advice")).to_contain_text("jeudi 31 décembre")


def test_a_manager_cancels_and_callers_are_told(chromium: Browser, office: Server) -> None:
    manager = Client(office.url, MANAGER)
    [row] = manager.list("CFM Distribution", filters='[["location","=","TD0703"]]')
    with at_desk(chromium, office, MANAGER) as desk:
        desk.open("CFM Distribution", row["name"])
        desk.select("État", "Annulée")
        desk.write("Raison, telle qu'on la dit aux personnes", "Route coupée.")
        desk.save()
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        ask_when(page, "Kaya")
        expect(page.locator("#advice")).to_contain_text("est annulée. Route coupée.")


# --- told before, closed before -------------------------------------------------------------------
def test_what_the_caller_told_before_comes_first_and_holds_nobody_up(
    chromium: Browser, office: Server
) -> None:
    client = Client(office.url, OPERATOR)
    own, phone = a_caller(client)
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        recognise(page, phone)
        choose(page, "category", "quantit")
        box = page.locator("#duplicate")
        expect(box.locator("label").first).to_contain_text(own)
        expect(box).to_contain_text("de cette personne")
        page.locator("#description").focus()
        page.keyboard.press("Tab")
        assert focused(page) == "sex"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Alt+J")
        page.keyboard.press("Space")
        expect(box.locator("input").first).to_be_checked()
        page.keyboard.press("Alt+J")
        assert focused(page) == "description"
        page.keyboard.type("Il manque toujours deux sacs")
        page.keyboard.press("Control+Enter")
        result = page.locator("#result")
        expect(result.locator(".number")).to_have_text(own)
        expect(result).to_contain_text("garde le code qu'elle a")
        code = result.locator(".status-code").inner_text()
        page.goto(f"/cfm/case-code?case={own}")
        expect(page.locator(".code")).to_have_text(code)


@SIZES
def test_the_case_that_was_just_closed_is_taken_up_again_in_the_call(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    client = Client(office.url, OPERATOR)
    case, phone = a_caller(client, "close", information_given="Lundi au site")
    with visit(chromium, office, OPERATOR, NEW_CASE, size) as page:
        page.locator("#phone").fill(phone)
        page.get_by_role("button", name=f"Rouvrir {case}").click()
        page.get_by_role("button", name="Rouvrir le cas").click()
        expect(page.locator("#known .field-error")).to_contain_text("pourquoi")
        page.get_by_label("Pourquoi le cas est rouvert").fill("Rien reçu lundi")
        assert width_of(page) <= size["width"]
        page.get_by_role("button", name="Rouvrir le cas").click()
        expect(page.locator("#result")).to_contain_text(case)
        expect(page.locator("#phone")).to_have_value("")
    stored = client.get("Case", case)
    assert (stored["phase"], stored["reopened_count"]) == ("In progress", 1)
    assert "Rien reçu lundi" in stored["follow_ups"][-1]["action"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_who_calls_is_shown_before_the_way_back_has_come(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    case, phone = a_caller(Client(office.url, OPERATOR), "close", information_given="Lundi")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    # A service worker answers for scripts, and its requests pass by what a page intercepts.
    with visit(chromium, office, OPERATOR, NEW_CASE, size, service_workers="block") as page:
        intercept(page, "**/js/reopen.js*", hold)
        page.locator("#phone").fill(phone)
        expect(page.locator("#known label").first).to_contain_text(case)
        expect(page.get_by_role("button", name=f"Rouvrir {case}")).to_have_count(0)
        channel = page.locator("fieldset[data-field=channel]")
        before = channel.bounding_box()
        for each in held:
            each.continue_()
        expect(page.get_by_role("button", name=f"Rouvrir {case}")).to_be_visible()
        assert channel.bounding_box() == before


def test_a_second_number_leads_to_the_first(chromium: Browser, office: Server) -> None:
    client = Client(office.url, OPERATOR)
    first, _phone = a_caller(client)
    again, _phone = a_caller(client, duplicate_of=first)
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        page.keyboard.press("/")
        page.keyboard.type(again)
        page.keyboard.press("Enter")
        expect(page.locator("#found .line").first).to_contain_text(first)


def test_a_letter_carries_consent_and_no_words_of_a_call(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        read, script = page.locator("#statement-read-label"), page.locator("#script")
        expect(script).to_contain_text("L'appel est gratuit")
        expect(page.locator("#save")).to_contain_text("appel suivant")
        page.locator("#more-channels").click()
        page.locator("input[name=channel][value='Émission de radio']").check()
        expect(page.locator("#h-caller")).not_to_have_text("Qui écrit ?")
        expect(page.locator("#method")).to_have_value("Oral")
        page.locator("input[name=channel][value='Bureau de plaintes']").check()
        expect(script).to_be_visible()
        expect(script).not_to_contain_text("L'appel est gratuit")
        page.locator("input[name=channel][value='Boîte à suggestions']").check()
        expect(script).to_be_hidden()
        expect(page.locator("#save")).to_contain_text("cas suivant")
        expect(read).to_contain_text("son propre écrit")
        page.locator("#category").fill("quantité")
        page.keyboard.press("Enter")
        page.locator("#description").fill("Il manque deux sacs")
        page.locator(".purpose input[value=Granted]").first.check()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#errors")).to_contain_text("écrit ce qu'elle accepte")
        page.locator("#method").select_option("Oral")
        expect(read).to_contain_text("J'ai lu le texte")
        page.locator("#method").select_option("Written")
        page.locator("#statement_read").check()
        page.keyboard.press("Control+Enter")
        number = page.locator("#result .number").inner_text()
    [consent] = Client(office.url, OPERATOR).list(
        "Consent",
        filters=f'[["cfm_case","=","{number}"]]',
        fields='["method","statement","read_by"]',
    )
    assert (consent["method"], consent["read_by"]) == ("Written", None)
    assert consent["statement"]


# --- consent --------------------------------------------------------------------------------------
def test_what_was_not_read_is_not_agreed_to(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        page.select_option("#language", "shu")
        choose(page, "category", "quantit")
        page.locator("#description").fill("Il manque deux sacs")
        page.locator(".purpose").first.locator("label.yes").click()
        page.keyboard.press("Control+Enter")
        field = page.locator("[data-field=statement_read]")
        expect(field.locator(".field-error")).to_contain_text("Ce qui n'a pas été lu")
        page.keyboard.press("Alt+K")
        assert focused(page) == "statement_read"
        expect(page.locator("#statement-text")).to_be_visible()
        page.keyboard.press("o")
        expect(page.locator("#statement_read")).to_be_checked()
        page.keyboard.press("Control+Enter")
        number = saved_number(page)
    client = Client(office.url, OPERATOR)
    [row] = client.list("Consent", filters=f'[["cfm_case","=","{number}"]]', fields='["name"]')
    consent = client.get("Consent", row["name"])
    assert (consent["language"], consent["read_by"]) == ("ara", OPERATOR)
    assert "-ara-" in consent["statement"]
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={number}") as page:
        expect(page.locator(".story")).to_contain_text("Texte lu en : Arabe littéral, par Mariam")


@SIZES
def test_who_refuses_to_be_recorded_leaves_no_words_and_is_promised_nothing(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE, size) as page:
        page.locator("#phone").fill(f"66 48 {next(_numbers)} {next(_numbers)}")
        choose(page, "category", "calendrier")
        page.locator("#description").fill("Je suis la femme du chef")
        page.locator(".purpose").nth(1).locator("label.yes").click()
        page.locator(".purpose").first.locator("label.no").click()
        for locked in ("#phone", "#description", "#sex"):
            expect(page.locator(locked)).to_be_disabled()
        expect(page.locator(".purpose").nth(1).locator("input[value=Refused]")).to_be_checked()
        expect(page.locator("#consent-note")).to_contain_text("ses paroles ne sont pas enregistrés")
        page.keyboard.press("Control+Enter")
        result = page.locator("#result")
        expect(result).to_contain_text("Ne promettez rien")
        expect(result.locator(".status-code")).to_have_count(0)
        assert width_of(page) <= size["width"]
        result.get_by_role("link", name="Ouvrir le cas").click()
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator("main")).not_to_contain_text("femme du chef")
        expect(page.locator(".person")).to_contain_text("Anonyme")


@SIZES
def test_all_of_a_consent_is_withdrawn_once_the_person_confirms(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    client = Client(office.url, OPERATOR)
    purposes = [{"purpose": each, "decision": "Granted"} for each in ("Record", "Share inside")]
    case, _phone = a_caller(client)
    given = {"statement": READ, "purposes": purposes, "cfm_case": case}
    client.act("Consent", str(client.create("Consent", **given)["name"]), "Record Decision")
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", size) as page:
        form = page.locator("#act-withdraw")
        form.locator("> summary").click()
        assert form.locator("[name=purposes]:checked").count() == 0
        form.get_by_label("Tout", exact=True).check()
        assert form.locator("[name=purposes]:checked").count() == 2
        form.locator("[name=reason]").fill("Ne veut plus")
        form.get_by_role("button", name="Retirer le consentement").click()
        assert form.locator("[data-confirms]").evaluate("(box) => !box.validity.valid")
        form.locator("[data-confirms]").check()
        assert width_of(page) <= size["width"]
        form.get_by_role("button", name="Retirer le consentement").click()
        expect(page.locator(".story")).to_contain_text("Ne veut plus")
        expect(page.locator(".consents .pill", has_text="Retiré")).to_have_count(2)


# --- who calls, in which language, and when -------------------------------------------------------
@SIZES
def test_who_calls_and_whom_it_concerns_are_two_people(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    phone = f"66 49 {next(_numbers)} {next(_numbers)}"
    with visit(chromium, office, OPERATOR, NEW_CASE, size) as page:
        page.locator("#phone").fill(phone)
        expect(page.locator("#concerned_name")).to_be_hidden()
        page.select_option("#speaker_relation", "On behalf")
        page.get_by_label("Nom de qui appelle").fill("Hassan Abakar")
        page.get_by_label("Nom de la personne concernée").fill("Zara Moussa")
        page.locator("#caller_relation").fill("Frère")
        choose(page, "category", "quantit")
        page.locator("#description").fill("Il manque deux sacs")
        page.locator("#statement_read").check()
        page.locator(".purpose").nth(1).locator("label.yes").click()
        expect(page.locator("#giver_relation")).to_have_value("Frère")
        page.select_option("#preferred_hours", "Evening")
        assert width_of(page) <= size["width"]
        page.keyboard.press("Control+Enter")
        number = saved_number(page)
        page.goto(f"/cfm/case?name={number}")
        head = page.locator(".about")
        expect(head.locator(".person")).to_contain_text("Zara Moussa")
        expect(head.locator(".person")).to_contain_text("Soir")
        expect(head.locator(".through")).to_contain_text("Hassan Abakar, Frère")
        page.goto(NEW_CASE)
        page.wait_for_selector("body[data-ready]", state="attached")
        page.locator("#phone").fill(phone)
        expect(page.locator("#known")).to_contain_text("jointe par Hassan Abakar, Frère")


@SIZES
def test_the_person_hears_their_language_beside_that_of_the_operator(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE, size) as page:
        expect(page.locator("#script-own")).to_be_hidden()
        page.select_option("#language", "shu")
        expect(page.locator("#script-text")).to_contain_text("السلام عليكم")
        expect(page.locator("#script-own")).to_contain_text("ligne verte du PAM")
        question = page.locator(".purpose").first.locator(".question")
        expect(question).to_contain_text("Puis-je noter")
        expect(question.locator(".in-words")).to_be_visible()
        expect(page.locator("#statement-name")).to_have_text("")
        page.keyboard.press("Alt+K")
        expect(page.locator("#statement-text")).to_contain_text("برنامج")
        page.locator("#statement-own summary").click()
        expect(page.locator("#statement-own")).to_contain_text("Avez-vous compris")
        assert width_of(page) <= size["width"]


def test_satisfaction_is_asked_where_the_call_ends_the_case(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        ask_when(page, "Mamdi")
        page.check("input[name=outcome][value=answer]")
        page.select_option("#satisfaction", "4")
        page.check("#close_now")
        page.keyboard.press("Control+Enter")
        number = saved_number(page)
    assert Client(office.url, OPERATOR).get("Case", number)["satisfaction"] == "4"
