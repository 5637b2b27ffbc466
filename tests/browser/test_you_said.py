"""You said, we did, by screens only: written by accountability, approved by data protection, read by everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.clock import office_day

from ..live import Client, Running, Server
from .visits import DESKTOP, PHONE, visit, width_of

COMPOSER, GUARDIAN = "aap@demo.cfm", "dataprotection@demo.cfm"
TITLE = "Ce que vous avez dit au Tchad"
SAID, DONE = "La distribution est venue tard.", "Le jour est annoncé une semaine avant."
SAID_AR, DONE_AR = "تأخر التوزيع.", "نعلن اليوم قبل أسبوع."
FIRST, LAST = (str(office_day() - timedelta(days=days)) for days in (120, 1))
Office = Server | Running
NUMBER = "Appelez le 66 12 34 56."


def compose(page: Page) -> str:
    """Two topics with their words in French and Arabic; returns its address."""
    page.get_by_role("link", name="Répondre à une communauté").click()
    page.locator("body[data-ready]").wait_for(state="attached")
    page.locator("#title").fill(TITLE)
    page.locator("#first_day").fill(FIRST)
    page.locator("#last_day").fill(LAST)
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Écrivez maintenant").click()
    topics = page.locator("#topics ul.lines > li")
    while topics.count() > 2:
        with page.expect_navigation():
            topics.last.get_by_role("button", name="Retirer").click()
    second = topics.nth(1).locator("b").inner_text()
    with page.expect_navigation():
        topics.nth(1).get_by_role("button", name="Monter").click()
    expect(topics.first.locator("b")).to_have_text(second)
    write(page, page.locator("#words details").first, SAID, NUMBER)
    return page.url


def write(page: Page, language: Locator, said: str, done: str) -> None:
    if language.get_attribute("open") is None:
        language.locator("summary").click()
    for field in language.get_by_label("Vous avez dit").all():
        field.fill(said)
    for field in language.get_by_label("Nous avons fait").all():
        field.fill(done)
    with page.expect_navigation():
        language.get_by_role("button", name="Enregistrer").click()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_from_the_first_topic_to_what_everybody_reads(
    chromium: Browser, own_office: Office, size: dict[str, int]
) -> None:
    path = "/cfm/community-answers"
    with visit(chromium, own_office, COMPOSER, path, size, locale="fr-FR") as page:
        address = compose(page)
        assert width_of(page) <= size["width"]
        page.locator("#send form[data-act='you_said.submit'] button").click()
        expect(page.locator("#send .result").first).to_contain_text("numéros de téléphone")
        write(page, page.locator("#words details").first, SAID, DONE)
        arabic = page.locator("#words details[data-language='ara']")
        write(page, arabic, SAID_AR, DONE_AR)
        with page.expect_navigation():
            page.locator("#send form[data-act='you_said.submit'] button").click()
        expect(page.locator(".about .pill")).to_have_text("En attente d'approbation")
        expect(page.locator("#decide")).to_have_count(0)
    entry = address.removeprefix(own_office.url)
    with visit(chromium, own_office, GUARDIAN, path, size, locale="fr-FR") as page:
        page.get_by_role("link", name="Approuver ou renvoyer").first.click()
        page.locator("body[data-ready]").wait_for(state="attached")
        assert page.url.endswith(entry)
        with page.expect_navigation():
            page.get_by_role("button", name="Publier").click()
        expect(page.locator(".about .pill")).to_have_text("Publié")
        printed(page, size)
    everybody_reads(chromium, own_office, size)
    with visit(chromium, own_office, COMPOSER, entry, size, locale="fr-FR") as page:
        page.get_by_text("La retirer", exact=True).first.click()
        page.get_by_label("Pourquoi").last.fill("Une erreur")
        with page.expect_navigation():
            page.locator("form[data-act='you_said.withdraw'] button").click()
        expect(page.locator(".about .pill")).to_have_text("Retiré")


def printed(page: Page, size: dict[str, int]) -> None:
    """The poster and the words to read aloud."""
    page.get_by_role("link", name="Affiche").first.click()
    expect(page.locator(".poster section").first).to_contain_text(DONE)
    assert width_of(page) <= size["width"]
    page.go_back()
    page.get_by_role("link", name="À lire à haute voix").first.click()
    expect(page.locator(".script")).to_contain_text("Voici ce que nous avons fait : " + DONE)
    assert width_of(page) <= size["width"]


def everybody_reads(chromium: Browser, server: Office, size: dict[str, int]) -> None:
    """Without a user and without scripts, in the language that was chosen."""
    context = chromium.new_context(viewport=size, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    answer = page.goto(f"{server.url}/cfm/you-said")
    assert answer and len(answer.body()) < 30_000
    expect(page.locator("main")).to_contain_text(DONE)
    page.get_by_role("link", name="العربية").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("main")).to_contain_text(DONE_AR)
    context.close()


@pytest.mark.embedded("others may have published on a site that is given")
def test_nothing_is_published_yet(chromium: Browser, own_office: Office) -> None:
    page = chromium.new_page(locale="fr-FR")
    page.goto(f"{own_office.url}/cfm/you-said")
    expect(page.locator("main")).to_contain_text("Rien n'est encore publié")
    page.close()


@pytest.mark.parametrize("user", ["operator@demo.cfm", "analyst@demo.cfm", "focal@demo.cfm"])
def test_others_have_no_part_in_it(own_office: Office, user: str) -> None:
    client = Client(own_office.url, user)
    assert client.request("GET", "/api/resource/CFM You Said We Did").status_code == 403
    assert client.request("GET", "/cfm/community-answers").status_code == 403
