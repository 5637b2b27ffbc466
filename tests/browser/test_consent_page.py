"""The consent of a case that is there: read out, answered by key, and back to the case."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import PASSWORD, Client, Server
from .visits import DESKTOP, PHONE, visit

OPERATOR = "operator@demo.cfm"


@pytest.fixture
def case(office: Server) -> str:
    told = {"category": "Quantité de la ration", "description": "Il manque deux sacs."}
    made = Client(office.url, OPERATOR).call("cfm_app.api.console.new_case", case=told)
    return str(made["case"])


def answer(page: Page, letters: str) -> None:
    for letter in letters:
        page.keyboard.press(letter)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_the_text_is_read_and_each_question_answered_by_key(
    chromium: Browser, office: Server, case: str, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}", size) as page:
        page.locator(".links").get_by_role("link", name="Enregistrer un consentement").click()
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator("#statement-text")).not_to_be_empty()
        expect(page.locator("#statement_read")).to_be_focused()
        answer(page, "ooonno")
        page.keyboard.press("Control+Enter")
        page.wait_for_url(f"**/cfm/case?name={case}")
        expect(page.locator(".consents")).to_contain_text("Rappeler la personne")
    client = Client(office.url, OPERATOR)
    [row] = client.call(
        "frappe.client.get_list",
        doctype="Consent",
        filters={"cfm_case": case},
        fields=["name", "workflow_state", "read_by"],
    )
    assert (row["workflow_state"], row["read_by"]) == ("Decided", OPERATOR)
    said = client.get("Consent", row["name"])["purposes"]
    decisions = {each["purpose"]: each["decision"] for each in said}
    assert decisions["Call back"] == "Granted" and decisions["Share inside"] == "Refused"


def test_nothing_answered_and_nothing_read_is_said_and_half_an_answer_stays(
    chromium: Browser, office: Server, case: str
) -> None:
    with visit(chromium, office, OPERATOR, f"/cfm/consent?case={case}") as page:
        page.keyboard.press("Control+Enter")
        expect(page.locator("#errors")).to_contain_text("au moins une des questions")
        page.locator(".purpose").first.get_by_label("Oui").check()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#errors")).to_contain_text("lisez le texte")
        page.reload()
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator(".purpose").first.get_by_label("Oui")).to_be_checked()


def test_two_wishes_to_save_are_one_request(chromium: Browser, office: Server, case: str) -> None:
    with visit(chromium, office, OPERATOR, f"/cfm/consent?case={case}") as page:
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        expect(page.locator("#statement_read")).to_be_focused()
        answer(page, "ooonno")
        page.evaluate(
            """() => {
                const keys = { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true };
                for (let times = 0; times < 2; times++) document.dispatchEvent(new KeyboardEvent('keydown', keys));
            }"""
        )
        page.wait_for_url(f"**/cfm/case?name={case}")
    assert sum("cases.record_consent" in url for url in sent) == 1


def test_an_ended_session_goes_to_the_log_in_and_back(
    chromium: Browser, office: Server, case: str
) -> None:
    for path in (f"/cfm/consent?case={case}", f"/app/consent/new?cfm_case={case}"):
        with visit(chromium, office, OPERATOR, f"/cfm/case?name={case}") as page:
            page.context.clear_cookies()
            page.goto(path)
            page.wait_for_url("**/login?redirect-to=*")
            page.locator("#usr, [name=usr]").first.fill(OPERATOR)
            page.locator("#pwd, [name=pwd]").first.fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{path}")
