"""A manager changes the procedures in the desk, and cases obey: open ones and the next one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import PASSWORD, READ, Client, Server
from .accessible import serious
from .chromium import PATIENCE_MS
from .visits import PHONE, tab_to, visit, width_of

OPERATOR, MANAGER, FOCAL = "operator@demo.cfm", "manager@demo.cfm", "focal@demo.cfm"
TRY = "/cfm/try-sop"
SOP = "Retard au Tibesti"
CATEGORY, PLACE, AREA = "Retard de distribution", "TD2201", "Logistique"
# A Monday in the past, so that nothing depends on the day of the test.
MONDAY = datetime(2026, 3, 2, 8, 0)
WAIT_SECONDS = 30


@pytest.fixture
def manager(chromium: Browser, office: Server) -> Iterator[Page]:
    """A window of the manager in the desk."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, base_url=office.url, locale="fr-FR"
    )
    context.request.post("/api/method/login", data={"usr": MANAGER, "pwd": PASSWORD})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


@pytest.fixture
def sop(office: Server) -> str:
    """A procedure of its own, for a place that no other test speaks of."""
    client = Client(office.url, MANAGER)
    known = client.list("CFM SOP", filters=f'[["name","=","{SOP}"]]')
    if not known:
        limits = {"respond_within_hours": 24, "resolve_within_hours": 90, "use_working_hours": 1}
        steps = [{"step_title": "Appeler le site", "due_hours": 9}]
        client.create(
            "CFM SOP", title=SOP, category=CATEGORY, location="TD22", steps=steps, **limits
        )
    return SOP


def record(office: Server, **values: Any) -> dict[str, Any]:
    """A case that the operator records."""
    client = Client(office.url, OPERATOR)
    made = {"category": CATEGORY, "location": PLACE, "received_on": str(MONDAY), **values}
    name = client.create("Case", description="Essai", **made)["name"]
    return client.get("Case", name)


