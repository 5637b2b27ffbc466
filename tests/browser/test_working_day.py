"""A day at work by screens only: an operator, a focal point, and the people who call.

Each task prints its clicks, keys and seconds. Restricted cases have tests of their own
(`test_restricted_cases`), what is typed (`test_typing`), the search (`test_search`).
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ..live import Client, Server
from .calling import NEW_CASE, choose, tell
from .meter import Meter, measured
from .test_console import agree, saved_number
from .visits import DESKTOP, PHONE, tab_to, visit, width_of

OPERATOR, OTHER, FOCAL = "operator@demo.cfm", "operator2@demo.cfm", "focal.lac@demo.cfm"
TOUCH = {"is_mobile": True, "has_touch": True}
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])


def act(page: Page, kind: str) -> Locator:
    """The form of an act, opened if it is not the next one."""
    form = page.locator(f"#act-{kind}")
    if form.locator("> summary").count() and form.get_attribute("open") is None:
        form.locator("> summary").click()
    return form


def press(page: Page, button: Locator, state: str | re.Pattern[str]) -> None:
    button.click()
    expect(page.locator(".about .pill").first).to_have_text(state)
    page.wait_for_selector("body[data-ready]", state="attached")


def record(page: Page, outcome: str, state: str, said: str = "") -> None:
    """A contact with the person."""
    form = act(page, "contact")
    form.get_by_role("radio", name=outcome, exact=True).check()
    if said:
        form.locator("[name=response_given]").fill(said)
        form.get_by_role("radio", name="Oui", exact=True).check()
        form.get_by_role("radio", name="4", exact=True).check()
    press(page, form.get_by_role("button", name="Enregistrer"), state)


# --- 1: answered at first contact -----------------------------------------------------------------
def test_1_a_question_is_answered_while_the_caller_waits(chromium: Browser, office: Server) -> None:
    with (
        measured("1. When is the next distribution?") as meter,
        visit(chromium, office, OPERATOR, NEW_CASE, meter=meter) as page,
    ):
        tell(page, "66 31 00 01", "calendrier", "Quand est la prochaine distribution ?")
        agree(page, "n")
        page.check("input[name=outcome][value=answer]", force=True)
        page.select_option("#answers", index=1)
        page.check("#close_now")
        page.keyboard.press("Control+Enter")
        number = saved_number(page)
    case = Client(office.url, OPERATOR).get("Case", number)
    assert (case["phase"], case["first_contact_resolution"]) == ("Closed", 1)
    assert [row["outcome"] for row in case["contact_attempts"]] == ["Informed"]


# --- 2: the long way ------------------------------------------------------------------------------
@SIZES
def test_2_from_the_complaint_to_the_satisfied_person(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    phone = f"66 32 00 {size['width'] % 100:02d}"
    with measured(
        f"2. No food; referred, returned, answered, called ({size['width']} px)"
    ) as meter:
        number = complain(chromium, office, meter, phone)
        on_phone(chromium, office, meter, number, return_it)
        with visit(chromium, office, OPERATOR, "/cfm/console", size, meter=meter) as page:
            correct(page, number)
        on_phone(chromium, office, meter, number, answer_it)
        with visit(chromium, office, OPERATOR, "/cfm/console", size, meter=meter) as page:
            finish(page, number)
            assert width_of(page) <= size["width"]
    case = Client(office.url, OPERATOR).get("Case", number)
    assert (case["phase"], case["satisfaction"]) == ("Closed", "4")
    outcomes = [row["outcome"] for row in case["contact_attempts"]]
    assert outcomes == ["No answer", "Informed"]


def complain(chromium: Browser, office: Server, meter: Meter, phone: str) -> str:
    """A woman tells in Arabic that she got no food; she may be called back, not shared outside."""
    with visit(chromium, office, OPERATOR, NEW_CASE, meter=meter) as page:
        tell(page, phone, "non-r", "لم أستلم الحصة الغذائية هذا الشهر")
        agree(page)
        tab_to(page, "outcome")
        page.locator("input[name=outcome][value=refer]").check(force=True)
        tab_to(page, "shared_summary")
        page.keyboard.type("Ration non reçue, site de Mamdi.")
        page.keyboard.press("Control+Enter")
        return saved_number(page)


def on_phone(chromium: Browser, office: Server, meter: Meter, number: str, reply: object) -> None:
    every = "/cfm/approvals?show=1000"
    with visit(chromium, office, FOCAL, every, PHONE, meter=meter, **TOUCH) as page:
        card = page.locator("article[data-name]", has_text=number)
        reply(card)  # type: ignore[operator]
        expect(card.locator("[data-status]")).to_have_text("Envoyé")


def return_it(card: Locator) -> None:
    card.locator("[data-act=return_referral]").tap()
    card.get_by_role("button", name="Informations insuffisantes").tap()
    card.locator("[data-reply=return_referral] .primary").tap()


def answer_it(card: Locator) -> None:
    card.locator("[data-act=answer]").tap()
    card.locator("[data-reply=answer] textarea").fill("Complément livré le 12 au site.")
    card.locator("[data-reply=answer] .primary").tap()


def answered(page: Page, number: str) -> Locator:
    """The line of a case whose answer waits; a long list shows its first lines."""
    more = page.locator("#answered details:not([open]) > summary")
    if more.count():
        more.click()
    return page.locator("#answered .line", has_text=number)


def correct(page: Page, number: str) -> None:
    """What came back stands on top, with its reason; it is sent again with what was missing."""
    line = answered(page, number)
    expect(line).to_contain_text("Informations insuffisantes")
    line.get_by_role("link", name=re.compile("Poursuivre")).click()
    page.wait_for_selector("body[data-ready]", state="attached")
    form = page.locator("#act-send_again")
    form.locator("textarea").fill("Ration non reçue, site de Mamdi, liste B.")
    form.get_by_role("button", name="Envoyer de nouveau").click()
    expect(page.locator(".sentence").first).to_contain_text("attend la réponse de")


def finish(page: Page, number: str) -> None:
    """The answer is proposed as resolution and as words; called in vain, then reached; closed."""
    line = answered(page, number)
    expect(line).to_contain_text("Complément livré")
    line.get_by_role("link", name=re.compile("Poursuivre")).click()
    page.wait_for_selector("body[data-ready]", state="attached")
    form = act(page, "resolve")
    expect(form.locator("[name=resolution]")).to_have_value("Complément livré le 12 au site.")
    press(page, form.get_by_role("button", name="Résoudre"), "Résolu")
    record(page, "Pas de réponse", "Résolu")
    expect(page.locator(".sentence").first).to_contain_text("appels sans succès : 1")
    record(page, "Personne informée", "Boucle fermée", "Votre complément est au site.")
    press(page, page.locator("#act-close").get_by_role("button", name="Clore"), "Clos")
    expect(page.locator(".story")).to_contain_text("Votre complément est au site.")


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
        way.check(force=True)
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
        number = complain(chromium, office, meter, "66 35 00 01")
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
        number = complain(chromium, office, meter, "66 35 00 02")
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
def test_6_a_closed_case_is_taken_up_again(chromium: Browser, office: Server) -> None:
    with measured("6. The same caller's closed case is reopened") as meter:
        client = Client(office.url, OPERATOR)
        given = {"category": "Information sur le calendrier de distribution", "language": "fra"}
        told = {**given, "description": "Quand ?", "information_given": "Lundi"}
        made = client.call("cfm_app.api.console.new_case", case=told, outcome="close")
        with visit(
            chromium, office, OPERATOR, f"/cfm/case?name={made['case']}", meter=meter
        ) as page:
            form = act(page, "reopen")
            form.locator("[name=reason]").fill("Rien reçu lundi")
            press(page, form.get_by_role("button", name="Rouvrir"), "Rouvert")
            expect(page.locator(".story")).to_contain_text("Rien reçu lundi")


def test_6_one_purpose_of_a_consent_is_withdrawn(chromium: Browser, office: Server) -> None:
    with measured("6. The person no longer wants it shared") as meter:
        number = complain(chromium, office, meter, "66 36 00 02")
        with visit(chromium, office, OPERATOR, f"/cfm/case?name={number}", meter=meter) as page:
            form = act(page, "withdraw")
            form.get_by_label("Partager à l'intérieur", exact=True).check()
            form.locator("[name=reason]").fill("Craint ses voisins")
            form.locator("[data-confirms]").check()
            form.get_by_role("button", name="Retirer le consentement").click()
            expect(page.locator(".story")).to_contain_text("Craint ses voisins")
            shared = page.locator(".consents li", has_text="Partager à l'intérieur")
            expect(shared).to_contain_text("Retiré")
            called = page.locator(".consents li", has_text="Rappeler la personne")
            expect(called).to_contain_text("Accordé")
            expect(page.locator(".story")).to_contain_text("Révoqué")


def test_what_was_half_written_is_there_again(chromium: Browser, office: Server) -> None:
    client = Client(office.url, OPERATOR)
    case = str(client.create("Case", category="Quantité de la ration", description="x")["name"])
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}") as page:
        act(page, "note").locator("textarea").fill("Appelé le site, personne")
        page.reload()
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator("#act-note textarea")).to_be_visible()
        expect(page.locator("#act-note textarea")).to_have_value("Appelé le site, personne")
