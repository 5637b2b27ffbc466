"""Moving out of SugarCRM in a real browser, as a manager does it: source, plan, dry run, move, proof, undo."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import PASSWORD, Server
from ..sugar import office as sugar
from ..sugar import writers
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
WORK_MS = 300_000
CASES = 24


def export(folder: Path, seed: int) -> bytes:
    """The ZIP that somebody makes of an export and its files."""
    folder.mkdir()
    writers.write_csv(sugar.make(CASES, seed), folder)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.rglob("*"):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return packed.getvalue()


def upload(page: Page, content: bytes, name: str) -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "", "buffer": content})
    expect(page.locator("#log-title")).to_have_text(name)
    expect(page.locator("#column-0")).to_be_visible(timeout=WORK_MS)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_office_moves_and_moves_back(
    chromium: Browser, office: Server, size: dict[str, int], tmp_path: Path
) -> None:
    content = export(tmp_path / "sugar", seed=size["width"])
    with visit(chromium, office, MANAGER, "/cfm/migration", size, locale="fr-FR") as page:
        upload(page, content, f"sugar-{size['width']}.zip")
        expect(page.get_by_label("Type de retour")).to_have_value("category")
        assert width_of(page) <= size["width"]
        page.get_by_role("button", name="Suivant : le plan").click()
        expect(page.locator("#state-0")).to_be_visible(timeout=WORK_MS)
        assert page.locator("select[data-status='Closed_Closed']").input_value() == "Closed"
        assert width_of(page) <= size["width"]
        page.get_by_role("button", name="Essai à blanc").click()
        expect(page.locator("#outcome")).to_have_text(
            "Voici ce qui viendrait. Rien n'est encore enregistré.", timeout=WORK_MS
        )
        expect(page.locator("tr[data-module='Cases'] td").nth(1)).to_have_text(str(CASES))
        page.get_by_role("button", name="Tout reprendre").click()
        ending = page.locator("#outcome")
        expect(ending).to_contain_text("chacun a sa ligne dans le rapport", timeout=WORK_MS)
        expect(page.locator("#lacks")).to_contain_text("fichier pour\xa0: Tâches")
        expect(page.locator("#h-owner")).to_be_visible()
        assert not page.locator("section .halves .off").count()
        assert width_of(page) <= size["width"]
        with page.expect_download() as loaded:
            page.locator("#report").click()
        book = openpyxl.load_workbook(io.BytesIO(loaded.value.path().read_bytes()))
        assert book.sheetnames == ["Sommes", "Ce qui n'est pas venu", "Preuve", "Échantillon"]
        reasons = [row[3] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
        assert "Son fichier perdu.pdf n'est pas dans la source." in reasons
        # The last sentence of the page counts what the report has lines for.
        assert ending.inner_text().startswith(f"{len(reasons)} ")
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Retirer").click()
        expect(page.locator("#outcome")).to_have_text("Tout est retiré.", timeout=WORK_MS)


def test_a_server_inside_the_office_and_a_wrong_file_are_refused(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, MANAGER, "/cfm/migration", locale="fr-FR") as page:
        page.set_input_files(
            "#file", {"name": "photo.zip", "mimeType": "", "buffer": b"no archive"}
        )
        expect(page.locator("#failure")).to_contain_text("ne s'ouvre pas")
        page.get_by_text("Ou lire sur le serveur").click()
        page.get_by_label("Adresse").fill("https://192.168.1.7")
        page.get_by_label("Mot de passe là-bas").fill("pass-word")
        page.get_by_role("button", name="Se connecter et regarder").click()
        expect(page.locator("#failure")).to_contain_text("réseau du bureau")
        page.get_by_label("Type de serveur").select_option("Database")
        expect(page.get_by_label("Adresse")).to_be_hidden()
        page.get_by_label("Serveur", exact=True).fill("192.168.1.8")
        page.get_by_label("Nom de la base").fill("suitecrm")
        page.get_by_role("button", name="Se connecter et regarder").click()
        expect(page.locator("#failure")).to_contain_text("192.168.1.8")
    context = chromium.new_context(base_url=office.url)
    answer = context.request.post("/api/method/login", data={"usr": OPERATOR, "pwd": PASSWORD})
    assert answer.ok
    assert context.request.get("/cfm/migration").status == 403
    context.close()