def limit_of(case: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(case["resolve_by"])


def becomes(read: Callable[[], Any], wanted: Any) -> None:
    """Wait until the job in the background has done its work."""
    deadline = time.monotonic() + WAIT_SECONDS
    while (found := read()) != wanted:
        assert time.monotonic() < deadline, f"{found} instead of {wanted}"
        time.sleep(0.1)


def save(page: Page) -> None:
    with page.expect_response(lambda answer: answer.request.headers.get("accept") == "text/html"):
        page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()


def field(page: Page, name: str) -> Any:
    return page.locator(f"[data-field={name}] input").first


@pytest.mark.embedded("walks through the engine's own desk; a bench has Frappe's")
def test_a_changed_limit_and_a_new_step_reach_open_cases_and_the_next(
    manager: Page, office: Server, sop: str
) -> None:
    before = record(office)
    client = Client(office.url, OPERATOR)
    manager.goto(f"/app/cfm-sop/{sop}")
    field(manager, "resolve_within_hours").fill("45")
    steps = manager.locator("[data-field=steps]")
    steps.get_by_role("button", name="Ajouter une ligne").click()
    manager.keyboard.type("Vérifier le camion")
    save(manager)
    after = record(office)
    assert [row["step_title"] for row in after["sop_steps"]][-1] == "Vérifier le camion"
    becomes(lambda: client.get("Case", before["name"])["resolve_by"], after["resolve_by"])
    # Nine hours a working day, the first half hour of which is over.
    assert limit_of(after) == datetime(2026, 3, 9, 8, 0)
    assert limit_of(after) < limit_of(before)
    reached = client.get("Case", before["name"])["sop_steps"]
    assert [row["step_title"] for row in reached][-1] == "Vérifier le camion"


@pytest.mark.embedded("walks through the engine's own desk; a bench has Frappe's")
def test_a_holiday_moves_open_cases_and_the_next(manager: Page, office: Server, sop: str) -> None:
    received_on = str(MONDAY + timedelta(weeks=5))
    before = record(office, received_on=received_on)
    client = Client(office.url, OPERATOR)
    manager.goto("/app/cfm-settings")
    holidays = manager.locator("[data-field=holidays]")
    if not holidays.is_visible():
        manager.get_by_text("Jours fériés").first.click()
    holidays.get_by_role("button", name="Ajouter une ligne").click()
    row = holidays.locator(".grid-row").last
    row.locator("input[type=date]").fill("2026-04-07")
    save(manager)
    after = record(office, received_on=received_on)
    assert limit_of(after) == limit_of(before) + timedelta(days=1)
    becomes(lambda: client.get("Case", before["name"])["resolve_by"], after["resolve_by"])
    notices = Client(office.url, MANAGER).list(
        "Notification Log", fields='["subject"]', limit=50, order_by="creation desc"
    )
    assert any("recalculées" in each["subject"] for each in notices)


@pytest.mark.embedded("walks through the engine's own desk; a bench has Frappe's")
def test_a_new_route_is_taken_by_the_next_case(manager: Page, office: Server, sop: str) -> None:
    client = Client(office.url, OPERATOR)
    receiver = {"functional_area": AREA, "location": PLACE}
    before = client.call("cfm_app.api.console.receiver", **receiver)["focal_point"]
    manager.goto("/app/cfm-focal-point/new")
    for name, begin in (
        ("user", "focal.est"),
        ("functional_area", "Logis"),
        ("location", "Tibesti Est"),
    ):
        field(manager, name).fill(begin)
        manager.get_by_role("option").first.click()
    save(manager)
    after = client.call("cfm_app.api.console.receiver", **receiver)["focal_point"]
    assert (before, after) == (FOCAL, "focal.est@demo.cfm")


# --- trying it ----------------------------------------------------------------------------------
def test_a_made_up_case_is_tried_by_keyboard_and_nothing_is_stored(
    chromium: Browser, office: Server, sop: str
) -> None:
    client = Client(office.url, MANAGER)
    count = client.call("frappe.client.get_count", doctype="Case")
    with visit(chromium, office, OPERATOR, TRY) as page:
        tab_to(page, "category")
        page.keyboard.type(CATEGORY)
        tab_to(page, "place")
        page.keyboard.type("tibesti est", delay=5)
        expect(page.locator("#place-list li[role=option]").first).to_be_visible()
        page.keyboard.press("Enter")
        tab_to(page, "received_on")
        page.keyboard.press("Enter")
        page.wait_for_selector("#answer")
        page.wait_for_selector("body[data-ready]", state="attached")
        answer = page.locator("#answer")
        expect(answer).to_contain_text(SOP)
        expect(answer).to_contain_text("lieu Tibesti")
        expect(answer).to_contain_text("Heures de travail seulement")
        expect(answer).to_contain_text("Appeler le site")
        answer.get_by_text("Pourquoi pas une autre").click()
        expect(answer.locator(".others").first).to_contain_text("Plainte sur l'assistance")
        assert page.input_value("#place") == "Tibesti Est"
    assert client.call("frappe.client.get_count", doctype="Case") == count


def test_who_handles_a_restricted_class_is_not_shown(chromium: Browser, office: Server) -> None:
    address = f"{TRY}?category=Exploitation ou abus sexuel"
    with visit(chromium, office, MANAGER, address) as page:
        expect(page.locator("#answer")).to_contain_text("personnes habilitées")
        expect(page.locator("#answer")).not_to_contain_text("Solange")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_fits_a_phone(chromium: Browser, office: Server, language: str) -> None:
    address = f"{TRY}?category={CATEGORY}&_lang={language}"
    with visit(chromium, office, MANAGER, address, PHONE, is_mobile=True, has_touch=True) as page:
        assert width_of(page) <= PHONE["width"]
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")


# --- more time ----------------------------------------------------------------------------------
def test_more_time_is_asked_for_on_the_phone_and_approved(
    chromium: Browser, office: Server
) -> None:
    client = Client(office.url, OPERATOR)
    purposes = [{"purpose": each, "decision": "Granted"} for each in ("Record", "Share inside")]
    made = client.call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": "Essai"},
        consent={"purposes": purposes, "statement": READ},
        referral={"focal_point": FOCAL, "shared_summary": "Ration incomplète"},
        outcome="refer",
    )
    limit = limit_of(client.get("Case", made["case"]))
    with visit(chromium, office, FOCAL, "/cfm/approvals?show=500", PHONE) as page:
        card = page.locator(f"article[data-name='{made['referral']}']")
        card.get_by_role("button", name="Prolongation").click()
        card.locator("[data-reply=more_time] textarea").fill("La piste est coupée")
        card.get_by_role("button", name="Demander plus de temps").click()
        expect(card.locator("[data-status]")).to_contain_text("Demandé")
    with visit(chromium, office, MANAGER, "/cfm/console") as page:
        line = page.locator(f"#requests [data-case='{made['case']}']")
        expect(line).to_contain_text("La piste est coupée")
        line.get_by_role("button", name="Approuver").click()
        expect(line).to_contain_text("Approuvée")
    moved = limit_of(client.get("Case", made["case"]))
    assert moved == limit + timedelta(hours=24)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_has_no_serious_fault(chromium: Browser, office: Server, width: int) -> None:
    size = {"width": width, "height": 900}
    for address in (TRY, f"{TRY}?category={CATEGORY}&location={PLACE}"):
        with visit(chromium, office, MANAGER, address, size) as page:
            page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
            assert serious(page) == []
