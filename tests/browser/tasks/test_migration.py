"""Out of SugarCRM: an export becomes the cases of the office, and can be taken back."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from ...sugar import office, writers
from .task import MANAGER, Task

CASES = 8
# The work is done in the background.
WORK_MS = 60_000


def export() -> bytes:
    """The ZIP of an export with its files."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as name, zipfile.ZipFile(packed, "w") as archive:
        writers.write_csv(office.make(CASES, seed=39), Path(name))
        for path in sorted(Path(name).rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(name))
    return packed.getvalue()


def moved(task: Task) -> int:
    """How many cases of the export an independent look finds."""
    filters = '[["place_details","like","Village %"]]'
    return len(task.client(MANAGER).list("Case", filters=filters, fields='["name"]'))


def test_an_office_leaves_sugarcrm(task: Task) -> None:
    page = task.begin(
        50,
        "sugarcrm",
        ("Quitter SugarCRM", "Leave SugarCRM"),
        (
            "Le bureau travaille avec SugarCRM ou SuiteCRM : reprenez ses cas, leurs personnes, leur historique et "
            "leurs fichiers, essayez d'abord, et comptez des deux côtés.",
            "The office works with SugarCRM or SuiteCRM: bring its cases, their people, history and files, try it "
            "first, and count on both sides.",
        ),
    )
    task.open_tool("Moving out of SugarCRM")
    task.step(
        "Exportez de SugarCRM les cas, contacts et notes en CSV, mettez-les avec le dossier **upload** dans un ZIP et "
        "déposez-le. Une extraction de la base, la base elle-même (MariaDB, MySQL) ou le serveur conviennent aussi.",
        "Export cases, contacts and notes of SugarCRM as CSV, put them with the folder **upload** into a ZIP and drop "
        "it. A dump of the database, the database itself (MariaDB, MySQL) or the server will do, too.",
        mark=page.locator("label[for=file]"),
    )
    page.set_input_files("#file", {"name": "sugar.zip", "mimeType": "", "buffer": export()})
    kind = page.get_by_label("Type de retour")
    expect(kind).to_have_value("category", timeout=WORK_MS)
    task.step(
        "Vérifiez ce que devient chaque colonne et, si on vous le demande, quel jour est une date. Puis "
        "**{Next: the plan}**.",
        "Check what each column becomes and, if you are asked, which day a date is. Then **{Next: the plan}**.",
        mark=kind,
    )
    page.locator("#bar .primary").click()
    status = page.locator("#state-0")
    expect(status).to_be_visible(timeout=WORK_MS)
    task.step(
        "Vérifiez ce que deviennent les statuts, les valeurs, les équipes et les utilisateurs. Qui a un utilisateur "
        "ici retrouve ses filtres enregistrés dans la liste des cas. Ce qui est restreint le sera avant d'être "
        "visible. Gardez le plan : il sert à un autre essai ou à un autre bureau. Puis "
        "**{Dry run}**.",
        "Check what statuses, values, teams and users become. Whoever has a user here finds their saved filters again "
        "in the list of cases. What is restricted will be so before it is seen. Keep "
        "the plan: it serves for another try or another office. Then **{Dry run}**.",
        mark=status,
    )
    page.locator("#bar .primary").click()
    outcome = page.locator("#outcome")
    expect(outcome).to_have_text(
        task.tr("This would come. Nothing is stored yet."), timeout=WORK_MS
    )
    before = moved(task)
    task.step(
        "L'essai dit ce qui viendrait, et ce qui ne viendrait pas et pourquoi. Corrigez le plan ou l'export, ou "
        "continuez : **{Move everything}**.",
        "The dry run says what would come, and what not and why. Mend the plan or the export, or go on: "
        "**{Move everything}**.",
        mark=page.locator("tr[data-module=Cases]"),
    )
    page.locator("#bar .primary").click()
    # The export has a few faults, and neither e-mails nor tasks: the page says so in numbers.
    expect(outcome).to_contain_text(re.compile("rapport|report"), timeout=WORK_MS)
    expect(page.locator("#lacks")).to_be_visible()
    assert moved(task) == before + CASES
    task.step(
        "Comparez les deux côtés par année, par statut et par responsable. Sans ligne, il doit y avoir 0 partout.",
        "Compare both sides by year, status and owner. Without a line there must be 0 everywhere.",
        mark=page.locator("#h-year"),
    )
    task.step(
        "On peut continuer à travailler dans SugarCRM jusqu'au jour du passage : **{Bring what has changed since}**. "
        "Ou **{Take it back}** : ce sur quoi quelqu'un a travaillé reste.",
        "People may go on working in SugarCRM until the day of the switch: **{Bring what has changed since}**. Or "
        "**{Take it back}**: what somebody worked on stays.",
        mark=page.get_by_role("button", name=task.tr("Take it back")),
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=task.tr("Take it back")).click()
    expect(outcome).to_have_text(task.tr("Everything is taken back."), timeout=WORK_MS)
    assert moved(task) == before
