"""From a person's words to the closed case by each way into the office, and back by the same way.

SMS, WhatsApp and e-mail go out and come in at servers of the test; the public form and the free line
have no way back of their own, so that the person is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .calling import READY, agree, choose, saved_number
from .meter import measured
from .public_form import PAGE, STATUS, open_form, sent, somebody, where
from .tongue import ARABIC, FRENCH, OPERATORS, Tongue
from .visits import PHONE, tab_to
from .ways import ByMail, Way, by_sms, by_whatsapp, new_number
from .working_day import Day, act, answer_it, answered, on_phone, press, record
from .writing_in import Line, free_line

LANGUAGES = pytest.mark.parametrize("language", [FRENCH, ARABIC])
SAID = {FRENCH: "Je n'ai pas reçu ma ration.", ARABIC: "لم أستلم الحصة الغذائية هذا الشهر"}
ENDED = "Your message has been answered and closed. If you do not agree, call us."
SPOKEN = {FRENCH: "fra", ARABIC: "ara"}
TOLD = "Complément livré le 12 au site."


@dataclass(frozen=True)
class Reached:
    """An office, and somebody who reaches it in one way."""

    office: Server
    way: Way


@pytest.fixture(params=["SMS", "WhatsApp", "e-mail"])
def reached(request: pytest.FixtureRequest) -> Iterator[Reached]:
    if request.param == "e-mail":
        mail_office = request.getfixturevalue("mail_office")
        yield Reached(mail_office.server, ByMail(mail_office))
        return
    office = request.getfixturevalue("office")
    with (by_sms if request.param == "SMS" else by_whatsapp)(office) as way:
        yield Reached(office, way)


@pytest.mark.matrix
@LANGUAGES
def test_who_writes_is_answered_the_same_way(
    chromium: Browser, reached: Reached, language: str
) -> None:
    office, way = reached.office, reached.way
    told = f"{type(way).__name__}: written, referred, told, satisfied ({language})"
    with measured(told) as meter:
        day = Day(chromium, office, meter, Tongue(language))
        way.writes(SAID[language])
        with day.visit(day.operator, f"/cfm/inbox?_lang={language}") as page:
            page.locator("#rows a", has_text=way.sender).click()
            expect(page.locator(".message.in")).to_contain_text(SAID[language])
            page.keyboard.press("c")
            number = registered(page, day.say, SAID[language])
        on_phone(day, number, answer_it)
        with day.visit(day.operator, "/cfm/console") as page:
            resolve(page, day.say, number)
            tell(page, day.say, way)
            way.writes("5")
            expect(page.locator("#cases")).to_contain_text(day.say("Satisfaction: {0} of 5", 5))
            page.goto(f"/cfm/case?name={number}&_lang={language}")
            close(page, day.say)
    assert_closed(office, number, satisfaction="5")


@LANGUAGES
def test_who_fills_the_form_reads_its_page_and_is_called(
    chromium: Browser, office: Server, language: str
) -> None:
    """The form has no way back: the person left a number, and looks where it stands by the code."""
    phone = new_number()
    with (
        measured(f"Public form: sent, referred, called, satisfied ({language})") as meter,
        open_form(office),
    ):
        day = Day(chromium, office, meter, Tongue(language))
        with somebody(chromium, office, f"{PAGE}?language={SPOKEN[language]}", PHONE) as page:
            page.locator("[name=consent_record][value=Granted]").check()
            page.locator("[name=consent_call_back][value=Granted]").check()
            page.locator("[name=consent_reporting][value=Refused]").check()
            page.locator("#words").fill(f"{SAID[language]} {phone}")
            page.locator("#reach").fill(phone)
            code = sent(page)
        with day.visit(day.operator, f"/cfm/inbox?_lang={language}") as page:
            page.locator("#rows a", has_text=phone).click()
            page.locator("[data-act=case]").click()
            number = registered(page, day.say, f"{SAID[language]} {phone}", has_consent=True)
        on_phone(day, number, answer_it)
        with day.visit(day.operator, "/cfm/console") as page:
            resolve(page, day.say, number)
            record(page, day.say, "Informed", "Loop Closed", "Votre complément est au site.")
            close(page, day.say)
        with somebody(chromium, office, f"{STATUS}?_lang={language}", PHONE) as page:
            assert day.say(ENDED) in where(page, code)
    assert_closed(office, number, satisfaction="4")


@LANGUAGES
def test_who_calls_is_called_back(chromium: Browser, office: Server, language: str) -> None:
    """Nobody takes the first call; the person is called back, and again when there is an answer."""
    phone = new_number()
    phones = {"201": OPERATORS[language]}
    with (
        measured(f"Free line: missed, called back, referred, told ({language})") as meter,
        free_line(office, f"line-{phone}", phones) as line,
    ):
        day = Day(chromium, office, meter, Tongue(language))
        line.tells("newCall", f"m{phone}", phone, user="201")
        line.tells("hangup", f"m{phone}", phone, cause="cancel")
        line.has_noted(f"m{phone}", "Missed")
        with day.visit(day.operator, f"/cfm/call-backs?_lang={language}") as page:
            task = page.locator("[data-missed]", has_text=phone)
            expect(task.locator(f"a[href='tel:{phone}']")).to_be_visible()
            dial(line, phone, "o1")
            expect(page.locator(".ringing article", has_text=phone)).to_be_visible()
            page.keyboard.press("F8")
            page.wait_for_selector(f"{READY} #case", state="attached")
            expect(page.locator("#phone")).to_have_value(phone)
            page.locator("#description").fill(SAID[language])
            number = registered(page, day.say, SAID[language])
            page.goto(f"/cfm/call-backs?_lang={language}")
            expect(page.locator("[data-missed]", has_text=phone)).to_have_count(0)
        on_phone(day, number, answer_it)
        with day.visit(day.operator, "/cfm/console") as page:
            resolve(page, day.say, number)
            dial(line, phone, "o2")
            record(page, day.say, "Informed", "Loop Closed", "Votre complément est au site.")
            close(page, day.say)
        end(line, office, day.operator, phone, number)
    assert_closed(office, number, satisfaction="4")


def dial(line: Line, phone: str, call: str) -> None:
    """The operator calls the person, who answers."""
    values = {"direction": "out", "user": "201"}
    line.tells("newCall", f"{call}{phone}", phone, **values)
    line.tells("answer", f"{call}{phone}", phone, direction="out", answeringNumber="201")
    line.has_noted(f"{call}{phone}", "Answered")


def end(line: Line, office: Server, operator: str, phone: str, case: str) -> None:
    """The second call is over, and was about the case: nothing of it is left on the operator's page."""
    line.tells("hangup", f"o2{phone}", phone, direction="out", cause="normalClearing")
    line.has_noted(f"o2{phone}", "Ended")
    client = Client(office.url, operator)
    call = client.list("CFM Call", filters=f'[["call_id","=","o2{phone}"]]')[0]["name"]
    client.call("cfm_app.api.calls.attach", name=call, case=case)
    assert client.call("cfm_app.api.calls.ringing") == []


