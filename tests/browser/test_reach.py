"""A class that nobody handles: saving it says so, and it gets handlers on one page."""

from __future__ import annotations

from playwright.sync_api import Browser, Route, expect

from ..live import Client, Server
from .interception import intercept
from .visits import PHONE, visit, width_of

MANAGER, PAGE = "manager@demo.cfm", "/cfm/reach"
NAME = "Corruption de haut niveau"


def test_a_new_class_says_what_it_lacks_and_gets_it(chromium: Browser, own_office: Server) -> None:
    client = Client(own_office.url, MANAGER)
    client.create("Role", role_name=NAME, desk_access=1)
    with visit(chromium, own_office, MANAGER, PAGE, locale="fr-FR") as page:
        expect(page.locator("main")).to_contain_text("Tout arrive à quelqu'un")
        page.goto("/app/case-sensitivity/new")
        page.wait_for_selector("#main[data-started]")
        page.locator("[data-field=sensitivity_name] input").fill(NAME)
        page.locator("[data-field=hidden] input").check()
        role = page.locator("[data-field=handler_role] input").first
        role.fill(NAME)
        page.get_by_role("option", name=NAME).first.click()
        page.keyboard.press("Control+s")
        notice = page.locator("#form-errors")
        expect(notice).to_contain_text("Cette classe n'est pas complète")
        notice.get_by_role("link", name="Qui prend les cas").click()
        page.wait_for_url("**/cfm/reach")
        held: list[Route] = []
        intercept(page, "**/*.reach.complete*", lambda route: held.append(route))
        page.get_by_role("button", name="ce qu'a Point focal PEAS").click()
        expect(page.locator("#class-1 ~ form.inline .result")).to_contain_text("Un instant")
        held.pop().continue_()
        expect(page.get_by_role("button", name="ce qu'a Point focal PEAS")).to_have_count(0)
        page.locator("select[name=user]").select_option("psea@demo.cfm")
        page.get_by_role("button", name="Donner le rôle").click()
        # Restricted cases are held, so a second person has to agree.
        answer = page.locator("section[aria-labelledby=class-1] .result")
        expect(answer).to_contain_text("deuxième personne")
        page.goto("/app/manage")
        expect(page.locator("#main")).to_contain_text("ne mène à personne")
    with visit(chromium, own_office, MANAGER, PAGE, size=PHONE, locale="ar") as page:
        assert width_of(page) <= PHONE["width"]


def test_the_last_one_goes_with_a_reason_that_is_told(
    chromium: Browser, own_office: Server
) -> None:
    with visit(chromium, own_office, MANAGER, PAGE, locale="fr-FR") as page:
        alone = page.locator("main details", has_text="Violation de données")
        alone.locator("summary").click()
        alone.locator("select[name=what]").select_option("account")
        alone.locator("[name=reason]").fill("Ne travaille plus ici")
        alone.get_by_role("button", name="Le faire malgré tout").click()
        expect(page.locator("main")).to_contain_text("Personne n'a le rôle")
