"""The page of backups: who gets in, what comes out, and what is on record of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.services.backups.archive import (
    BadArchive,
    backup,
    read_manifest,
    sealed_backup,
)
from frappe_embedded.services.backups.archives_folder import archives
from frappe_embedded.services.backups.sealing import recipient_of
from frappe_embedded.services.jobs.worker import run_pending
from frappe_embedded.site.restore import restore
from tests.engine.served import Client, Served
from tests.patterns import ADMIN

PAGE = "/app/backups"


def names(served: Served) -> list[str]:
    with opened(served.site):
        return [each.name for each in archives(served.site)]


def made(served: Served, manager: Client) -> str:
    assert manager.post(f"{PAGE}/make").status == 200
    assert manager.get(f"{PAGE}/state").json["message"]["running"]
    run_pending(served.site)
    state = manager.get(f"{PAGE}/state").json["message"]
    assert not state["running"] and state["percent"] == 100, state
    return str(state["result"]["name"])


def test_what_is_downloaded_gives_the_same_site(
    served: Served, manager: Client, secret: str, tmp_path: Path
) -> None:
    served.work(lambda: get_doc({"doctype": "ToDo", "description": "Before"}).insert())
    served.work(lambda: get_doc({"doctype": "File", "file_name": "a.txt", "content": "A"}).insert())
    name = made(served, manager)
    served.work(lambda: get_doc({"doctype": "ToDo", "description": "After"}).insert())
    answer = manager.get(f"/app/backups/file/{name}")
    assert (answer.status, answer.header("Cache-Control")) == (200, "no-store")
    assert f"{name}.age" in str(answer.header("Content-Disposition"))
    assert answer.header("Content-Length") == str(len(answer.content))
    taken = tmp_path / "taken.tar.gz.age"
    taken.write_bytes(answer.content)
    restored = restore(taken, "again", tmp_path / "elsewhere", secret=secret)
    with opened(restored):
        texts = local.db.get_all("ToDo", pluck="description")
        assert "Before" in texts and "After" not in texts
    assert (restored.path / "public" / "files" / "a.txt").read_text() == "A"
    assert restored.encryption_key() == served.site.encryption_key()


def test_a_download_is_on_record_with_its_name(
    served: Served, manager: Client, secret: str
) -> None:
    name = made(served, manager)

    def entries() -> Any:
        return local.db.get_all("Access Log", fields=["user", "report_name"])

    assert manager.send("HEAD", f"/app/backups/file/{name}").status == 200
    assert served.work(entries) == []
    manager.get(f"/app/backups/file/{name}")
    left = {"user": "manager@example.com", "report_name": f"{name}.age"}
    assert served.work(entries) == [left]


def test_without_a_key_only_the_administrator_takes_one_out(
    served: Served, manager: Client
) -> None:
    name = made(served, manager)
    page = manager.get(PAGE, Accept="text/html").text
    assert name in page and "data-download" not in page and "backup-key" in page
    for verb in ("GET", "HEAD"):
        assert manager.send(verb, f"/app/backups/file/{name}").status == 404, verb
    administrator = served.logged_in("Administrator", ADMIN)
    assert "data-download" in administrator.get(PAGE, Accept="text/html").text
    raw = (served.site.path / "private" / "backups" / name).read_bytes()
    assert administrator.get(f"/app/backups/file/{name}").content == raw


def test_with_a_key_nobody_gets_one_that_is_not_sealed(
    served: Served, manager: Client, secret: str
) -> None:
    name = made(served, manager)
    for client in (manager, served.logged_in("Administrator", ADMIN)):
        assert "data-download" in client.get(PAGE, Accept="text/html").text
        assert client.get(f"/app/backups/file/{name}").content.startswith(
            b"age-encryption.org/v1\n"
        )
    assert names(served) == [name]


def test_one_that_lies_there_sealed_leaves_as_it_is(
    served: Served, manager: Client, secret: str
) -> None:
    path = sealed_backup(served.site, str(recipient_of(served.site)))
    served.site.save_config(backup_recipient=None)
    assert f'data-download="{path.name}" data-sealed' in manager.get(PAGE, Accept="text/html").text
    assert manager.get(f"/app/backups/file/{path.name}").content == path.read_bytes()


def test_nobody_else_gets_near_it(served: Served, manager: Client) -> None:
    name = made(served, manager)
    worker = served.logged_in("worker@example.com")
    page = worker.get(PAGE, Accept="text/html")
    assert page.status in (403, 404) and name not in page.text
    assert worker.get(f"/app/backups/file/{name}").status in (403, 404)
    for action in ("make", "cancel", "delete", "rhythm"):
        assert worker.post(f"{PAGE}/{action}", {"name": name}).status == 403, action
    assert worker.get(f"{PAGE}/state").status == 403
    assert served.guest().get(f"/app/backups/file/{name}").status in (301, 302)
    assert names(served) == [name]


@pytest.mark.parametrize(
    "name",
    (
        "..%2F..%2Fsite_config.json",
        "../../site_config.json",
        "%2e%2e/%2e%2e/site.db",
        "..%5c..%5csite.db",
        "/etc/passwd",
        ".",
        "%00",
        "nothing.tar.gz",
    ),
)
def test_no_name_leads_out_of_the_folder(
    served: Served, manager: Client, secret: str, name: str
) -> None:
    made(served, manager)
    answer = manager.get(f"/app/backups/file/{name}")
    assert answer.status in (301, 302, 404) and b"encryption_key" not in answer.content
    assert manager.post(f"{PAGE}/delete", {"name": name}).status == 404
    assert served.site.config_file.exists() and len(names(served)) == 1


def test_a_backup_is_deleted_by_its_name(served: Served, manager: Client) -> None:
    name, newest = made(served, manager), made(served, manager)
    assert manager.post(f"{PAGE}/delete", {"name": name}).status == 200
    assert names(served) == [newest]
    assert manager.post(f"{PAGE}/delete", {"name": name}).status == 404


def test_the_newest_good_one_stays(served: Served, manager: Client) -> None:
    name = made(served, manager)
    folder = served.site.path / "private" / "backups"
    (folder / "29991231_000000.tar.gz").write_bytes(b"no archive")
    answer = manager.post(f"{PAGE}/delete", {"name": name})
    assert answer.status == 417 and "la plus récente reste" in answer.messages[0]
    assert name in names(served)
    assert f'data-delete="{name}"' not in manager.get(PAGE, Accept="text/html").text
    assert manager.post(f"{PAGE}/delete", {"name": "29991231_000000.tar.gz"}).status == 200


def test_a_deletion_is_on_record_and_told(served: Served, manager: Client) -> None:
    name, _newest = made(served, manager), made(served, manager)
    assert manager.post(f"{PAGE}/delete", {"name": name}).status == 200

    def told() -> tuple[list[str], list[str]]:
        kept = local.db.get_all("Access Log", filters={"report_name": name}, pluck="method")
        mine = {"for_user": "Administrator", "subject": ["like", f"%{name}%"]}
        return kept, local.db.get_all("Notification Log", filters=mine, pluck="subject")

    kept, heard = served.work(told)
    assert kept == ["Sauvegarde supprimée"] and len(heard) == 1


def test_one_that_waits_is_not_asked_for_twice_and_can_be_cancelled(
    served: Served, manager: Client
) -> None:
    assert manager.post(f"{PAGE}/make").status == 200
    again = manager.post(f"{PAGE}/make")
    assert again.status == 417 and again.messages
    manager.post(f"{PAGE}/cancel")
    run_pending(served.site)
    state = manager.get(f"{PAGE}/state").json["message"]
    assert state["result"] == {"cancelled": True}
    assert list((served.site.path / "private" / "backups").iterdir()) == []


def test_a_failure_is_told_in_words(served: Served, manager: Client) -> None:
    folder = served.site.path / "private" / "backups"
    folder.rmdir()
    folder.write_text("in the way")
    manager.post(f"{PAGE}/make")
    run_pending(served.site)
    assert manager.get(f"{PAGE}/state").json["message"]["result"]["failure"]
    notices = served.work(
        lambda: local.db.count("Notification Log", {"for_user": "manager@example.com"})
    )
    assert notices == 1


def test_a_broken_archive_is_shown_as_broken_and_not_offered(
    served: Served, manager: Client, secret: str
) -> None:
    path = backup(served.site)
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(BadArchive):
        read_manifest(path)
    page = manager.get(PAGE, Accept="text/html")
    assert page.status == 200 and path.name in page.text
    assert f'data-download="{path.name}"' not in page.text
    assert manager.get(f"/app/backups/file/{path.name}").status == 404


def test_the_rhythm_is_set_and_checked(served: Served, manager: Client) -> None:
    assert manager.post(f"{PAGE}/rhythm", {"hour": 4, "keep": 3}).status == 200
    page = manager.get(PAGE, Accept="text/html").text
    assert '<option value="4" selected>' in page and 'value="3"' in page
    for wrong in ({"hour": 24, "keep": 3}, {"hour": 4, "keep": 0}, {"hour": 4, "keep": 9999}):
        assert manager.post(f"{PAGE}/rhythm", wrong).status == 417, wrong
