"""The inbox in a real browser: a message comes in, is answered, becomes a case, and goes out of sight."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ..live import Client, Server
from .accessible import serious
from .calling import READY, agree, choose_category
from .tongue import ARABIC, OPERATORS
from .visits import DESKTOP, PHONE, visit, width_of
from .writing_in import Gateway, gateway, whatsapp

pytestmark = pytest.mark.embedded("the gateway of the test is reached from this machine alone")

OPERATOR, PSEA, MANAGER = "operator@demo.cfm", "psea@demo.cfm", "manager@demo.cfm"
INBOX = "/cfm/inbox?_lang=fr"
SAID = "Il manque deux sacs de mil à la distribution."
ANSWER = "Merci. Nous demandons au magasin et nous vous écrivons."
_numbers = count(1)


@pytest.fixture(scope="module")
def post(office: Server) -> Iterator[Gateway]:
    with gateway(office, "inbox-sms") as found:
        yield found


@pytest.fixture
def number() -> str:
    """Of somebody who has not written before."""
    return f"+235664{next(_numbers):05d}"


def row(page: Page, text: str) -> Locator:
    return page.locator("#rows a", has_text=text)


def opened(page: Page, number: str) -> str:
    """Open the conversation with a number; its name."""
    row(page, number).click()
    expect(page.locator("#who")).to_contain_text(number)
    return page.url.partition("#")[2]


def taken(page: Page, number: str) -> str:
    name = opened(page, number)
    page.keyboard.press("r")
    expect(page.locator("#text")).to_be_focused()
    return name


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_message_appears_is_answered_and_its_way_is_seen(
    chromium: Browser, office: Server, post: Gateway, number: str, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, INBOX, size) as page:
        post.brings(number, SAID)
        expect(row(page, number)).to_contain_text("Il manque deux sacs")
        assert width_of(page) <= size["width"]
        opened(page, number)
        expect(page.locator(".message.in")).to_contain_text(SAID)
        assert page.locator("#rows").is_visible() is (size is DESKTOP)
        page.get_by_role("button", name="Prendre et répondre").click()
        page.locator("#text").fill(ANSWER)
        page.locator("#send").click()
        bubble = page.locator(".message.out")
        expect(bubble).to_contain_text(ANSWER)
        expect(page.locator("#text")).to_have_value("")
        expect(bubble).to_have_attribute("data-state", "Sent")
        [sent] = [each for each in post.sent() if each.values["to"] == number]
        assert sent.values["text"] == ANSWER
        post.reports(sent.values["reference"], "DELIVRD")
        expect(bubble).to_contain_text("remis")
        assert width_of(page) <= size["width"]
        assert serious(page) == []
        if size is PHONE:
            page.locator("#to-person").click()
            expect(page.locator("#language")).to_be_visible()
            page.locator("#to-thread").click()
            page.locator("#back").click()
            expect(page.locator("#view")).to_be_visible()
            expect(page.locator("#scroller")).to_be_hidden()


def test_what_is_read_and_typed_stays_while_messages_come(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    other = f"{number[:-1]}9"
    for place in range(30):
        post.brings(number, f"Ligne {place}", ago=100 - place)
    with visit(chromium, office, OPERATOR, INBOX) as page:
        name = taken(page, number)
        page.keyboard.type("À moitié ")
        # A key is a letter while somebody types.
        page.keyboard.type("rxs?")
        page.locator("#scroller").evaluate("(box) => { box.scrollTop = 0; }")
        post.brings(number, "Et encore ceci")
        post.brings(other, "Bonjour")
        expect(row(page, other)).to_be_visible()
        expect(page.locator("#newest")).to_be_visible()
        assert page.locator("#scroller").evaluate("(box) => box.scrollTop") == 0
        expect(page.locator("#text")).to_be_focused()
        expect(page.locator("#text")).to_have_value("À moitié rxs?")
        page.reload()
        page.wait_for_selector(READY, state="attached")
        assert page.url.endswith(name)
        expect(page.locator("#text")).to_have_value("À moitié rxs?")


def test_only_whoever_has_it_writes(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    post.brings(number, SAID)
    with (
        visit(chromium, office, OPERATOR, INBOX) as page,
        visit(chromium, office, MANAGER, INBOX) as other,
    ):
        taken(page, number)
        expect(row(other, number)).to_contain_text("Mariam Operator")
        opened(other, number)
        expect(other.locator("#composer")).to_be_hidden()
        other.keyboard.press("r")
        expect(other.locator("#told")).to_contain_text("Mariam Operator")
        other.get_by_role("button", name="Reprendre", exact=True).click()
        expect(other.locator("#text")).to_be_visible()
        expect(page.locator("#composer")).to_be_hidden()
        other.get_by_role("button", name="Rendre", exact=True).click()
        expect(page.get_by_role("button", name="Prendre", exact=True)).to_be_visible()


def test_a_case_is_made_of_it_and_both_know_each_other(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    post.brings(number, SAID)
    with visit(chromium, office, OPERATOR, INBOX) as page:
        name = opened(page, number)
        page.keyboard.press("c")
        page.wait_for_selector(f"{READY} #case", state="attached")
        assert number.removeprefix("+") not in page.url and SAID not in page.url
        expect(page.locator("#description")).to_have_value(SAID)
        expect(page.locator("#phone")).to_have_value(number)
        expect(page.get_by_role("radio", name="SMS", exact=True)).to_be_checked()
        choose_category(page)
        # What was begun comes back with the page.
        page.reload()
        page.wait_for_selector(f"{READY} #case", state="attached")
        expect(page.locator("#category")).not_to_have_value("")
        agree(page)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#result .number")).to_be_visible()
        case = page.locator("#result .number").inner_text()
        page.get_by_role("link", name="Retour à la conversation").click()
        expect(page.locator("#cases")).to_contain_text(case)
        page.goto(f"/cfm/case?name={case}&_lang=fr")
        page.locator(f"a[href='/cfm/inbox#{name}']").click()
        expect(page.locator("#who")).to_contain_text(number)
    assert Client(office.url, OPERATOR).get("Case", case)["description"] == SAID


def test_sensitive_is_gone_for_the_others_at_once(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    post.brings(number, "Un agent du magasin demande des choses aux filles.")
    with (
        visit(chromium, office, OPERATOR, INBOX) as page,
        visit(chromium, office, OPERATORS[ARABIC], INBOX) as other,
    ):
        name = taken(page, number)
        page.keyboard.type("Qui était-ce")
        opened(other, number)
        page.keyboard.press("Escape")
        page.keyboard.press("s")
        page.locator("#sensitive").get_by_role("radio").first.check()
        page.locator("#sensitive [data-do]").click()
        expect(page.locator("#network")).to_contain_text("Vous ne la voyez plus")
        for each in (page, other):
            expect(row(each, number)).to_have_count(0)
            expect(each.locator("#opened")).to_be_hidden()
            expect(each.locator(".message")).to_have_count(0)
        kept = page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })")
        assert "Qui était-ce" not in kept
        page.goto(f"{INBOX}#{name}")
        expect(page.locator("#network")).to_contain_text("ne vous est plus ouverte")


def test_what_holds_no_feedback_is_put_aside_and_comes_back(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    post.brings(number, "Gagnez un million")
    with visit(chromium, office, OPERATOR, INBOX) as page:
        opened(page, number)
        page.keyboard.press("x")
        page.locator("#told").get_by_role("button", name="Annuler").click()
        expect(page.locator("#about")).to_contain_text("attend une réponse")
        page.keyboard.press("x")
        expect(page.locator("#about")).to_contain_text("pas un retour")
        page.locator("#view").select_option("not_feedback")
        expect(row(page, number)).to_be_visible()


def test_a_person_is_proposed_and_a_case_attached(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    operator = Client(office.url, OPERATOR)
    case = operator.call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": SAID},
        person={"full_name": f"Achta Essai {number[-3:]}", "phone": number},
    )["case"]
    post.brings(number, "Où en est ma plainte ?")
    with visit(chromium, office, OPERATOR, INBOX) as page:
        opened(page, number)
        page.get_by_role("button", name="C'est cette personne").click()
        expect(page.locator("#who")).to_contain_text("Achta Essai")
        expect(page.locator("#cases")).to_contain_text(case)
        page.locator("#scroller").focus()
        page.keyboard.press("a")
        page.locator("#attach [data-do]").click()
        expect(page.locator("#told")).to_contain_text(case)
        expect(page.locator("#cases")).to_contain_text("de cette conversation")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_the_outcome_is_told_and_the_person_says_what_they_think(
    chromium: Browser, office: Server, post: Gateway, number: str, size: dict[str, int]
) -> None:
    operator = Client(office.url, OPERATOR)
    given = {"category": "Quantité de la ration", "description": SAID}
    case = operator.call("cfm_app.api.console.new_case", case=given)["case"]
    operator.call("cfm_app.api.cases.move", case=case, action="Start Work")
    post.brings(number, "Où en est ma plainte ?")
    with visit(chromium, office, OPERATOR, INBOX, size) as page:
        opened(page, number)
        page.locator("#scroller").focus()
        page.keyboard.press("a")
        page.locator("#case-number").fill(case)
        page.locator("#attach [data-do]").click()
        expect(page.locator("#told")).to_contain_text(case)
        operator.call("cfm_app.api.cases.resolve", case=case, resolution=ANSWER)
        page.goto(f"/cfm/case?name={case}&_lang=fr")
        page.get_by_text("Ou dire le résultat par message").get_by_role("link").click()
        expect(page.locator("#who")).to_contain_text(number)
        if size is PHONE:
            page.locator("#to-person").click()
        page.get_by_role("button", name="Dire le résultat").click()
        expect(page.locator("#telling")).to_contain_text(case)
        expect(page.locator("#text")).to_have_value(ANSWER)
        assert width_of(page) <= size["width"]
        assert serious(page) == []
        page.keyboard.press("Control+Enter")
        bubble = page.locator(".message.out")
        expect(bubble).to_contain_text(f"Résultat de {case}")
        expect(bubble).to_have_attribute("data-state", "Sent")
        expect(page.locator("#telling")).to_be_hidden()
        [sent] = [each for each in post.sent() if each.values["to"] == number]
        assert sent.values["text"].startswith(ANSWER) and "1" in sent.values["text"]
        page.goto(f"/cfm/case?name={case}&_lang=fr")
        expect(page.get_by_text("Un message avec le résultat est en route")).to_be_visible()
        page.go_back()
        post.reports(sent.values["reference"], "DELIVRD")
        expect(bubble).to_contain_text("Annoncé")
        post.brings(number, "٢")
        expect(page.locator("#about")).to_contain_text("attend une réponse")
        if size is PHONE:
            page.locator("#to-person").click()
        expect(page.locator("#cases")).to_contain_text("Satisfaction : 2 sur 5")
        stored = operator.get("Case", case)
        assert (stored["phase"], stored["satisfaction"]) == ("Informed", "2")
        page.get_by_role("button", name=f"Rouvrir {case}").click()
        page.locator("[name=reopen_reason]").fill("La personne n'a rien reçu")
        page.get_by_role("button", name="Rouvrir le cas").click()
        expect(page.locator("#told")).to_contain_text(case)
    assert operator.get("Case", case)["phase"] == "In progress"


def test_keys_of_one_letter_can_be_switched_off(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    post.brings(number, SAID)
    with visit(chromium, office, OPERATOR, INBOX) as page:
        opened(page, number)
        page.keyboard.press("?")
        page.locator("#letter-keys").uncheck()
        page.keyboard.press("Escape")
        page.reload()
        page.wait_for_selector(READY, state="attached")
        page.keyboard.press("x")
        page.keyboard.press("r")
        expect(page.locator("#composer")).to_be_hidden()
        page.locator("#show-keys").click()
        page.locator("#letter-keys").check()
        page.keyboard.press("Escape")
        page.keyboard.press("r")
        expect(page.locator("#text")).to_be_focused()


def test_it_is_told_before_sending_that_nothing_may_be_sent(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    post.brings(number, "STOP")
    with visit(chromium, office, OPERATOR, INBOX) as page:
        opened(page, number)
        page.keyboard.press("r")
        expect(page.locator("#why-not")).to_be_visible()
        expect(page.locator("#text")).to_be_hidden()
        expect(page.locator("#send")).to_be_hidden()


def test_after_a_day_only_a_template_goes_out_by_whatsapp(
    chromium: Browser, office: Server, number: str
) -> None:
    with (
        whatsapp(office, "inbox-whatsapp", "Bonjour {{1}}, appelez le {{2}}.") as post,
        visit(chromium, office, OPERATOR, INBOX) as page,
    ):
        post.brings(number, SAID, ago=90_000, name="Achta Hier")
        row(page, "Achta Hier").click()
        page.keyboard.press("r")
        expect(page.locator("#why-not")).to_contain_text("24 heures")
        expect(page.locator("#text")).to_be_hidden()
        page.locator("#place-1").fill("Achta")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#refusal")).to_be_visible()
        page.locator("#place-2").fill("1444")
        expect(page.locator("#preview")).to_have_text("Bonjour Achta, appelez le 1444.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".message.out")).to_have_attribute("data-state", "Sent")
        assert [each.values["template"]["name"] for each in post.sent()] == ["rappel"]


def test_a_message_that_failed_says_why_and_can_be_sent_again(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    post.brings(number, SAID)
    with visit(chromium, office, OPERATOR, INBOX) as page:
        taken(page, number)
        page.keyboard.type(ANSWER)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".message.out")).to_have_attribute("data-state", "Sent")
        [sent] = [each for each in post.sent() if each.values["to"] == number]
        post.reports(sent.values["reference"], "UNDELIV")
        page.get_by_role("button", name="Envoyer de nouveau").click()
        expect(page.locator("#text")).to_have_value(ANSWER)


def test_without_a_line_what_is_typed_stays(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    post.brings(number, SAID)
    with visit(chromium, office, OPERATOR, INBOX) as page:
        taken(page, number)
        page.context.set_offline(True)
        expect(page.locator("#network")).to_contain_text("Pas de connexion")
        page.keyboard.type(ANSWER)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#refusal")).to_be_visible()
        expect(page.locator("#text")).to_have_value(ANSWER)
        page.context.set_offline(False)
        expect(page.locator("#network")).to_be_hidden()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".message.out")).to_have_count(1)


def test_whoever_logs_out_elsewhere_is_asked_no_more(
    chromium: Browser, office: Server, post: Gateway
) -> None:
    def keep_clock(page: Page) -> None:
        page.clock.install()

    with visit(chromium, office, OPERATOR, INBOX, prepare=keep_clock) as page:
        elsewhere = page.context.new_page()
        elsewhere.goto("/cfm/console?_lang=fr")
        elsewhere.locator(".menu:not(.bell) summary").click()
        elsewhere.locator("#logout").click()
        elsewhere.wait_for_url("**/login**")
        expect(page.locator("#network")).to_contain_text("session")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.clock.run_for(120_000)
        assert asked == []


def test_keys_walk_through_the_list_and_are_told(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    for place in range(2):
        post.brings(f"{number[:-1]}{place + 5}", SAID)
    with visit(chromium, office, OPERATOR, INBOX) as page:
        expect(page.locator("#rows a").nth(1)).to_be_visible()
        page.keyboard.press("j")
        expect(page.locator("#rows a").nth(0)).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.locator("#rows a").nth(1)).to_be_focused()
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        expect(page.locator("#rows a").nth(0)).to_have_attribute("aria-current", "true")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("x")
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        expect(page.locator("#told")).to_be_hidden()


def test_it_works_from_right_to_left(
    chromium: Browser, office: Server, post: Gateway, number: str
) -> None:
    post.brings(number, "لم نستلم الحصة هذا الشهر")
    address = f"/cfm/inbox?_lang={ARABIC}"
    with visit(chromium, office, OPERATORS[ARABIC], address, color_scheme="dark") as page:
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        taken(page, number)
        expect(page.locator("#who bdi")).to_have_attribute("dir", "ltr")
        list_box, thread_box = (
            page.locator(place).bounding_box() for place in (".pane.list", ".pane.thread")
        )
        assert list_box and thread_box and list_box["x"] > thread_box["x"]
        page.keyboard.type("شكرًا، سنسأل المخزن.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".message.out")).to_have_attribute("data-state", "Sent")
        assert serious(page) == []
