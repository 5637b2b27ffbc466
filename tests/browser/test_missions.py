"""A field mission, by screens only: from the plan to the accepted report, with its kit and its register."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.clock import office_day

from ..live import Client, Server
from .missions import approved_mission
from .visits import DESKTOP, PHONE, visit, width_of

OPERATOR, MANAGER, GUARDIAN = "operator@demo.cfm", "manager@demo.cfm", "dataprotection@demo.cfm"
RATION, SECRET = "Quantité de la ration", "Exploitation ou abus sexuel"
HANDLER = "psea@demo.cfm"
WORK_MS = 60_000
TYPED = "Écrit sur papier, tapé le soir 7730"
SAID, SECRET_WORDS = "Un demi-sac à Kaya 7731", "Ce que personne ne doit lire 7732"
DESCRIPTION, CATEGORY, SEX = "Plainte", "Catégorie", "Sexe"


def plan(page: Page, purpose: str) -> str:
    """Plan a mission of today; returns its number."""
    page.get_by_label("À quoi sert la mission").fill(purpose)
    page.locator("#location").fill("Mamdi")
    page.get_by_role("option", name=re.compile("Mamdi")).click()
    today = office_day()
    page.get_by_label("Premier jour").fill(today.isoformat())
    page.get_by_label("Dernier jour").fill((today + timedelta(days=1)).isoformat())
    page.keyboard.press("Control+Enter")
    expect(page.locator("#done")).to_be_visible()
    name = page.locator("#number").inner_text()
    page.locator("#go-on").click()
    page.locator("body[data-ready]").wait_for()
    return name


def add_activity(page: Page, kind: str) -> None:
    page.locator("#kind").select_option(label=kind)
    page.locator("#wanted").fill("Un bureau ouvert deux jours")
    page.locator("#activities form.grid button").click()
    expect(page.locator("#activities > ul > li")).to_have_count(1)


def tick_all(page: Page) -> None:
    buttons = page.locator("#checks form[data-act='missions.tick'] button")
    for left in range(buttons.count() - 1, -1, -1):
        buttons.first.click()
        expect(buttons).to_have_count(left)


def opened(content: bytes) -> Any:
    """The first sheet of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def filled(content: bytes, rows: list[dict[str, str]]) -> bytes:
    """The register as somebody fills it in without a network."""
    sheet = opened(content)
    columns = [cell.value for cell in sheet[1]]
    for number, values in enumerate(rows, start=2):
        for column, value in values.items():
            sheet.cell(row=number, column=columns.index(column) + 1, value=value)
    buffer = io.BytesIO()
    sheet.parent.save(buffer)
    return buffer.getvalue()


def take_in(page: Page, content: bytes, cases: int) -> None:
    """Import a filled-in register: no column is chosen by hand, and what was left empty is no fault."""
    page.set_input_files("#file", {"name": "registre.xlsx", "mimeType": "", "buffer": content})
    page.get_by_role("button", name="Suite").click()
    expect(page.locator("[data-figure=new] .number")).to_have_text(str(cases), timeout=WORK_MS)
    expect(page.locator("[data-figure=wrong] .number")).to_have_text("0")
    page.get_by_role("button", name=f"Importer {cases} cas").click()
    expect(page.locator("#log-state:visible")).to_have_text("Terminé", timeout=WORK_MS)


def type_case(page: Page, number: str) -> None:
    """Type a case on the fast page, from a paper form."""
    page.locator("#form_number").fill(number[-4:])
    page.locator("#category").fill("quantité")
    page.keyboard.press("Enter")
    page.locator("#description").fill(TYPED)
    page.locator("#statement_read").check()
    for purpose in page.locator(".purpose").all()[:3]:
        purpose.locator("label.yes").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text("CFM-")