def registered(page: Page, say: Tongue, said: str, has_consent: bool = False) -> str:
    """The form is filled as far as the way did not: with what the person agrees to, and referred."""
    page.wait_for_selector(f"{READY} #case", state="attached")
    # Before the words of a mail stands its subject.
    expect(page.locator("#description")).to_have_value(re.compile(f"{re.escape(said)}$"))
    page.locator("#phone").focus()
    choose(page, "location", "mam")
    choose(page, "category", "non-r")
    if has_consent:
        page.locator("[data-purpose='Share inside'] .yes").click()
    else:
        agree(page, yes=say.yes, no=say.no)
    tab_to(page, "outcome")
    page.locator("input[name=outcome][value=refer]").check()
    tab_to(page, "shared_summary")
    page.keyboard.type("Ration non reçue, site de Mamdi.")
    page.keyboard.press("Control+Enter")
    return saved_number(page)


def resolve(page: Page, say: Tongue, number: str) -> None:
    answered(page, number).get_by_role("link", name=say("Go on")).click()
    page.wait_for_selector(READY, state="attached")
    form = act(page, "resolve")
    expect(form.locator("[name=resolution]")).to_have_value(TOLD)
    press(page, form.get_by_role("button", name=say("Resolve")), say("Resolved"))


def tell(page: Page, say: Tongue, way: Way) -> None:
    """The page of the case leads to the conversation, where the outcome is proposed as the answer."""
    page.get_by_text(say("Or tell the outcome by message:")).get_by_role("link").click()
    page.get_by_role("button", name=say("Tell the outcome")).click()
    expect(page.locator("#text")).to_have_value(TOLD)
    page.keyboard.press("Control+Enter")
    bubble = page.locator(".message.out").last
    expect(bubble).to_have_attribute("data-state", "Sent")
    assert TOLD in way.hears()
    expect(bubble).to_contain_text(say("Told"))


def close(page: Page, say: Tongue) -> None:
    press(page, page.locator("#act-close").get_by_role("button", name=say("Close")), say("Closed"))


def assert_closed(office: Server, number: str, satisfaction: str) -> None:
    case = Client(office.url, "operator@demo.cfm").get("Case", number)
    assert (case["phase"], case["satisfaction"]) == ("Closed", satisfaction)
    assert case["resolved_on"] <= case["informed_on"] <= case["closed_on"]
    assert [row["outcome"] for row in case["contact_attempts"]][-1] == "Informed"
