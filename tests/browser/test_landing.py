"""Where somebody begins the day, and that all screens count the same."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.clock import office_day

from ..live import READ, Client, Server
from .interception import intercept
from .visits import DESKTOP, PHONE, at_desk, visit, width_of

OPERATOR, FOCAL = "operator@demo.cfm", "focal@demo.cfm"
RATION = "Quantité de la ration"
# More than the home page shows at first, at whatever hour the office was made.
MANY = 30


@pytest.mark.parametrize(
    ("user", "address"),
    [
        (OPERATOR, "/cfm/console"),
        ("manager@demo.cfm", "/cfm/console"),
        ("psea@demo.cfm", "/cfm/console"),
        (FOCAL, "/cfm/approvals"),
        ("analyst@demo.cfm", "/cfm/figures"),
        ("gender@demo.cfm", "/cfm/approvals"),
    ],
)
def test_everybody_lands_where_their_day_begins(
    chromium: Browser, office: Server, user: str, address: str
) -> None:
    with at_desk(chromium, office, user) as desk:
        desk.page.wait_for_url(re.compile(re.escape(address) + r"(?:[/?#]|$)"))


def test_a_list_that_became_empty_is_marked_no_more(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, "manager@demo.cfm", "/cfm/console") as page:
        told = page.request.get(f"{office.url}/api/method/cfm_app.api.bell.look").json()["message"]
        marks = page.locator(".rail .badge")
        expect(marks.first).to_be_visible()

        def nothing_waits(route: Route) -> None:
            route.fulfill(json={"message": {**told, "pages": {}}})

        intercept(page, "**/cfm_app.api.bell.look*", nothing_waits)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(marks).to_have_count(0)


def number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def test_all_screens_count_the_same(chromium: Browser, office: Server) -> None:
    counts = Client(office.url, OPERATOR).call("cfm_app.api.bell.look")["counts"]
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        shown = {
            key: number(page.locator(f".figures a[href='#{key}'] .number").inner_text())
            for key in ("answered", "late", "today", "call_back", "to_inform")
        }
        entry = page.locator(".rail a[href^='/cfm/console'] .badge")
        expect(entry).to_have_text(str(counts["work"]))
        expect(page.locator(".rail a[href^='/cfm/call-backs'] .badge")).to_have_text(
            str(counts["calls"])
        )
    assert shown["answered"] + shown["late"] + shown["today"] == counts["work"]
    with visit(chromium, office, OPERATOR, "/cfm/call-backs") as page:
        # Whoever called in vain has no case yet.
        missed = page.locator("[data-missed]").count()
        assert page.locator(".call").count() + missed == counts["calls"]
    assert shown["call_back"] + shown["to_inform"] + missed == counts["calls"]
    waiting = Client(office.url, FOCAL).call("cfm_app.api.bell.look")["counts"]["referrals"]
    with visit(chromium, office, FOCAL, "/cfm/approvals?show=1000") as page:
        assert page.locator("article[data-name]").count() == waiting
        expect(page.locator(".rail a[href^='/cfm/approvals'] .badge")).to_have_text(str(waiting))


@pytest.mark.embedded("its desk alone has a home page of what waits")
def test_a_number_of_a_phone_keeps_its_plus_where_arabic_is_read(
    chromium: Browser, office: Server
) -> None:
    with at_desk(chromium, office, OPERATOR) as desk:
        desk.page.goto("/app?waiting=all&_lang=ar")
        numbers = desk.page.locator("main").get_by_text(re.compile(r"^\+235\d+$"))
        assert numbers.count()
        directions = numbers.evaluate_all(
            "(all) => all.map((each) => getComputedStyle(each).direction)"
        )
        assert set(directions) == {"ltr"}


@pytest.mark.embedded("its desk alone has a home page of what waits")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_the_home_page_counts_the_same_however_much_waits(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    operator = Client(office.url, OPERATOR)
    waiting_now = operator.call("cfm_app.api.bell.look")["counts"]["work"]
    week_ago = f"{office_day() - timedelta(days=7)} 09:00:00"
    for _each in range(waiting_now, MANY + 1):
        operator.create("Case", category=RATION, description="x", received_on=week_ago)
    counts = operator.call("cfm_app.api.bell.look")["counts"]
    assert counts["work"] > MANY
    with at_desk(chromium, office, OPERATOR, size) as desk:
        page = desk.page
        page.goto("/app")
        waiting = page.get_by_role("region", name="Ce qui m'attend")
        lines = waiting.locator("a.line")
        total = number(waiting.locator("h2 .muted").inner_text())
        assert lines.count() < total
        # A call that was agreed on does not stand behind a hundred late cases.
        calls = waiting.locator("a.line[href^='/cfm/call-backs']")
        assert calls.count() == counts["calls"]
        waiting.get_by_role("link", name="de plus").click()
        expect(lines).to_have_count(total)
        assert number(waiting.locator("h2 .muted").inner_text()) == total
        assert waiting.locator("a.line[href^='/cfm/case']").count() == counts["work"]
        assert width_of(page) <= size["width"]


def test_a_notice_leads_to_where_one_goes_on(chromium: Browser, office: Server) -> None:
    operator = Client(office.url, OPERATOR)
    case = str(operator.create("Case", category=RATION, description="x")["name"])
    row = {"purpose": "Share inside", "decision": "Granted"}
    consent = operator.create("Consent", cfm_case=case, purposes=[row], statement=READ)
    operator.act("Consent", consent["name"], "Record Decision")
    operator.act("Case", case, "Register")
    given = {"focal_point": FOCAL, "shared_summary": "Ration"}
    operator.call("cfm_app.api.cases.refer", case=case, referral=given)
    referral = operator.list("Referral", filters=f'[["cfm_case","=","{case}"]]')[0]["name"]
    focal = Client(office.url, FOCAL)
    focal.call("cfm_app.api.approvals.answer", name=referral, response="Livré hier")
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        page.locator(".bell summary").click()
        page.locator(".bell .notice", has_text=referral).first.click()
        page.wait_for_url(f"**/cfm/case?name={case}")
        expect(page.locator("#resolve-resolution")).to_have_value("Livré hier")


def test_the_bell_says_what_waits_also_where_nobody_was_told(
    chromium: Browser, office: Server
) -> None:
    counts = Client(office.url, OPERATOR).call("cfm_app.api.bell.look")["counts"]
    assert counts["work"]
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        page.locator(".bell summary").click()
        waits = page.locator(".bell .waits", has_text="Mon travail")
        expect(waits.locator("b")).to_have_text(str(counts["work"]))
        expect(page.locator(".bell .menu-body")).not_to_contain_text("Rien de nouveau")
