"""Task 11: a label in Sudanese Arabic, and another word on a button."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .round import Round

OPERATOR, ARABIC = "operator@demo.cfm", "operator.ar@demo.cfm"
BEFORE, AFTER = "Handicap", "عندو إعاقة؟"
BUTTON, WORD = "Enregistrer le cas", "Garder le cas"


def test_words_are_those_of_the_people(task: Round) -> None:
    page = task.begin_round()
    task.tool("Texts on the screens")
    page.locator("#lang").select_option("ar")
    page.wait_for_selector("#main[data-started], body[data-ready]", state="attached")
    rewrite(task, page, task.tr("Disability"), "الإعاقة", AFTER)
    page.locator("#lang").select_option("fr")
    rewrite(task, page, "Nouveau cas", "Nouveau cas", WORD)
    task.steps.report(11)
    seen = task.window(ARABIC)
    seen.goto("/app/case/new?_lang=ar")
    expect(seen.locator("[data-field=disability]")).to_contain_text(AFTER)
    with task.seen_by(OPERATOR, "/cfm/console") as other:
        expect(other.locator(".rail a[href='/cfm/new-case']").first).to_contain_text(WORD)


def rewrite(task: Round, page: Page, said: str, stands: str, word: str) -> None:
    page.locator("#words").fill(stands)
    line = page.locator(".wording", has=page.get_by_text(stands, exact=True)).first
    line.get_by_role("button").first.click()
    page.locator(".wording-edit textarea").fill(word)
    page.locator(".wording-edit .primary").click()
    expect(page.locator(".wording").first).to_contain_text(word)
