"""Data in and out: a log becomes cases, and cases become a spreadsheet."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, expect

from .task import MANAGER, Task

OPERATOR, FRAUD = "operator@demo.cfm", "fraud@demo.cfm"
DATA_PROTECTION = "dataprotection@demo.cfm"
HEAD = ["Réf.", "Date", "Canal", "Type", "Lieu", "Propos recueillis"]
ROWS = [
    ["R-1", "03/02/2026", "hotline", "Question", "Mamdi", "Quand vient la distribution ?"],
    ["R-2", "jamais", "hotline", "Question", "Mamdi", "Où est le site ?"],
    ["R-3", "04/02/2026", "Lignes vertes", "Question", "Mamdi", "Qui a droit à la ration ?"],
]
# The work is done in the background.
WORK_MS = 30_000


def sheet(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(file: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def upload(page: Page, content: bytes) -> None:
    page.set_input_files("#file", {"name": "registre.xlsx", "mimeType": "", "buffer": content})
    expect(page.locator("#log-title")).to_have_text("registre.xlsx")


def go_on(page: Page) -> None:
    page.locator("#bar .primary").click()


def finished(task: Task) -> None:
    """Wait until the import has said what came of it."""
    made = task.page.locator("[data-figure=new]")
    expect(made).to_contain_text(task.tr("cases made"), timeout=WORK_MS)


def figure(page: Page, kind: str) -> str:
    return page.locator(f"[data-figure={kind}] .number").inner_text()


def imported(task: Task) -> list[dict[str, Any]]:
    return task.client(MANAGER).list(
        "Case",
        filters='[["source_id","like","R-%"]]',
        fields='["name","source_id","channel","description"]',
        order_by="source_id asc",
    )


def test_a_log_in_excel_becomes_cases(task: Task) -> None:
    page = task.begin(
        21,
        "import",
        ("Importer un registre Excel", "Import a log in Excel"),
        (
            "Un site tient ses plaintes dans Excel : faites-en des cas, sans doublon et sans rien perdre.",
            "A site keeps its complaints in Excel: make cases of them, none twice and none lost.",
        ),
    )
    task.open_tool("Import")
    task.step(
        "Déposez le fichier, ou choisissez **{Choose a file}**.",
        "Drop the file, or choose **{Choose a file}**.",
        mark=page.locator("label[for=file]"),
    )
    upload(page, sheet([HEAD, *ROWS]))
    said = page.get_by_label("Propos recueillis")
    task.step(
        "Chaque colonne a déjà sa place quand elle se devine; vérifiez celles qui sont marquées, "
        "choisissez celle des autres, puis **{Next}**.",
        "Each column has its place already where it can be guessed; check those that are marked, choose that of "
        "the others, then **{Next}**.",
        mark=said,
    )
    said.select_option("description")
    go_on(page)
    value = page.get_by_label("Lignes vertes")
    expect(value).to_be_visible(timeout=WORK_MS)
    task.step(
        "Dites ce que signifient les mots que le site ne connaît pas et, si on vous le demande, si le jour ou le "
        "mois vient en premier. Une catégorie sans correspondance reste à clarifier tant que vous n'en décidez "
        "pas autrement. Puis **{Dry run}**.",
        "Say what the words mean that the site does not know and, if you are asked, whether the day or the month "
        "comes first. A category that you do not map is to be clarified unless you decide otherwise. Then "
        "**{Dry run}**.",
        mark=value,
    )
    value.select_option("Ligne verte")
    page.locator("[name=date-order]").first.check()
    go_on(page)
    expect(page.locator("[data-figure=new]")).to_be_visible(timeout=WORK_MS)
    faulty = page.locator("table tbody tr").first
    expect(faulty).to_contain_text("jamais")
    assert (figure(page, "new"), figure(page, "wrong")) == ("2", "1")
    assert imported(task) == []
    task.step(
        "L'essai dit ce qui viendrait et, ligne par ligne, ce qui ne peut pas être lu. Rien n'est encore créé.",
        "The dry run says what would come and, row by row, what cannot be read. Nothing is made yet.",
        mark=faulty,
    )
    button = page.locator("#bar .primary")
    task.step("Importez les cas.", "Import the cases.", mark=button)
    button.click()
    finished(task)
    errors = page.locator("#error-sheet")
    assert [case["source_id"] for case in imported(task)] == ["R-1", "R-3"]
    task.step(
        "Téléchargez la feuille des lignes fautives : elle dit pourquoi. Corrigez-la dans Excel.",
        "Download the sheet of faulty rows: it says why. Correct it in Excel.",
        mark=errors,
    )
    with page.expect_download() as download:
        errors.click()
    head, row = read(Path(download.value.path()))
    assert row[0] == 3 and "jamais" in row[1]
    row[head.index("Date")] = "05/02/2026"
    page.locator("#back").click()
    upload(page, sheet([head, row]))
    task.step(
        "Déposez la feuille corrigée de la même façon : seules ces lignes s'ajoutent.",
        "Drop the corrected sheet in the same way: these rows alone are added.",
        mark=page.locator("#bar .primary"),
    )
    expect(page.get_by_label("Propos recueillis")).to_have_value("description")
    go_on(page)
    expect(page.locator("[data-figure=new]")).to_be_visible(timeout=WORK_MS)
    assert (figure(page, "new"), figure(page, "wrong")) == ("1", "0")
    go_on(page)
    finished(task)
    cases = imported(task)
    assert [case["source_id"] for case in cases] == ["R-1", "R-2", "R-3"]
    assert cases[2]["channel"] == "Ligne verte"
    with task.seen_by(OPERATOR, f"/app/case/{cases[1]['name']}") as seen:
        words = seen.locator("[data-field=description] textarea")
        expect(words).to_have_value("Où est le site ?")
        task.effect(
            seen,
            "Les opérateurs trouvent les cas et les traitent comme les autres.",
            "Operators find the cases and deal with them as with others.",
            mark=words,
        )


def test_cases_become_a_spreadsheet(task: Task) -> None:
    closed = {case["name"] for case in task.client(FRAUD).list("Case", limit_page_length=0)}
    page = task.begin(
        22,
        "export",
        ("Exporter des cas vers Excel", "Export cases to Excel"),
        (
            "Vous voulez travailler dans un tableur : prenez les lignes et les colonnes qu'il "
            "vous faut, et rien de plus.",
            "You want to work in a spreadsheet: take the rows and columns that you need, and nothing else.",
        ),
    )
    task.open_tool("Export")
    page.wait_for_selector("body[data-ready]", state="attached")
    category = page.locator("#category")
    task.step(
        "Sous **{Which rows?}**, choisissez quoi, la période et, au besoin, une catégorie ou un lieu.",
        "Under **{Which rows?}**, choose what, the period and, where needed, a category or a place.",
        mark=category,
    )
    category.select_option("Plainte non sensible")
    columns = page.locator("#columns")
    task.step(
        "Sous **{Which columns?}**, cochez ce qu'il vous faut. Une alerte vous prévient quand une "
        "colonne peut nommer des gens.",
        "Under **{Which columns?}**, tick what you need. A warning tells when a column may name people.",
        mark=page.locator("[aria-labelledby=h-columns]").first,
    )
    page.locator("[data-pick=none]").click()
    head = [task.tr("Number"), task.tr("Category"), task.tr("What was said")]
    for label in head:
        columns.get_by_label(label, exact=True).check()
    expect(page.locator("#telling")).to_be_visible()
    send = page.locator("#send")
    task.step(
        "Le nombre de lignes est annoncé ; choisissez le format, puis **{Export}**.",
        "The number of rows is told; choose the format, then **{Export}**.",
        mark=send,
    )
    with page.expect_download() as download:
        send.click()
    titles, *rows = read(Path(download.value.path()))
    assert titles == head
    names = {row[0] for row in rows}
    assert len(names) == len(rows) > 0
    assert closed and not names & closed
    with task.seen_by(DATA_PROTECTION, "/app/cfm-access-log") as seen:
        line = seen.locator(".list tbody tr", has_text=task.tr("Export")).first
        expect(line).to_be_visible()
        task.effect(
            seen,
            "Le fichier ne contient que ce que vous pouvez voir, et l'export est noté dans **{Who read what}**.",
            "The file holds only what you may see, and the export is noted under **{Who read what}**.",
            mark=line,
        )
    assert task.client(OPERATOR).request("GET", "/app/export/case?format=xlsx").status_code == 404
