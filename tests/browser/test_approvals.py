"""The approvals on a phone in a real browser: accept, answer, return, and no connection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from ..live import READ, Client, Server
from .interception import intercept
from .visits import PHONE, visit, width_of

APPROVALS = "/cfm/approvals"
# In an office that has been at work for long, more wait than the first page shows.
EVERYTHING = f"{APPROVALS}?show=1000"
FOCAL = "focal@demo.cfm"
PURPOSES = ("Record", "Call back", "Share inside")
_numbers = count(1)


@pytest.fixture
def referral(office: Server) -> str:
    """A referral that waits for the focal point."""
    made = Client(office.url, "operator@demo.cfm").call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "channel": "Ligne verte", "description": "Test"},
        consent={
            "statement": READ,
            "purposes": [{"purpose": each, "decision": "Granted"} for each in PURPOSES],
        },
        referral={"focal_point": FOCAL, "shared_summary": f"Ration incomplète ({next(_numbers)})"},
        outcome="refer",
    )
    return str(made["referral"])


@pytest.fixture
def page(chromium: Browser, office: Server, referral: str) -> Iterator[Page]:
    with visit(
        chromium, office, FOCAL, EVERYTHING, PHONE, is_mobile=True, has_touch=True
    ) as opened:
        yield opened


def card_of(page: Page, referral: str) -> Locator:
    return page.locator(f"article[data-name='{referral}']")


def state_of(office: Server, referral: str) -> dict[str, object]:
    return Client(office.url, FOCAL).get("Referral", referral)


def test_accept_and_answer(page: Page, office: Server, referral: str) -> None:
    card = card_of(page, referral)
    expect(card).to_contain_text("Ration incomplète")
    card.locator("[data-act=accept]").tap()
    expect(card.locator("[data-status]")).to_have_text("Envoyé")
    assert state_of(office, referral)["workflow_state"] == "Accepted"
    card.locator("[data-act=answer]").tap()
    card.locator("[data-reply=answer] textarea").fill("La ration a été complétée.")
    card.locator("[data-reply=answer] .primary").tap()
    expect(card.locator("[data-status]")).to_have_text("Envoyé")
    stored = state_of(office, referral)
    assert (stored["workflow_state"], stored["response"]) == ("Done", "La ration a été complétée.")


def test_returning_needs_a_reason(page: Page, office: Server, referral: str) -> None:
    card = card_of(page, referral)
    card.locator("[data-act=return_referral]").tap()
    reply = card.locator("[data-reply=return_referral]")
    reply.locator(".primary").tap()
    expect(reply.locator(".field-error")).to_be_visible()
    assert state_of(office, referral)["workflow_state"] == "In Progress"
    reply.locator("[data-quick]").first.tap()
    reply.locator(".primary").tap()
    expect(card.locator("[data-status]")).to_have_text("Envoyé")
    stored = state_of(office, referral)
    assert (stored["workflow_state"], stored["rejection_reason"]) == ("Returned", "Pas mon domaine")


def test_handed_over_to_a_competent_colleague(page: Page, office: Server, referral: str) -> None:
    card = card_of(page, referral)
    card.locator("[data-hand-over]").tap()
    reply = card.locator("[data-reply=hand_over]")
    reply.locator(".primary").tap()
    expect(reply.locator(".field-error")).to_be_visible()
    choice = reply.locator("select")
    expect(choice.locator("option")).not_to_have_count(1)
    choice.select_option(index=1)
    colleague = choice.input_value()
    reply.locator(".primary").tap()
    expect(card.locator("[data-status]")).to_contain_text("Transmis à")
    seen = Client(office.url, "operator@demo.cfm").get("Referral", referral)
    assert seen["focal_point"] == colleague != FOCAL


def test_without_a_connection_it_waits_and_is_sent_later(
    page: Page, office: Server, referral: str
) -> None:
    card = card_of(page, referral)
    page.context.set_offline(True)
    card.locator("[data-act=accept]").tap()
    expect(card.locator("[data-status]")).to_contain_text("Pas encore envoyé")
    expect(page.locator("#network")).to_be_visible()
    assert state_of(office, referral)["workflow_state"] == "In Progress"
    page.context.set_offline(False)
    expect(card.locator("[data-status]")).to_have_text("Envoyé")
    expect(page.locator("#network")).to_be_hidden()
    assert state_of(office, referral)["workflow_state"] == "Accepted"


def test_an_answer_cut_off_on_its_way_is_asked_for_again(
    page: Page, office: Server, referral: str
) -> None:
    card = card_of(page, referral)

    def cut_off(route: Route) -> None:
        route.fetch()
        route.fulfill(status=200, body='{"message": {')

    intercept(page, "**/api/method/cfm_app.api.**", cut_off, times=1)
    card.locator("[data-act=accept]").tap()
    expect(card.locator("[data-status]")).to_contain_text("Pas encore envoyé")
    page.context.set_offline(True)
    page.context.set_offline(False)
    expect(card.locator("[data-status]")).to_have_text("Envoyé")
    assert state_of(office, referral)["workflow_state"] == "Accepted"


def test_what_waits_can_be_undone(page: Page, office: Server, referral: str) -> None:
    card = card_of(page, referral)
    page.context.set_offline(True)
    card.locator("[data-act=accept]").tap()
    card.locator("[data-status] button").tap()
    page.context.set_offline(False)
    expect(card.locator("[data-act=accept]")).to_be_visible()
    page.wait_for_timeout(300)
    assert state_of(office, referral)["workflow_state"] == "In Progress"


def test_a_conflict_is_shown_and_the_words_are_kept(
    page: Page, office: Server, referral: str
) -> None:
    card = card_of(page, referral)
    operator = Client(office.url, "operator@demo.cfm")
    operator.change("Referral", referral, revocation_reason="Plus nécessaire")
    operator.act("Referral", referral, "Revoke")
    card.locator("[data-act=answer]").tap()
    card.locator("[data-reply=answer] textarea").fill("Trop tard")
    card.locator("[data-reply=answer] .primary").tap()
    expect(card.locator("[data-status]")).to_contain_text("Non accepté")
    assert card.locator("[data-reply=answer] textarea").input_value() == "Trop tard"


def test_the_phone_keeps_the_shell_and_no_case(page: Page, referral: str) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name)"
        ".then(cache => cache.keys())))).then(all => all.flat().map(each => new URL(each.url).pathname))"
    )
    assert kept and all(path.startswith(("/assets/", "/cfm/offline")) for path in kept)
    page.context.set_offline(True)
    page.goto(APPROVALS)
    expect(page.locator("h1")).to_have_text("Pas de connexion")
    page.context.set_offline(False)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_narrow_phones_need_no_sideways_scrolling(
    chromium: Browser, office: Server, referral: str, language: str
) -> None:
    narrow = {"width": 360, "height": 640}
    address = f"{EVERYTHING}&_lang={language}"
    with visit(chromium, office, FOCAL, address, narrow, is_mobile=True, has_touch=True) as page:
        assert width_of(page) <= 360
        button = card_of(page, referral).locator("[data-act=accept]").bounding_box()
        assert button and button["height"] >= 48


def test_others_do_not_enter(chromium: Browser, office: Server) -> None:
    analyst = Client(office.url, "analyst@demo.cfm")
    for path in (APPROVALS, "/cfm/console", "/cfm/new-case"):
        assert analyst.request("GET", path, headers={"Accept": "text/html"}).status_code == 403
    guest = Client(office.url).request("GET", APPROVALS, allow_redirects=False)
    assert guest.status_code == 302 and guest.headers["Location"].startswith("/login?redirect-to=")


def test_more_than_fit_on_a_page_are_counted_and_can_be_shown(
    chromium: Browser, office: Server
) -> None:
    operator = Client(office.url, "operator@demo.cfm")
    case = operator.call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": "Beaucoup"},
        consent={
            "statement": READ,
            "purposes": [{"purpose": each, "decision": "Granted"} for each in PURPOSES],
        },
        outcome="register",
    )["case"]
    for number in range(52):
        operator.create(
            "Referral",
            cfm_case=case,
            functional_area="Logistique",
            focal_point="focal.est@demo.cfm",
            reason=f"Question {number}",
            shared_summary=f"Question {number}",
        )
    with visit(chromium, office, "focal.est@demo.cfm", APPROVALS, PHONE) as page:
        total = int(page.locator("#count").inner_text())
        assert total >= 52
        expect(page.locator("article.card")).to_have_count(50)
        page.get_by_role("link", name=f"Afficher plus ({total - 50})").click()
        expect(page.locator("article.card")).to_have_count(min(total, 100))
        expect(page.locator("#count")).to_have_text(str(total))


def test_what_was_answered_stays_in_sight_and_waits_no_more(
    page: Page, office: Server, referral: str
) -> None:
    badge = page.locator(".rail a[aria-current] .badge")
    expect(badge).to_have_text(re.compile(r"\d+"))
    before = int(badge.text_content() or 0)
    card = card_of(page, referral)
    expect(card.locator(".due")).to_be_visible()
    card.locator("[data-act=answer]").tap()
    card.locator("[data-reply=answer] textarea").fill("Le camion arrive mardi.")
    card.locator("[data-reply=answer] .primary").tap()
    expect(card.locator("[data-status]")).to_have_text("Envoyé")
    expect(card.locator(".given")).to_have_text("Le camion arrive mardi.")
    expect(card.locator(".due")).to_be_hidden()
    page.locator("#nav-button").tap()
    expect(badge).to_be_visible()
    expect(badge).to_have_text(str(before - 1))
