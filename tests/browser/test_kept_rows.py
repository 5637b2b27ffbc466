"""What stays as it is written: over HTTP, on the form of a case and on the card of a focal point."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from ..live import READ, Client, Server
from .visits import PHONE, visit

OPERATOR, OTHER, FOCAL = "operator@demo.cfm", "manager@demo.cfm", "focal@demo.cfm"
PURPOSES = ("Record", "Call back", "Share inside")


@pytest.fixture
def made(office: Server) -> dict[str, str]:
    """A referred case: its number, and that of its referral."""
    consent = {
        "statement": READ,
        "purposes": [{"purpose": each, "decision": "Granted"} for each in PURPOSES],
    }
    return Client(office.url, OPERATOR).call(  # type: ignore[no-any-return]
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": "Test"},
        consent=consent,
        referral={"focal_point": FOCAL, "shared_summary": "Premiers mots"},
        outcome="refer",
    )


def test_steps_notes_and_what_was_sent_are_refused_over_http(
    office: Server, made: dict[str, str]
) -> None:
    operator, other = Client(office.url, OPERATOR), Client(office.url, OTHER)
    case, referral = (
        f"/api/resource/Case/{made['case']}",
        f"/api/resource/Referral/{made['referral']}",
    )
    operator.change("Case", made["case"], follow_ups=[{"action": "Appelé"}])
    for client, path, sent in (
        (operator, case, {"sop_steps": []}),
        (operator, case, {"received_on": "2099-01-01 10:00:00"}),
        (other, case, {"follow_ups": []}),
        (operator, referral, {"shared_summary": "Autres mots"}),
    ):
        answer = client.request("PUT", path, json=sent)
        assert answer.status_code == 417, (sent, answer.text)
    stored = operator.get("Case", made["case"])
    assert stored["sop_steps"] and [row["action"] for row in stored["follow_ups"]] == ["Appelé"]


def test_the_form_adds_and_removes_no_step(
    chromium: Browser, office: Server, made: dict[str, str]
) -> None:
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={made['case']}") as page:
        page.goto(f"/app/case/{made['case']}")
        steps, notes = (page.locator(f"[data-grid={name}]") for name in ("sop_steps", "follow_ups"))
        expect(notes.locator(".grid-add")).to_have_count(1)
        assert steps.locator(".grid-row").count() > 0
        expect(steps.locator("tbody .grid-remove")).to_have_count(0)
        expect(steps.locator(".grid-add")).to_have_count(0)
        expect(steps.locator("tbody [data-field=done] input:enabled").first).to_be_attached()


def test_the_receiver_reads_that_a_referral_comes_again(
    chromium: Browser, office: Server, made: dict[str, str]
) -> None:
    name, focal, operator = (
        made["referral"],
        Client(office.url, FOCAL),
        Client(office.url, OPERATOR),
    )
    focal.call("cfm_app.api.approvals.return_referral", name=name, reason="Quel site ?")
    again = {"shared_summary": "Site de Baga Sola"}
    operator.call("cfm_app.api.cases.send_again", referral=name, changes=again)
    with visit(chromium, office, FOCAL, "/cfm/approvals?show=1000", PHONE) as page:
        card = page.locator(f"article[data-name='{name}']")
        expect(card.locator(".alert")).to_have_text(
            "Envoyé de nouveau après votre renvoi : Quel site ?"
        )
        expect(card.locator(".summary")).to_have_text("Site de Baga Sola")
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={made['case']}") as page:
        story = page.locator(".story")
        expect(story).to_contain_text("Premiers mots")
        expect(story).to_contain_text("Quel site ?")
        expect(story.locator(".entry.referral")).to_have_count(2)
