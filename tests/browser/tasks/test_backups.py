"""The site comes back after a fault."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from ... import commands
from ...live import PASSWORD, Server
from .task import MANAGER, Task

OPERATOR = "operator@demo.cfm"
SAID = "Camion bloqué depuis deux jours"


def test_a_backup_is_made_and_put_back(task: Task, tmp_path: Path) -> None:
    task.client(MANAGER).change("User", OPERATOR, language=task.language)
    case = task.client(OPERATOR).create("Case", description=SAID)["name"]
    key_file = tmp_path / "key.txt"
    _command("backup-key", "--to", str(key_file), site=task.office.site)
    page = task.begin(
        31,
        "sauvegarde",
        ("Faire une sauvegarde et la remettre en place", "Make a backup and put it back"),
        (
            "Une machine casse, un fichier se perd : avec une sauvegarde gardée ailleurs, tout "
            "revient. Elle est scellée : seule la clé secrète, mise une fois en lieu sûr par qui "
            "fait tourner la machine (`./cfm backup-key`), l'ouvre.",
            "A machine breaks, a file is lost: with a backup that is kept elsewhere, everything "
            "comes back. It is sealed: only the secret key opens it, which whoever runs the "
            "machine put away once (`./cfm backup-key`).",
        ),
    )
    tool = page.locator(".tool", has_text=task.tr("Backups"))
    task.step(
        "Dans **Réglages**, ouvrez **Sauvegardes**.",
        "Under **Set-up**, open **Backups**.",
        mark=tool,
    )
    tool.click()
    rhythm = page.locator("#rhythm")
    task.step(
        "Une sauvegarde se fait chaque nuit : choisissez l'heure et combien de nuits sont "
        "gardées, puis **Enregistrer**.",
        "A backup is made every night: choose the hour and how many nights are kept, then **Save**.",
        mark=rhythm,
    )
    page.locator("#keep").fill("14")
    page.locator("#save-rhythm").click()
    expect(page.locator("#toasts")).to_contain_text(task.tr("Saved."))
    make = page.locator("#make")
    task.step(
        "Avant un grand changement, choisissez **Sauvegarder maintenant**. Vous pouvez continuer à travailler.",
        "Before a great change, choose **Make a backup now**. You can go on working.",
        mark=make,
    )
    make.click()
    # Beside it there may be one of the night.
    by_hand = page.locator("li.backup", has_text=task.tr("by hand"))
    download = by_hand.locator("[data-download]")
    expect(download).to_have_count(1)
    task.step(
        "Choisissez **Télécharger** à côté de la sauvegarde.",
        "Choose **Download** beside the backup.",
        mark=download,
    )
    download.click()
    dialog = page.get_by_role("dialog")
    confirm = dialog.locator("[type=submit]")
    task.step(
        "Enregistrez le fichier scellé sur un disque que vous gardez ailleurs, loin de la clé secrète.",
        "Save the sealed file on a disk that you keep elsewhere, apart from the secret key.",
        mark=confirm,
    )
    with page.expect_download() as coming:
        confirm.click()
    assert coming.value.suggested_filename.endswith(".tar.gz.age")
    taken = tmp_path / "taken.tar.gz.age"
    coming.value.save_as(taken)
    task.step(
        "Pour la remettre en place, qui fait tourner la machine suit les lignes de **Comment en "
        "remettre une en place** sur l'autre machine, avec la clé secrète.",
        "To put it back, whoever runs the machine follows the lines of **How to put one back** on "
        "the other machine, with the secret key.",
        mark=page.locator(".restore-steps"),
    )
    restored = tmp_path / "restored"
    _command("restore", str(taken), "--identity", str(key_file), site=restored)
    other = Server(restored, demo=False).start()
    try:
        seen = task.guest()
        login = {"usr": OPERATOR, "pwd": PASSWORD}
        assert seen.context.request.post(f"{other.url}/api/method/login", data=login).ok
        seen.goto(f"{other.url}/app/case/{case}")
        expect(seen.locator("[data-field=description] textarea")).to_have_value(SAID)
        task.effect(
            seen,
            "Sur l'autre machine, l'opératrice se connecte comme avant et trouve son cas.",
            "On the other machine the operator logs in as before and finds her case.",
        )
    finally:
        other.stop()
    taken_out = task.client(MANAGER).list(
        "Access Log", fields='["user","method"]', filters='[["file_type","=","TAR.GZ.AGE"]]'
    )
    assert [each["user"] for each in taken_out] == [MANAGER]


def _command(*arguments: str, site: Path) -> None:
    """What whoever runs the machine does on its command line."""
    commands.done(*arguments, "--site", site)
