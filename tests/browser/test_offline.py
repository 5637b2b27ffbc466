"""Pages without a connection: the form opens again, nobody is in what the browser keeps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .calling import OPERATOR, READY, begin_note, choose_category
from .chromium import PATIENCE_MS
from .interception import intercept
from .visits import DESKTOP, PHONE, visit, width_of

NEW_CASE = "/cfm/new-case"
SAID = "La piste est coupée, dit-elle."
KEPT = """async (prefix) => {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
  const pages = [];
  for (const name of names) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      pages.push([new URL(request.url).pathname, await answer.text()]);
    }
  }
  return pages;
}"""
# A promise counts as true for Playwright's own way to wait.
FORM_IS_KEPT = """async (patience) => {
  for (const end = Date.now() + patience; Date.now() < end; await new Promise((go) => setTimeout(go, 50))) {
    if (await caches.match('/cfm/new-case', { ignoreSearch: true })) return true;
  }
  return false;
}"""


def kept(page: Page, prefix: str = "cfm-") -> list[tuple[str, str]]:
    return [(path, text) for path, text in page.evaluate(KEPT, prefix)]


def until_kept(page: Page) -> None:
    """The worker has kept the form that was opened, and answers for the page."""
    assert page.evaluate(FORM_IS_KEPT, PATIENCE_MS), "the form was not kept"
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_case_is_typed_without_a_connection_and_saved_with_it(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE, size) as page:
        until_kept(page)
        page.context.set_offline(True)
        page.goto(NEW_CASE)
        page.wait_for_selector(READY, state="attached")
        expect(page.locator("#network")).to_be_visible()
        page.locator("#phone").fill("66 71 92 01")
        page.locator("#category").fill("quantité")
        page.keyboard.press("Enter")
        page.locator("#description").fill(SAID)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#errors")).to_contain_text("injoignable")
        assert width_of(page) <= size["width"]
        page.reload()
        page.wait_for_selector(READY, state="attached")
        page.get_by_role("button", name="Reprendre l'appel").click()
        expect(page.locator("#description")).to_have_value(SAID)
        page.context.set_offline(False)
        expect(page.locator("#network")).to_be_hidden()
        expect(page.locator("#advice .pill")).to_be_visible()
        page.keyboard.press("Control+Enter")
        number = page.locator("#result .number").inner_text()
    assert Client(office.url, OPERATOR).get("Case", number)["description"] == SAID


def tell_to_refer_without_a_line(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("#category").fill("quantité")
    page.keyboard.press("Enter")
    page.locator("#description").fill(SAID)
    page.locator("input[name=outcome][value=refer]").check()


def test_without_a_connection_nothing_is_asked_that_the_server_knows(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        tell_to_refer_without_a_line(page)
        expect(page.locator("#next-step")).to_contain_text("Pas de connexion")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#errors")).to_contain_text("injoignable")
        expect(page.locator("#errors")).to_contain_text("Rien n'est perdu")
        expect(page.locator(".field-error")).to_have_count(0)
        page.locator("input[name=outcome][value=register]").check()
        page.context.set_offline(False)
        expect(page.locator("#errors")).to_contain_text("La connexion est revenue")
        page.get_by_role("button", name="Enregistrer maintenant").click()
        expect(page.locator("#result .number")).to_be_visible()
        expect(page.locator("#errors")).to_be_hidden()


def test_what_one_lost_answer_would_have_said_is_asked_again(
    chromium: Browser, office: Server
) -> None:
    """A line can drop one answer while the browser counts itself online."""
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        intercept(page, "**/cfm_app.api.console.category_info*", lambda each: each.abort(), times=1)
        choose_category(page, "quantité")
        expect(page.locator("#advice .pill")).to_be_visible()


ASKED_AT_ONCE = """async () => {
  document.querySelector('meta[name=csrf-token]').content = '';
  const script = document.querySelector('link[href*="/js/core.js"], script[src*="/js/"]');
  const address = new URL(script.href || script.src);
  const { call } = await import(`/assets/cfm_app/js/core.js${address.search}`);
  const asked = ['66 71 92 01', '66 71 92 02'].map((phone) => call('console.lookup_caller', { phone }, true));
  return (await Promise.allSettled(asked)).map((each) => each.status);
}"""


def test_a_kept_form_asks_several_things_at_once_and_each_is_answered(
    chromium: Browser, office: Server
) -> None:
    """A kept form holds no token of a session: each call finds the one that counts."""
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        assert page.evaluate(ASKED_AT_ONCE) == ["fulfilled", "fulfilled"]


def test_the_receiver_is_found_as_soon_as_the_line_is_back(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        tell_to_refer_without_a_line(page)
        page.locator("#functional_area").select_option("Redevabilité")
        expect(page.locator("#receiver")).to_have_text("–")
        page.context.set_offline(False)
        expect(page.locator("#advice .pill")).to_be_visible()
        expect(page.locator("#functional_area")).to_have_value("Redevabilité")
        expect(page.locator("#receiver")).not_to_have_text("–")
        expect(page.locator("#next-step")).not_to_contain_text("Pas de connexion")


def test_a_note_that_was_not_sent_is_kept_and_can_be_sent_again(
    chromium: Browser, office: Server
) -> None:
    made = Client(office.url, OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": SAID},
    )
    with visit(chromium, office, OPERATOR, f"/cfm/case?name={made['case']}") as page:
        note = begin_note(page, "Le chef du site a appelé")
        page.context.set_offline(True)
        note.locator("button.primary").click()
        expect(note.locator(".result")).to_contain_text("injoignable")
        expect(note.locator(".result")).to_contain_text("gardé ici")
        page.context.set_offline(False)
        expect(note.locator(".result")).to_contain_text("La connexion est revenue")
        with page.expect_navigation():
            note.get_by_role("button", name="Envoyer de nouveau").click()
        expect(page.locator("main")).to_contain_text("Le chef du site a appelé")


def test_what_is_kept_names_nobody_and_holds_no_case(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        token = page.locator("meta[name=csrf-token]").get_attribute("content")
        name = page.locator(".user-name").inner_text()
        assert token and name
        until_kept(page)
        for path in ("/cfm/console", "/cfm/call-backs"):
            page.goto(path)
            page.wait_for_selector(READY, state="attached")
        pages = kept(page)
    assert {path for path, _text in pages if not path.startswith("/assets/")} == {
        "/cfm/offline",
        NEW_CASE,
    }
    for path, text in pages:
        for secret in (token, name, OPERATOR, "CFM-2"):
            assert secret not in text, path


def test_other_pages_say_that_there_is_no_connection(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        until_kept(page)
        page.context.set_offline(True)
        page.goto("/cfm/console")
        expect(page.locator("h1")).to_have_text("Pas de connexion")
        page.get_by_role("link", name="Nouveau cas").click()
        page.wait_for_selector(READY, state="attached")
        assert page.locator("#language option").count() > 1
        page.goto("/cfm/console")
        expect(page.get_by_role("link", name="Nouveau cas")).to_be_visible()
        page.context.set_offline(False)
        page.wait_for_selector("body.page-console" + READY.removeprefix("body"), state="attached")


def test_the_form_opens_for_whoever_has_it_and_for_nobody_else(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        until_kept(page)
    with visit(chromium, office, "focal@demo.cfm", "/cfm/approvals", PHONE) as page:
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        assert kept(page, "cfm-pages-") == []


def test_logging_out_leaves_no_form_behind(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, NEW_CASE) as page:
        choose_category(page)
        until_kept(page)
        page.locator(".menu:not(.bell) summary").click()
        page.locator("#logout").click()
        page.get_by_role("button", name="Se déconnecter et le perdre").click()
        page.wait_for_url("**/login**")
        assert kept(page, "cfm-pages-") == []