def note(page: Page, women: int, girls: int) -> None:
    """Note what came of the one activity."""
    form = page.locator("form[data-act='missions.note_activity']")
    form.get_by_label("Est-ce fait\u202f?").select_option(label="Terminé")
    form.get_by_label("Femmes de 18 à 59 ans").fill(str(women))
    form.get_by_label("Filles de moins de 18 ans").fill(str(girls))
    form.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#activities")).to_contain_text(f"{women + girls} personnes touchées")


def write_report(page: Page) -> None:
    page.locator("#summary").fill("Deux jours de bureau, longue attente le matin")
    page.locator("#lessons").fill("Une bâche contre le soleil")
    page.get_by_role("button", name="Enregistrer le rapport").click()
    expect(page.locator("#report .remains")).to_have_count(0)
    page.get_by_role("button", name="L'envoyer aux responsables").click()
    expect(page.locator(".about .pill")).to_have_text("Rapport envoyé")


def test_from_the_plan_to_the_report(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/missions", locale="fr-FR") as page:
        page.get_by_role("link", name="Planifier une mission").click()
        name = plan(page, "Bureau de plaintes pendant la distribution")
        add_activity(page, "Bureau de plaintes")
        tick_all(page)
        page.locator("#send button", has_text="L'envoyer pour approbation").click()
        expect(page.locator(".about .pill")).to_have_text("En attente d'approbation")
    with visit(chromium, office, MANAGER, "/cfm/missions", locale="fr-FR", size=PHONE) as page:
        assert width_of(page) <= PHONE["width"]
        page.get_by_role("link", name=name).click()
        page.locator("body[data-ready]").wait_for()
        assert width_of(page) <= PHONE["width"]
        page.get_by_role("button", name="Approuver la mission").click()
        expect(page.locator(".about .pill")).to_have_text("Approuvée")
    with visit(chromium, office, OPERATOR, f"/cfm/mission?name={name}", locale="fr-FR") as page:
        page.get_by_label("Numéros pour formulaires papier").fill("12")
        page.get_by_role("button", name="Tirer des numéros").click()
        expect(page.locator("#kit")).to_contain_text("Déjà tirés\u202f: 12")
        with page.expect_download() as loading:
            page.locator("#register-file").click()
        content = Path(loading.value.path()).read_bytes()
        page.goto("/cfm/new-case")
        page.locator("body[data-ready]").wait_for()
        expect(page.locator("#mission")).to_have_value(name)
        numbers = [row[0].value for row in opened(content).iter_rows(min_row=2)]
        type_case(page, numbers[11])
        expect(page.locator("#mission")).to_have_value(name)
    secret = {CATEGORY: SECRET, DESCRIPTION: SECRET_WORDS}
    rows = [{CATEGORY: RATION, DESCRIPTION: f"{SAID} {at}", SEX: "Femme"} for at in range(6)]
    with visit(chromium, office, MANAGER, "/cfm/import", locale="fr-FR") as page:
        take_in(page, filled(content, [*rows, secret]), 7)
    with visit(chromium, office, OPERATOR, f"/cfm/mission?name={name}", locale="fr-FR") as page:
        note(page, women=21, girls=4)
        write_report(page)
    _look_at_the_report(chromium, office, name)
    with visit(chromium, office, MANAGER, f"/cfm/mission?name={name}", locale="fr-FR") as page:
        page.get_by_role("button", name="Accepter le rapport").click()
        expect(page.locator(".about .pill")).to_have_text("Clos")
        page.goto("/cfm/missions")
        expect(page.locator(".figures-table")).to_contain_text("25")


def _look_at_the_report(chromium: Browser, office: Server, name: str) -> None:
    """Its figures are those of an independent count; nobody is told of what is restricted."""
    stored = Client(office.url, MANAGER).list(
        "Case", filters=f'[["mission","=","{name}"]]', fields='["category","source_id"]', limit=0
    )
    assert [row["category"] for row in stored] == [RATION] * 7
    for user, size in ((MANAGER, DESKTOP), (GUARDIAN, PHONE), (HANDLER, PHONE)):
        for page_name in ("mission", "mission-report"):
            path = f"/cfm/{page_name}?name={name}"
            answer = Client(office.url, user).request("GET", path)
            assert SECRET_WORDS not in answer.text and SECRET not in answer.text
            assert (answer.status_code == 200) == (user != HANDLER)
        if user == HANDLER:
            continue
        with visit(chromium, office, user, path, size, locale="fr-FR") as page:
            expect(page.locator("#received-total")).to_have_text("7")
            expect(page.locator("#received tbody tr")).to_have_count(1)
            expect(page.locator("#reached tfoot th").last).to_have_text("25")
            assert width_of(page) <= size["width"]


@pytest.fixture(scope="module")
def approved(office: Server) -> str:
    """An approved mission with numbers, made by requests."""
    return approved_mission(office.url)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_kit_is_printed_a_form_a_page(
    chromium: Browser, office: Server, approved: str, language: str, tmp_path: Path
) -> None:
    numbers = Client(office.url, OPERATOR).get("CFM Mission", approved)["paper_forms"]
    path = f"/cfm/mission-kit?name={approved}&_lang={language}"
    with visit(chromium, office, OPERATOR, path) as page:
        boxes = page.locator("[name=spoken]")
        assert boxes.count() >= 2
        content = page.pdf(prefer_css_page_size=True, print_background=False)
        direction = page.locator("html").get_attribute("dir")
    assert direction == ("rtl" if language == "ar" else "ltr")
    (tmp_path / f"kit-{language}.pdf").write_bytes(content)
    pages = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(content)).pages]
    # Two forms, each on a page of its own, behind the plan, the texts and the focal points.
    forms = [at for at, text in enumerate(pages) if re.search(rf"{approved}-\d{{4}}", text)]
    assert forms == [len(pages) - 2, len(pages) - 1]
    for number in numbers:
        assert sum(number["form_number"] in text for text in pages) == 1
    assert all("Exploitation ou abus" not in text for text in pages)


