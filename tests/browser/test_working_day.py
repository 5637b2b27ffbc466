"""A day at work by screens only: an operator, a focal point, and the people who call.

Each task prints its clicks, keys and seconds. Restricted cases have tests of their own
(`test_restricted_cases`), what is typed (`test_typing`, `test_drafts`, `test_form_drafts`, `test_not_asked`),
the search (`test_search`).
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.slow_line import Line

from ..live import Client, Server
from .calling import NEW_CASE, agree, choose, saved_number, tell
from .meter import measured
from .tongue import ARABIC, FRENCH, OPERATOR, Tongue
from .visits import DESKTOP, PHONE, tab_to, visit, width_of
from .working_day import (
    FOCAL,
    TOUCH,
    Day,
    act,
    answer_it,
    complain,
    correct,
    finish,
    on_phone,
    press,
    return_it,
    tell_it,
)

OTHER = "operator2@demo.cfm"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
LANGUAGES = pytest.mark.parametrize("language", [FRENCH, ARABIC])


# --- 1: answered at first contact -----------------------------------------------------------------
def test_1_a_question_is_answered_while_the_caller_waits(chromium: Browser, office: Server) -> None:
    with (
        measured("1. When is the next distribution?") as meter,
        visit(chromium, office, OPERATOR, NEW_CASE, meter=meter) as page,
    ):
        tell(page, "66 31 00 01", "calendrier", "Quand est la prochaine distribution ?")
        agree(page, "n")
        page.check("input[name=outcome][value=answer]")
        page.select_option("#answers", index=1)
        page.check("#close_now")
        page.keyboard.press("Control+Enter")
        number = saved_number(page)
    case = Client(office.url, OPERATOR).get("Case", number)
    assert (case["phase"], case["first_contact_resolution"]) == ("Closed", 1)
    assert [row["outcome"] for row in case["contact_attempts"]] == ["Informed"]


# --- 2: the long way ------------------------------------------------------------------------------
@pytest.mark.matrix
@SIZES
@LANGUAGES
def test_2_from_the_complaint_to_the_satisfied_person(
    chromium: Browser, office: Server, size: dict[str, int], language: str
) -> None:
    phone = f"66 32 {'01' if language == ARABIC else '00'} {size['width'] % 100:02d}"
    told = f"2. No food; referred, returned, answered, called ({size['width']} px, {language})"
    with measured(told) as meter:
        day = Day(chromium, office, meter, Tongue(language))
        number = complain(day, phone)
        on_phone(day, number, return_it)
        with day.visit(day.operator, "/cfm/console", size) as page:
            correct(page, number, day.say)
        on_phone(day, number, answer_it)
        with day.visit(day.operator, "/cfm/console", size) as page:
            assert page.locator("html").get_attribute("dir") == day.say.direction
            finish(page, number, day.say)
            assert width_of(page) <= size["width"]
    case = Client(office.url, OPERATOR).get("Case", number)
    assert (case["phase"], case["satisfaction"]) == ("Closed", "4")
    outcomes = [row["outcome"] for row in case["contact_attempts"]]
    assert outcomes == ["No answer", "Informed"]


# --- 4: other ways than the phone -----------------------------------------------------------------
@pytest.mark.parametrize("channel", ["Comité de gestion des plaintes", "WhatsApp"])
def test_4_word_of_mouth_by_other_ways(chromium: Browser, office: Server, channel: str) -> None:
    with (
        measured(f"4. By {channel}") as meter,
        visit(chromium, office, OPERATOR, NEW_CASE, meter=meter) as page,
    ):
        way = page.locator(f"input[name=channel][value='{channel}']")
        if not way.is_visible():
            page.locator("#more-channels").click()
        way.check()
        choose(page, "location", "mam")
        choose(page, "category", "quantit")
        tab_to(page, "description")
        page.keyboard.type("Deux sacs manquent.")
        agree(page)
        page.keyboard.press("Control+Enter")
        number = saved_number(page)
    client = Client(office.url, OPERATOR)
    assert client.get("Case", number)["channel"] == channel


# --- 5: standing duties ---------------------------------------------------------------------------
def test_5_a_focal_point_is_asked_how_far_it_is(chromium: Browser, office: Server) -> None:
    with measured("5. Ask how far it is, and get a message back") as meter:
        number = complain(Day(chromium, office, meter), "66 35 00 01")
        with visit(chromium, office, OTHER, f"/cfm/case?name={number}", meter=meter) as page:
            page.get_by_role("button", name="Demander où ça en est").click()
            expect(page.locator(".messages")).to_contain_text("Où en est-on ?")
        every = "/cfm/approvals?show=1000"
        with visit(chromium, office, FOCAL, every, PHONE, meter=meter, **TOUCH) as page:
            card = page.locator("article[data-name]", has_text=number)
            expect(card.locator(".messages")).to_contain_text("Où en est-on ?")
            card.get_by_role("button", name="Message", exact=True).tap()
            card.locator("[data-reply=write] textarea").fill("Le camion arrive demain.")
            card.locator("[data-reply=write] .primary").tap()
            expect(card.locator(".messages")).to_contain_text("Le camion arrive demain.")
        with visit(chromium, office, OPERATOR, f"/cfm/case?name={number}", meter=meter) as page:
            expect(page.locator(".messages")).to_contain_text("Le camion arrive demain.")
            page.locator(".bell summary").click()
            expect(page.locator(".bell .notice").first).to_contain_text("Un message à propos")


def test_5_an_answer_that_came_by_phone_is_recorded_as_such(
    chromium: Browser, office: Server
) -> None:
    with measured("5. The focal point answered by phone") as meter:
        number = complain(Day(chromium, office, meter), "66 35 00 02")
        with visit(chromium, office, OPERATOR, f"/cfm/case?name={number}", meter=meter) as page:
            page.get_by_text("Enregistrer la réponse reçue").click()
            form = page.locator("form[data-act='approvals.answer']")
            form.locator("[name=response]").fill("Distribution reportée à lundi.")
            form.locator("[name=received_via]").select_option(label="Téléphone")
            form.get_by_role("button", name="Enregistrer la réponse").click()
            expect(page.locator(".story")).to_contain_text("reçu par : Téléphone")
            expect(page.locator("#resolve-resolution")).to_have_value(
                "Distribution reportée à lundi."
            )


# --- 6: the same again ----------------------------------------------------------------------------
@LANGUAGES
def test_6_a_closed_case_is_taken_up_again(
    chromium: Browser, office: Server, language: str
) -> None:
    with measured(f"6. The same caller's closed case is reopened ({language})") as meter:
        day = Day(chromium, office, meter, Tongue(language))
        client = Client(office.url, OPERATOR)
        given = {"category": "Information sur le calendrier de distribution", "language": "fra"}
        told = {**given, "description": "Quand ?", "information_given": "Lundi"}
        made = client.call("cfm_app.api.console.new_case", case=told, outcome="close")
        with day.visit(day.operator, f"/cfm/case?name={made['case']}") as page:
            form = act(page, "reopen")
            form.locator("[name=reason]").fill("Rien reçu lundi")
            press(page, form.get_by_role("button", name=day.say("Reopen")), day.say("Reopened"))
            expect(page.locator(".story")).to_contain_text("Rien reçu lundi")


@LANGUAGES
def test_6_one_purpose_of_a_consent_is_withdrawn(
    chromium: Browser, office: Server, language: str
) -> None:
    with measured(f"6. The person no longer wants it shared ({language})") as meter:
        day = Day(chromium, office, meter, Tongue(language))
        number = complain(day, "66 36 01 02" if language == ARABIC else "66 36 00 02")
        with day.visit(day.operator, f"/cfm/case?name={number}") as page:
            form = act(page, "withdraw")
            form.get_by_label(day.say("Share inside"), exact=True).check()
            form.locator("[name=reason]").fill("Craint ses voisins")
            form.locator("[data-confirms]").check()
            form.get_by_role("button", name=day.say("Withdraw the consent")).click()
            expect(page.locator(".story")).to_contain_text("Craint ses voisins")
            shared = page.locator(".consents li", has_text=day.say("Share inside"))
            expect(shared).to_contain_text(day.say("Withdrawn"))
            called = page.locator(".consents li", has_text=day.say("Call back"))
            expect(called).to_contain_text(day.say("Granted"))
            expect(page.locator(".story")).to_contain_text(day.say("Revoked"))


# --- 7: by all that a caller may say --------------------------------------------------------------
# Nobody else in the office of the tests is called or lives so.
SAID_BY_CALLERS = (
    "66 37 00 01",
    "+23566370001",
    "Zoulfikarou",
    "zulficaru",
    "Mangalmé",
    "zarbatane",
)


def test_7_a_case_is_found_by_what_its_caller_says(chromium: Browser, office: Server) -> None:
    made = Client(office.url, OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={
            "category": "Quantité de la ration",
            "location": "TD0404",
            "description": "La zarbatane promise n'est pas venue.",
        },
        person={"full_name": "Zoulfikarou Dossou", "phone": "66 37 00 01"},
    )
    with (
        measured("7. Found by number, phone, name, place and words") as meter,
        visit(chromium, office, OPERATOR, "/cfm/console", meter=meter) as page,
    ):
        for said in (made["case"], *SAID_BY_CALLERS):
            page.keyboard.press("/")
            page.locator("#q").press("ControlOrMeta+a")
            page.keyboard.type(said)
            page.keyboard.press("Enter")
            expect(page.locator("#found h2")).to_contain_text(said)
            expect(page.locator("#found")).to_contain_text(made["case"])


# --- 9: a slow line, and none ---------------------------------------------------------------------
def test_9_the_long_way_on_a_slow_line_that_breaks(chromium: Browser, office: Server) -> None:
    lines: list[Line] = []
    with measured("9. No food, on a slow line that breaks in the middle") as meter:
        day = Day(chromium, office, meter, prepare=lambda page: lines.append(Line(page)))
        with day.visit(OPERATOR, NEW_CASE) as page:
            tell_it(page, day.say, "66 39 00 01")
            expect(page.locator("#receiver")).to_contain_text("Falmata")
            lines[-1].cut()
            page.keyboard.press("Control+Enter")
            expect(page.locator("#errors")).to_contain_text("injoignable")
            lines[-1].mend()
            page.keyboard.press("Control+Enter")
            number = saved_number(page)
        every = "/cfm/approvals?show=1000"
        with day.visit(FOCAL, every, PHONE, **TOUCH) as page:
            card = page.locator("article[data-name]", has_text=number)
            lines[-1].cut()
            answer_it(card, day.say)
            expect(card.locator("[data-status]")).not_to_have_text("Envoyé")
            lines[-1].mend()
            page.evaluate("dispatchEvent(new Event('online'))")
            expect(card.locator("[data-status]")).to_have_text("Envoyé")
        with day.visit(OPERATOR, "/cfm/console") as page:
            finish(page, number, day.say)
    case = Client(office.url, OPERATOR).get("Case", number)
    assert case["phase"] == "Closed"


# --- what is typed stays --------------------------------------------------------------------------
def test_what_was_half_written_is_there_again(chromium: Browser, office: Server) -> None:
    client = Client(office.url, OPERATOR)
    case = str(client.create("Case", category="Quantité de la ration", description="x")["name"])
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}") as page:
        act(page, "note").locator("textarea").fill("Appelé le site, personne")
        page.reload()
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator("#act-note textarea")).to_be_visible()
        expect(page.locator("#act-note textarea")).to_have_value("Appelé le site, personne")
