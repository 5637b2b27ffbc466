"""Calling people back in a real browser: told and closed, not reached, told twice."""

from __future__ import annotations

import json
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ..live import READ, Client, Server
from .accessible import serious
from .visits import DESKTOP, PHONE, visit, width_of

CALLS = "/cfm/call-backs?_lang=fr"
OPERATOR = "operator@demo.cfm"
NO_WAY = "Aucun moyen de joindre la personne"
_numbers = count(1)


@pytest.fixture
def operator(office: Server) -> Client:
    return Client(office.url, OPERATOR)


@pytest.fixture
def resolved(operator: Client) -> str:
    """A resolved case of a person who agreed to be called back."""
    number = next(_numbers)
    return resolve_for(operator, number, phone=f"66 77 {number:02d} 88")


def resolve_for(operator: Client, number: int, **person: str) -> str:
    made = operator.call(
        "cfm_app.api.console.new_case",
        case={
            "category": "Quantité de la ration",
            "channel": "Ligne verte",
            "description": f"Il manquait {number} sacs",
        },
        person={"full_name": f"Hawa Rappel {number}", **person},
        consent={"statement": READ, "purposes": [{"purpose": "Call back", "decision": "Granted"}]},
    )
    name = str(made["case"])
    operator.act("Case", name, "Start Work")
    steps = [
        {**row, "done": 1, "note": "Pas nécessaire ici"}
        for row in operator.get("Case", name)["sop_steps"]
    ]
    operator.change("Case", name, resolution="Complément remis", sop_steps=steps)
    operator.act("Case", name, "Resolve")
    return name


def opened(page: Page, case: str) -> Locator:
    box = page.locator(f"[id='{case}']")
    box.locator("summary").click()
    return box


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_told_in_simple_words_and_closed(
    chromium: Browser, office: Server, operator: Client, resolved: str, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, CALLS, size) as page:
        box = opened(page, resolved)
        expect(box.locator("a.dial")).to_have_attribute("href", "tel:" + _phone(operator, resolved))
        box.get_by_role("radio", name="Personne informée", exact=True).check()
        box.locator("[name=response_given]").fill("Vos deux sacs arrivent jeudi.")
        box.get_by_role("radio", name="Oui", exact=True).check()
        box.get_by_role("radio", name="5", exact=True).check()
        box.get_by_role("button", name="Enregistrer").click()
        expect(box.locator(".result")).to_contain_text("Enregistré")
        box.get_by_role("button", name="Clore le cas").click()
        expect(box.get_by_role("button", name="Clore le cas")).to_be_hidden()
        assert width_of(page) <= size["width"]
    case = operator.get("Case", resolved)
    assert (case["phase"], case["understood"], case["satisfaction"]) == ("Closed", "Yes", "5")
    assert case["response_given"] == "Vos deux sacs arrivent jeudi."
    assert case["informed_by"] == OPERATOR


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_whoever_left_no_number_is_closed_without_another_call(
    chromium: Browser, office: Server, operator: Client, resolved: str, size: dict[str, int]
) -> None:
    unreachable = resolve_for(operator, next(_numbers))
    with visit(chromium, office, OPERATOR, CALLS, size) as page:
        box = opened(page, unreachable)
        box.get_by_role("radio", name="Pas de réponse", exact=True).check()
        expect(box.locator("[name=next_attempt_on]")).to_be_visible()
        box.get_by_role("radio", name=NO_WAY, exact=True).check()
        expect(box.locator("[name=next_attempt_on]")).to_be_hidden()
        box.get_by_role("button", name="Enregistrer").click()
        box.get_by_role("button", name="Clore le cas").click()
        expect(box.get_by_role("button", name="Clore le cas")).to_be_hidden()
        # Whoever left a number is tried: the server would refuse anything else.
        expect(opened(page, resolved).get_by_role("radio", name=NO_WAY)).to_have_count(0)
    case = operator.get("Case", unreachable)
    assert (case["phase"], case.get("next_contact_on")) == ("Closed", None)


def test_not_reached_is_planned_again_and_a_refusal_loses_nothing(
    chromium: Browser, office: Server, operator: Client, resolved: str
) -> None:
    with visit(chromium, office, OPERATOR, CALLS) as page:
        box = opened(page, resolved)
        box.get_by_role("radio", name="Personne informée", exact=True).check()
        box.locator("[name=response_given]").fill(" ")
        box.locator("[name=note]").fill("Sa sœur a décroché")
        box.get_by_role("button", name="Enregistrer").click()
        expect(box.locator(".result.red")).to_be_visible()
        expect(box.locator("[name=note]")).to_have_value("Sa sœur a décroché")
        box.get_by_role("radio", name="Quelqu'un d'autre a répondu", exact=True).check()
        expect(box.locator("[name=next_attempt_on]")).not_to_have_value("")
        box.get_by_role("button", name="Enregistrer").click()
        expect(box.locator(".result.green")).to_be_visible()
    case = operator.get("Case", resolved)
    assert case["phase"] == "Resolved"
    assert [row["outcome"] for row in case["contact_attempts"]] == ["Somebody else answered"]
    assert case["next_contact_on"]


def test_my_work_leads_to_the_call(chromium: Browser, office: Server, resolved: str) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/console?_lang=fr") as page:
        page.get_by_role("link", name=f"Informer {resolved}").click()
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator(f"[id='{resolved}']")).to_have_attribute("open", "")
        assert serious(page) == []


def test_told_twice_is_linked_while_it_is_typed(
    chromium: Browser, office: Server, operator: Client
) -> None:
    text = f"Le gérant du magasin {next(_numbers)} ferme avant l'heure et renvoie les femmes âgées"
    made = operator.call(
        "cfm_app.api.console.new_case",
        case={"category": "Accès et sécurité du site", "description": text},
    )
    with visit(chromium, office, OPERATOR, "/cfm/new-case?_lang=fr") as page:
        page.locator("#category").fill("accès et sécu")
        page.keyboard.press("Enter")
        page.locator("#description").fill(text.replace("renvoie", "chasse"))
        box = page.locator("#duplicate")
        expect(box).to_contain_text(made["case"])
        box.get_by_role("checkbox").first.check()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#result")).to_contain_text(f"Lié à {made['case']}")
    assert _duplicates(operator, made["case"]) == ["Duplicate"]


def _duplicates(operator: Client, case: str) -> list[str]:
    rows = operator.list(
        "Case", filters=json.dumps({"duplicate_of": case}), fields=json.dumps(["workflow_state"])
    )
    return [row["workflow_state"] for row in rows]


def _phone(operator: Client, case: str) -> str:
    person = operator.get("Case", case)["community_member"]
    return str(operator.get("Community Member", person)["phone"]).replace(" ", "")


def test_what_to_say_stands_on_the_card_before_anything_is_pressed(
    chromium: Browser, office: Server, operator: Client
) -> None:
    case = resolve_for(operator, next(_numbers), phone="66 77 12 99", full_name="حواء رابح")
    with visit(chromium, office, OPERATOR, CALLS) as page:
        box = opened(page, case)
        expect(box.locator(".answer")).to_contain_text("Complément remis")
        assert not box.locator("input[name=outcome]:checked").count()
        # A name in Arabic begins where those in French do.
        name = box.locator("summary bdi").first.bounding_box()
        line = box.locator("summary .muted").first.bounding_box()
        assert name and line and abs(name["x"] - line["x"]) < 2
