"""The free line in a real browser: who calls shows where the phone rings, and a missed call is called back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ..live import Client, Server
from .accessible import serious
from .calling import READY, agree, choose_category
from .tongue import ARABIC, Tongue
from .visits import DESKTOP, PHONE, width_of
from .visits import visit as visit_with
from .writing_in import Line, free_line

pytestmark = pytest.mark.embedded("the telephone system of the test knows this server alone")

# They have these phones for themselves: what stands of a call shows to nobody of other tests.
OPERATOR, OTHER, ARABIC_OPERATOR = (f"line{place}@demo.cfm" for place in (1, 2, 3))
PHONES = {"201": OPERATOR, "202": OTHER, "203": ARABIC_OPERATOR}
PASSWORD = "Ligne-verte-2026"
CONSOLE = "/cfm/console?_lang=fr"
visit = partial(visit_with, password=PASSWORD)
_numbers = count(1)


@pytest.fixture(scope="module")
def line(office: Server) -> Iterator[Line]:
    manager = Client(office.url, "manager@demo.cfm")
    for user in PHONES.values():
        about = {"email": user, "first_name": user, "send_welcome_email": 0}
        manager.create("User", **about, new_password=PASSWORD, roles=[{"role": "CFM Operator"}])
    with free_line(office, "line-browser", PHONES) as found:
        yield found


@pytest.fixture
def number() -> str:
    """Of somebody who has not called before."""
    return f"+235667{next(_numbers):05d}"


def card(page: Page, number: str) -> Locator:
    return page.locator(".ringing article", has_text=number)


@pytest.mark.matrix
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("code", ["fr", ARABIC])
def test_who_calls_shows_where_the_phone_rings_and_nowhere_else(
    chromium: Browser, office: Server, line: Line, number: str, code: str, size: dict[str, int]
) -> None:
    tongue = Tongue(code)
    user, phone = (OPERATOR, "201") if code == "fr" else (ARABIC_OPERATOR, "203")
    Client(office.url, "manager@demo.cfm").create(
        "Community Member", full_name="Zenaba Essai", phone=number
    )
    with (
        visit(chromium, office, user, f"/cfm/console?_lang={code}", size) as page,
        visit(chromium, office, OTHER, CONSOLE) as other,
    ):
        line.tells("newCall", f"b{number}", number, user=phone)
        told = card(page, number)
        expect(told).to_contain_text("Zenaba Essai")
        expect(told).to_contain_text(tongue("May be"))
        expect(told.locator(".state")).to_have_text(tongue("It rings"))
        expect(card(other, number)).to_have_count(0)
        assert width_of(page) <= size["width"]
        assert serious(page) == []
        told.get_by_role("button", name=tongue("It is this person")).click()
        expect(told.locator("[aria-pressed=true]")).to_have_count(1)
        line.tells("answer", f"b{number}", number, answeringNumber="202")
        expect(told).to_have_count(0)
        expect(card(other, number)).to_contain_text("En ligne")
        line.tells("hangup", f"b{number}", number, cause="normalClearing")
        expect(card(other, number)).to_contain_text("Raccroché")
        card(other, number).get_by_role("button", name="Écarter cet appel").click()
        other.reload()
        other.wait_for_selector(READY, state="attached")
        other.wait_for_timeout(0)
        expect(card(other, number)).to_have_count(0)


# What can be acted on in the page, but cannot be brought out from under the cards of calls.
COVERED = """async () => {
  const lies = (each, block) => {
    each.scrollIntoView({block, behavior: 'instant'});
    const {left, top, width, height} = each.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2)?.closest('.ringing');
  };
  const covered = () => [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')]
    .filter((each) => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length)
    .filter((each) => ['center', 'end', 'start'].every((block) => lies(each, block)));
  // Cards come one by one, and the page makes room for each in the frame that follows.
  for (let left = 30; left && covered().length; left--) await new Promise(requestAnimationFrame);
  return covered().map((each) => each.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_card_covers_nothing_that_can_be_acted_on(
    chromium: Browser, office: Server, line: Line, number: str, size: dict[str, int]
) -> None:
    line.tells("newCall", f"c{number}", number, user="202")
    line.tells("answer", f"c{number}", number, answeringNumber="202")
    faults: dict[str, list[str]] = {}
    with visit(chromium, office, OTHER, CONSOLE, size) as page:
        routes = page.evaluate(
            '[...document.querySelectorAll(\'.rail [data-group=work] a[href^="/cfm/"][href$="_lang=fr"]\')]'
            ".map((each) => each.getAttribute('href'))"
        )
        case = Client(office.url, "manager@demo.cfm").list("Case", limit=1)[0]["name"]
        assert len(routes) >= 4
        for state in ("On the line", "Hung up"):
            for route in (*routes, f"/cfm/case?name={case}&_lang=fr"):
                page.goto(route)
                page.wait_for_selector(READY, state="attached")
                expect(card(page, number).locator(".state")).to_have_text(Tongue("fr")(state))
                if found := page.evaluate(COVERED):
                    faults[f"{route} {state}"] = found
            line.tells("hangup", f"c{number}", number, cause="normalClearing")
    assert faults == {}


def test_it_takes_neither_focus_nor_words_and_one_key_opens_the_form(
    chromium: Browser, office: Server, line: Line, number: str
) -> None:
    with visit(chromium, office, OPERATOR, CONSOLE) as page:
        page.locator("#q").focus()
        page.keyboard.type("ration")
        line.tells("newCall", f"f{number}", number, user="201")
        expect(card(page, number)).to_be_visible()
        page.keyboard.type(" de mil")
        expect(page.locator("#q")).to_have_value("ration de mil")
        expect(page.locator("#q")).to_be_focused()
        line.tells("answer", f"f{number}", number, answeringNumber="201")
        expect(card(page, number).locator(".state")).to_have_text("En ligne")
        page.keyboard.press("F8")
        page.wait_for_selector(f"{READY} #case", state="attached")
        assert number.removeprefix("+") not in page.url
        expect(page.locator("#phone")).to_have_value(number)
        expect(page.locator("#of-call")).to_be_visible()
        expect(page.get_by_role("radio", name="Ligne verte", exact=True)).to_be_checked()
        expect(card(page, number)).to_have_count(0)
        page.locator("#description").fill("Il manque un sac.")
        choose_category(page)
        agree(page)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#result .number")).to_be_visible()
        case = page.locator("#result .number").inner_text()
        page.goto(f"/cfm/case?name={case}&_lang=fr")
        expect(page.locator("main")).to_contain_text("Appel de la personne")


def test_what_is_typed_stays_and_the_form_opens_beside_it(
    chromium: Browser, office: Server, line: Line, number: str
) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/new-case?_lang=fr") as page:
        page.locator("#description").fill("Quelqu'un d'autre")
        line.tells("newCall", f"t{number}", number, user="201")
        expect(card(page, number)).to_be_visible()
        with page.context.expect_page() as opened:
            page.keyboard.press("F8")
        beside = opened.value
        beside.wait_for_selector(f"{READY} #case", state="attached")
        expect(beside.locator("#phone")).to_have_value(number)
        expect(page.locator("#description")).to_have_value("Quelqu'un d'autre")
    line.tells("hangup", f"t{number}", number, cause="cancel")


def test_a_withheld_number_shows_as_such(chromium: Browser, office: Server, line: Line) -> None:
    with visit(chromium, office, OPERATOR, CONSOLE) as page:
        line.tells("newCall", "anonymous-1", "anonymous", user="201")
        told = card(page, "Numéro masqué")
        expect(told).to_contain_text("demandez-en un")
        expect(told.get_by_role("link", name="Nouveau cas")).to_be_visible()
        line.tells("hangup", "anonymous-1", "anonymous", cause="cancel")
        expect(told).to_have_count(0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_missed_call_is_called_back_and_leaves_the_list(
    chromium: Browser, office: Server, line: Line, number: str, size: dict[str, int]
) -> None:
    for place in range(2):
        line.tells("newCall", f"m{number}{place}", number, user="201")
        line.tells("hangup", f"m{number}{place}", number, cause="cancel")
        line.has_noted(f"m{number}{place}", "Missed")
    with visit(chromium, office, OPERATOR, "/cfm/call-backs?_lang=fr", size) as page:
        task = page.locator("[data-missed]", has_text=number)
        expect(task).to_contain_text("Appels manqués")
        expect(task).to_contain_text(": 2")
        expect(task.locator(f"a[href='tel:{number}']")).to_be_visible()
        page.locator(".log summary").click()
        expect(page.locator(".log tr", has_text=number).first).to_contain_text("Manqué")
        assert width_of(page) <= size["width"]
        assert serious(page) == []
        values = {"direction": "out", "user": "201"}
        line.tells("newCall", f"o{number}", number, **values)
        line.tells("answer", f"o{number}", number, direction="out", answeringNumber="201")
        line.tells("hangup", f"o{number}", number, direction="out", cause="normalClearing")
        line.has_noted(f"o{number}", "Ended")
        page.reload()
        page.wait_for_selector(READY, state="attached")
        expect(task).to_have_count(0)


def test_a_task_is_settled_by_hand(
    chromium: Browser, office: Server, line: Line, number: str
) -> None:
    line.tells("newCall", f"s{number}", number, user="202")
    line.tells("hangup", f"s{number}", number, cause="noAnswer")
    line.has_noted(f"s{number}", "Declined")
    with visit(chromium, office, OPERATOR, "/cfm/call-backs?_lang=fr") as page:
        task = page.locator("[data-missed]", has_text=number)
        task.get_by_role("button", name="Réglé").click()
        expect(task).to_have_count(0)
        page.reload()
        page.wait_for_selector(READY, state="attached")
        expect(task).to_have_count(0)
