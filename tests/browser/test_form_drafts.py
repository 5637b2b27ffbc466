"""Half an answer, an outcome, a record of the desk: kept where it belongs, of sensitive cases not at all."""

from __future__ import annotations

from itertools import count

import pytest
from playwright.sync_api import Browser, expect

from ..live import READ, Client, Server
from .calling import NEW_CASE, OPERATOR, begin_note, open_again
from .test_approvals import APPROVALS, FOCAL, PURPOSES
from .visits import PHONE, visit

SAID = "Le forage est en panne depuis lundi."
_numbers = count(10)


@pytest.fixture
def referral(office: Server) -> str:
    made = Client(office.url, OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "channel": "Ligne verte", "description": "Test"},
        consent={
            "statement": READ,
            "purposes": [{"purpose": each, "decision": "Granted"} for each in PURPOSES],
        },
        referral={"focal_point": FOCAL, "shared_summary": f"Demi-réponse ({next(_numbers)})"},
        outcome="refer",
    )
    return str(made["referral"])


def test_half_an_answer_waits_at_its_referral(
    chromium: Browser, office: Server, referral: str
) -> None:
    path = f"{APPROVALS}?show=1000"
    with visit(chromium, office, FOCAL, path, PHONE, is_mobile=True, has_touch=True) as page:
        card = page.locator(f"article[data-name='{referral}']")
        card.locator("[data-act=accept]").tap()
        expect(card.locator("[data-status]")).to_have_text("Envoyé")
        card.locator("[data-act=answer]").tap()
        page.context.set_offline(True)
        card.locator("[data-reply=answer] textarea").fill("Le camion est")
        page.context.set_offline(False)
        open_again(page)
        expect(card.locator("[data-reply=answer] textarea")).to_have_value("Le camion est")
        expect(card.locator("[data-status]")).to_contain_text("Pas envoyé")
        expect(page.locator(".reply:visible")).to_have_count(1)
        card.locator("[data-reply=answer] textarea").fill("Le camion est passé.")
        card.locator("[data-reply=answer] .primary").tap()
        expect(card.locator("[data-status]")).to_have_text("Envoyé")
        assert page.evaluate("localStorage.length") == 0
    assert Client(office.url, FOCAL).get("Referral", referral)["response"] == "Le camion est passé."


def test_half_an_outcome_waits_at_its_call(chromium: Browser, office: Server) -> None:
    operator = Client(office.url, OPERATOR)
    made = operator.call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": SAID},
        person={"full_name": "Zara Demi", "phone": f"66 78 {next(_numbers)} 11"},
        consent={"statement": READ, "purposes": [{"purpose": "Call back", "decision": "Granted"}]},
    )
    operator.change("Case", made["case"], next_contact_on="2026-01-05 09:00:00")
    with visit(chromium, office, OPERATOR, "/cfm/call-backs") as page:
        box = page.locator(f"[id='{made['case']}']")
        box.locator("summary").click()
        box.get_by_role("radio", name="Quelqu'un d'autre a répondu", exact=True).check()
        box.locator("[name=note]").fill("Le frère a promis")
        open_again(page)
        expect(box.locator(".pill.amber")).to_contain_text("Non enregistré")
        box.locator("summary").click()
        expect(box.locator("[name=note]")).to_have_value("Le frère a promis")
        expect(box.get_by_role("radio", name="Quelqu'un d'autre a répondu")).to_be_checked()
        box.get_by_role("button", name="Enregistrer").click()
        expect(box.locator(".result.green")).to_be_visible()
        assert page.evaluate("localStorage.length") == 0


def test_nothing_stays_of_a_case_that_becomes_sensitive(chromium: Browser, office: Server) -> None:
    """Neither why it is one, nor what was typed of it before."""
    operator = Client(office.url, OPERATOR)
    made = operator.call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": SAID},
    )
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={made['case']}") as page:
        note = begin_note(page, "Le chef du site demande")
        form = page.locator("form[data-act='sensitive.clarify']")
        opener = form.locator("xpath=ancestor::details").locator("summary")
        opener.click()
        form.locator("textarea").fill("On demande de l'argent")
        open_again(page)
        expect(note.locator("textarea")).to_have_value("Le chef du site demande")
        kept = page.evaluate("Object.keys({ ...localStorage, ...sessionStorage }).join()")
        assert "cases.note" in kept and "sensitive.clarify" not in kept
        opener.click()
        form.locator("[name=sensitivity]").select_option("Fraude et corruption")
        form.locator("textarea").fill("On demande de l'argent")
        with page.expect_navigation():
            form.locator("button.primary").click()
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0


@pytest.mark.embedded("the desk of a bench keeps no drafts")
def test_the_form_of_the_desk_keeps_nothing_of_a_sensitive_case(
    chromium: Browser, office: Server
) -> None:
    drafts = "Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length"
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/app/case/new")
        page.wait_for_selector("#main[data-started]")
        said = page.get_by_role("textbox", name="Ce qui a été dit")
        said.fill("Une faveur a été demandée")
        page.reload()
        page.wait_for_selector("#main[data-started]")
        assert page.evaluate(drafts) == 1
        page.get_by_role("button", name="Le reprendre").click()
        expect(said).to_have_value("Une faveur a été demandée")
        page.get_by_role("combobox", name="Catégorie").fill("harc")
        page.get_by_role("option", name="Harcèlement sexuel").first.click()
        page.wait_for_function(f"() => {drafts} === 0")
        page.reload()
        page.wait_for_selector("#main[data-started]")
        assert page.evaluate(drafts) == 0
        expect(said).to_have_value("")


@pytest.mark.parametrize(("user", "kept"), [(OPERATOR, 1), ("psea@demo.cfm", 0)])
def test_the_desk_keeps_no_half_referral_of_whoever_handles_sensitive_cases(
    chromium: Browser, office: Server, user: str, kept: int
) -> None:
    drafts = "Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length"
    with visit(chromium, office, user, NEW_CASE) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/app/referral/new")
        page.wait_for_selector("#main[data-started]")
        page.get_by_role("textbox", name="Résumé partagé").fill("Elle a vu le gardien")
        page.reload()
        page.wait_for_selector("#main[data-started]")
        assert page.evaluate(drafts) == kept
