"""Retention and the record of processing, by screens: what goes is seen, held, let go of, and decided by two."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .long_ago import put_in_the_past
from .visits import DESKTOP, PHONE, visit, width_of

GUARDIAN, MANAGER, OPERATOR = "dataprotection@demo.cfm", "manager@demo.cfm", "operator@demo.cfm"
HANDLER = "psea@demo.cfm"
WORDS = "Carte perdue au marché"
SENSITIVE = "Exploitation ou abus sexuel"


@pytest.fixture
def old_case(office: Server) -> str:
    name = str(Client(office.url, OPERATOR).create("Case", description=WORDS)["name"])
    put_in_the_past(office, name)
    return name


@pytest.fixture
def restricted_case(office: Server) -> str:
    """One that is entrusted to a handler, and nothing else has been asked of it."""
    operator = Client(office.url, OPERATOR)
    name = str(operator.create("Case", category=SENSITIVE, description=WORDS)["name"])
    put_in_the_past(office, name)
    return name


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "fr"), (PHONE, "fr"), (PHONE, "ar")])
def test_what_goes_is_held_and_let_go_of(
    chromium: Browser, office: Server, old_case: str, size: dict[str, int], language: str
) -> None:
    with visit(chromium, office, GUARDIAN, f"/cfm/retention?_lang={language}", size) as page:
        assert width_of(page) <= size["width"]
        assert page.locator("html").get_attribute("lang") == language
        line = page.locator("section[aria-labelledby=h-next] li", has_text=old_case)
        expect(line).to_be_visible()
        line.locator("summary").click()
        line.locator("textarea").fill("Enquête en cours")
        line.locator("button").click()
        held = page.locator("section[aria-labelledby=h-held] li", has_text=old_case)
        expect(held).to_contain_text("Enquête en cours")
        expect(line).to_have_count(0)
        held.locator("summary").click()
        held.locator("textarea").fill("Enquête close")
        with page.expect_navigation():
            held.locator("button").click()
        # A hold ends by two.
        expect(held.locator("button")).to_have_count(0)
    with visit(chromium, office, MANAGER, f"/cfm/retention?_lang={language}", size) as page:
        held = page.locator("section[aria-labelledby=h-held] li", has_text=old_case)
        held.locator("button").click()
        expect(held).to_have_count(0)
        line = page.locator("section[aria-labelledby=h-next] li", has_text=old_case)
        expect(line).to_be_visible()
        assert width_of(page) <= size["width"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_words_are_blacked_out_by_keys_and_the_rest_stays(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    words = "Zara Moussa a perdu sa carte ; appeler le +235 66 12 34 56."
    case = str(Client(office.url, OPERATOR).create("Case", description=words)["name"])
    put_in_the_past(office, case)
    with visit(chromium, office, GUARDIAN, "/cfm/retention", size, locale="fr-FR") as page:
        page.get_by_role("link", name=f"Textes de {case}").click()
        page.wait_for_selector("body[data-ready]", state="attached")
        assert width_of(page) <= size["width"]
        text = page.locator(".text").first
        marked = text.locator(".word[aria-pressed=true]")
        expect(marked).to_have_count(0)
        text.get_by_role("button", name="Zara", exact=True).focus()
        page.keyboard.press("Space")
        page.keyboard.press("Shift+ArrowRight")
        expect(marked).to_have_count(2)
        text.get_by_role("button", name="Numéro de téléphone").click()
        expect(marked).to_have_count(7)
        save = text.get_by_role("button", name="Garder sans ce qui est caviardé")
        save.click()
        expect(text.locator(".pill")).to_have_count(0)
        text.get_by_label("J'ai tout lu").check()
        with page.expect_navigation():
            save.click()
        expect(text.locator(".pill")).to_contain_text("Reste")
        expect(marked).to_have_count(7)
        page.goto("/cfm/retention")
        line = page.locator("section[aria-labelledby=h-next] li", has_text=case)
        expect(line.locator(".pill")).to_contain_text("1 texte reste")


def test_texts_of_others_are_not_told(office: Server, old_case: str, restricted_case: str) -> None:
    for user, case in (
        (OPERATOR, old_case),
        (MANAGER, restricted_case),
        (GUARDIAN, "CFM-2020-000000"),
    ):
        Client(office.url, user).refused("GET", f"/cfm/retention-texts?case={case}")


def test_a_handler_asks_and_takes_it_back(
    chromium: Browser, office: Server, restricted_case: str
) -> None:
    with visit(chromium, office, HANDLER, "/cfm/retention", PHONE, locale="fr-FR") as page:
        assert width_of(page) <= PHONE["width"]
        line = page.locator("section[aria-labelledby=h-two] li", has_text=restricted_case)
        line.get_by_role("button", name="Demander l'effacement").click()
        expect(line).to_contain_text("demande l'effacement")
        expect(line.get_by_role("button", name="D'accord")).to_have_count(0)
        line.get_by_role("button", name="Retirer").click()
        expect(line.get_by_role("button", name="Demander l'effacement")).to_be_visible()
    with visit(chromium, office, GUARDIAN, "/cfm/retention", locale="fr-FR") as page:
        expect(page.locator("section[aria-labelledby=h-two]")).to_have_count(0)
        expect(page.get_by_text(restricted_case)).to_have_count(0)


def test_a_number_that_is_wrong_is_said_and_kept(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, "/cfm/retention", locale="fr-FR") as page:
        form = page.locator("#hold-other")
        form.locator("summary").click()
        form.get_by_label("Son numéro").fill("CFM-2020-000000")
        form.get_by_label("Pourquoi il faut le garder").fill("Audit")
        form.get_by_role("button", name="Geler").click()
        expect(form.locator(".result")).to_contain_text("CFM-2020-000000")
        expect(form.get_by_label("Pourquoi il faut le garder")).to_have_value("Audit")


def test_the_pages_are_not_for_operators(office: Server) -> None:
    for path in ("/cfm/retention", "/cfm/processing"):
        Client(office.url, OPERATOR).refused("GET", path)


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "fr"), (DESKTOP, "en"), (PHONE, "ar")])
def test_the_record_says_whose_data_what_for_and_who_reads(
    chromium: Browser, office: Server, size: dict[str, int], language: str
) -> None:
    with visit(chromium, office, GUARDIAN, f"/cfm/processing?_lang={language}", size) as page:
        assert width_of(page) <= size["width"]
        rows = page.locator("section[aria-labelledby=h-person] tbody tr")
        assert rows.count() > 20
        for cell in rows.first.locator("td").all():
            assert cell.inner_text().strip()
        expect(page.locator("#print")).to_be_visible()


def test_it_prints(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, "/cfm/processing", locale="fr-FR") as page:
        page.emulate_media(media="print")
        expect(page.locator("#print")).to_be_hidden()
        expect(page.locator("section[aria-labelledby=h-person] table")).to_be_visible()


def test_why_it_is_asked_can_be_read_where_it_is_asked(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/new-case", locale="fr-FR") as page:
        page.get_by_text("Pourquoi cette question").click()
        told = page.locator(".why dl")
        expect(told).to_contain_text("Sexe")
        expect(told).to_contain_text("Pour voir qui le mécanisme atteint")


@pytest.mark.embedded("looks at the engine's own desk")
def test_the_form_of_a_record_tells_it_too(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/new-case", locale="fr-FR") as page:
        page.goto("/app/community-member/new")
        phone = page.locator("[data-field=phone]")
        expect(phone).to_have_attribute(
            "title", "Pour joindre la personne et lui donner la réponse."
        )
