"""Lists by the sheet, and another program that hears of what happens."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from ...receiver import Receiver, receiving
from .rows import new_row
from .task import Task
from .test_data import WORK_MS, figure, go_on, sheet

OPERATOR, PSEA = "operator@demo.cfm", "psea@demo.cfm"
SECRET = "un mot des deux"


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def filled_sheet(file: Path, *rows: dict[str, str]) -> bytes:
    """A template with rows under its headers."""
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    head = [str(cell.value) for cell in book.worksheets[0][1]]
    return sheet([head, *([row.get(name.rstrip(" *")) for name in head] for row in rows)])


def test_a_list_comes_by_the_sheet(task: Task) -> None:
    page = task.begin(
        39,
        "liste",
        ("Importer une liste", "Import a list"),
        (
            "Trois cents villages, dix utilisateurs, des catégories : remplissez une feuille, voyez ce qui "
            "changerait, et reprenez-la si besoin.",
            "Three hundred villages, ten users, categories: fill a sheet, see what would change, and take it "
            "back if need be.",
        ),
    )
    task.open_tool("Import into a list")
    target = page.locator("#target")
    task.step("Choisissez la liste.", "Choose the list.", mark=target)
    target.select_option("CFM Location")
    empty = page.locator("#empty-sheet")
    task.step(
        "Prenez la feuille vide ou, pour corriger, celle avec l'existant; remplissez-la dans Excel.",
        "Get the empty sheet or, to correct, the one with what is there; fill it in Excel.",
        mark=empty,
    )
    expect(empty).to_have_attribute("href", re.compile("CFM"))
    with page.expect_download() as download:
        empty.click()
    place, part = task.tr("Place"), task.tr("Part of")
    known = {place: "Abéché-Est", "P-code": "TDV1", part: "Ouara"}
    rows = [known, {place: "Abéché-Ouest", "P-code": "TDV2", part: "Nulle part"}]
    content = filled_sheet(Path(download.value.path()), *rows)
    task.step(
        "Donnez la feuille remplie.",
        "Give the filled sheet.",
        mark=page.locator("label[for=file]"),
    )
    page.set_input_files("#file", {"name": "villages.xlsx", "mimeType": "", "buffer": content})
    key = page.locator("#key-field")
    task.step(
        "Vérifiez les colonnes, et par laquelle une fiche existante est retrouvée; puis **{Dry run}**.",
        "Check the columns, and by which one an existing record is found; then **{Dry run}**.",
        mark=key,
    )
    go_on(page)
    expect(page.locator("[data-figure=wrong]")).to_be_visible(timeout=WORK_MS)
    assert (figure(page, "new"), figure(page, "wrong")) == ("1", "1")
    task.step(
        "L'essai dit ce qui serait créé, ce qui changerait avec l'ancienne valeur, et chaque ligne erronée; "
        "téléchargez celles-ci, corrigez-les et donnez-les de nouveau.",
        "The dry run says what would be made, what would change with its old value, and each wrong row; download "
        "these, correct them and give them again.",
        mark=page.locator("#error-sheet"),
    )
    task.step("Importez.", "Import.", mark=page.locator("#bar .primary"))
    go_on(page)
    undo = page.get_by_role("button", name=task.tr("Undo the import"))
    expect(undo).to_be_visible(timeout=WORK_MS)
    task.step(
        "Si c'était une erreur : **{Undo the import}** remet tout comme avant.",
        "If it was a mistake: **{Undo the import}** puts everything back.",
        mark=undo,
    )
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        box = seen.locator("#location")
        box.fill("Abéché-Est")
        option = seen.locator("[role=option]").filter(has_text="Abéché-Est").first
        expect(option).to_be_visible()
        task.effect(
            seen,
            "Les opérateurs trouvent le lieu aussitôt.",
            "Operators find the place at once.",
            mark=option,
        )


def choose_kind(page: Page, label: str) -> None:
    page.locator("[data-field=webhook_doctype] .link-input").fill(label)
    page.locator("[role=option] > span").filter(has_text=re.compile(rf"^{label}$")).first.click()


def test_another_program_hears_of_new_cases(task: Task, other: Receiver) -> None:
    page = task.begin(
        40,
        "autre-programme",
        ("Avertir un autre programme", "Tell another program"),
        (
            "Le tableau de bord d'un partenaire doit apprendre chaque nouveau cas ordinaire, sans un mot "
            "de la personne.",
            "A partner's dashboard is to hear of each new ordinary case, without a word of the person.",
        ),
    )
    task.open_tool("Telling other programs")
    task.new()
    page.locator("[data-field=__newname] input, #newname, [name=__newname]").first.fill(
        "Nouveaux cas"
    )
    task.step(
        "Donnez un nom, choisissez les cas, et l'événement : après la création.",
        "Give a name, choose cases, and the event: after creation.",
        mark=page.locator("[data-field=webhook_doctype] .link-input"),
    )
    choose_kind(page, task.tr("Case"))
    url = page.locator("[data-field=request_url] textarea")
    task.step(
        "Écrivez l'adresse que le partenaire vous a donnée.",
        "Write the address that the partner has given you.",
        mark=url,
    )
    url.fill(other.url)
    page.locator("[data-field=request_structure] select").select_option("Form URL-Encoded")
    page.locator("[data-field=enable_security] input").check()
    secret = page.locator("[data-field=webhook_secret] input")
    task.step(
        "Activez la sécurité et saisissez le secret convenu : chaque message est signé.",
        "Switch security on and enter the secret that you agreed upon: each message is signed.",
        mark=secret,
    )
    secret.fill(SECRET)
    for field, key in (("name", "numero"), ("category", "categorie")):
        row = new_row(page, "webhook_data")
        row.locator("[data-field=fieldname] select").select_option(field)
        row.locator("[data-field=key] input").fill(key)
    task.step(
        "Choisissez les champs qui partent et leur nom là-bas. Ce qui dit quelque chose d'une personne est refusé.",
        "Choose the fields that leave and what they are called there. What says something about a person is refused.",
        mark=page.locator("[data-grid=webhook_data]"),
    )
    task.save()
    entry = page.locator("#try-entry")
    entry.fill("CFM")
    page.locator("[role=option]").first.click()
    expect(page.locator("#try-request")).to_be_visible()
    task.step(
        "Essayez-le sur une fiche : vous voyez ce qui part, et pouvez l'envoyer une fois.",
        "Try it on an entry: you see what leaves, and can send it once.",
        mark=page.locator("#try-send"),
    )
    page.locator("#try-send").click()
    expect(page.locator("#try-sent .finding-good")).to_be_visible()
    assert other.is_signed(0, SECRET)
    values = {"channel": "Ligne verte", "description": "Où ?", "speaker_relation": "Self"}
    client = task.client(OPERATOR)
    client.create("Case", **values, category="Exploitation ou abus sexuel")
    made = client.create("Case", **values, category="Demande d'information")
    page.reload()
    told = page.locator("#deliveries").get_by_text(made["name"])

    def is_told() -> bool:
        page.reload()
        page.wait_for_selector("#main[data-started]")
        return told.count() > 0

    for _look in range(30):
        if is_told():
            break
        page.wait_for_timeout(500)
    expect(told).to_be_visible()
    assert [each["numero"] for each in other.bodies[1:]] == [made["name"]]
    task.effect(
        page,
        "Chaque nouveau cas ordinaire part; ce qui n'est pas accepté est essayé de nouveau, et tout est noté ici. "
        "D'un cas restreint, rien ne part.",
        "Each new ordinary case leaves; what is not taken is tried again, and all of it is noted here. Of a "
        "restricted case nothing leaves.",
        mark=page.locator("#deliveries"),
    )