def test_languages_are_chosen_and_the_kit_is_for_its_people(
    chromium: Browser, office: Server, approved: str
) -> None:
    with visit(chromium, office, OPERATOR, f"/cfm/mission-kit?name={approved}", PHONE) as page:
        assert width_of(page) <= PHONE["width"]
        chosen = page.locator("[name=spoken]:checked")
        before = chosen.count()
        value = chosen.first.get_attribute("value")
        page.locator(f"[name=spoken][value={value}]").dispatch_event("click")
        page.wait_for_url("**spoken=**")
        page.locator("body[data-ready]").wait_for()
        expect(chosen).to_have_count(before - 1)
    assert (
        Client(office.url, GUARDIAN).request("GET", f"/cfm/mission-kit?name={approved}").status_code
        == 403
    )


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "narrow"])
def test_it_reads_from_right_to_left(
    chromium: Browser, office: Server, approved: str, size: dict[str, int]
) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/missions", size) as page:
        for path in ("missions", "new-mission", "mission", "mission-report", "mission-kit"):
            page.goto(f"/cfm/{path}?name={approved}&_lang=ar")
            page.wait_for_selector("body[data-ready]", state="attached")
            expect(page.locator("html")).to_have_attribute("dir", "rtl")
            assert width_of(page) <= size["width"], path


def test_what_is_lacking_is_said_and_what_was_typed_stays(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/new-mission", PHONE, locale="fr-FR") as page:
        page.locator("#save").click()
        expect(page.locator("[data-field=purpose]")).to_have_class(re.compile("invalid"))
        expect(page.locator("[data-field=location]")).to_have_class(re.compile("invalid"))
        page.get_by_label("À quoi sert la mission").fill("Former le comité")
        page.reload()
        expect(page.get_by_label("À quoi sert la mission")).to_have_value("Former le comité")
