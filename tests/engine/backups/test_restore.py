"""A restore replaces a site by one that is whole, or nothing."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import frappe_embedded.site.restore as restoring
from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.locking import SiteInUse
from frappe_embedded.kernel.core.site import Site, forget_site, get_site
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.registry import connect_layers
from frappe_embedded.services.backups.archive import BadArchive, backup
from frappe_embedded.site.restore import CannotRestore, restore
from tests.patterns import Patterns

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def site(tmp_path: Path, patterns: Patterns) -> Iterator[Site]:
    connect_layers()
    patterns.bare(tmp_path / "one")
    site = get_site("one", tmp_path)
    note(site, "kept")
    yield site
    forget_site("one", tmp_path)


@pytest.fixture
def archive(site: Site) -> Path:
    """In the archives folder of the site; afterwards something else is written to it."""
    made = backup(site)
    note(site, "written later")
    return made


def note(site: Site, text: str) -> None:
    with opened(site):
        get_doc({"doctype": "ToDo", "description": text}).insert()
        get_doc({"doctype": "File", "file_name": f"{text}.txt", "content": text}).insert()
        local.db.commit()


def notes(site: Site) -> list[str]:
    with opened(site):
        return sorted(local.db.sql_list("select description from tabToDo"))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "public" / "files").iterdir())


def again(site: Site) -> Site:
    """As another process finds it."""
    forget_site(site.name, site.sites_path)
    return get_site(site.name, site.sites_path)


def rewritten(archive: Path, change: Any) -> Path:
    """The archive with parts that ``change`` made of its own: a dict of names and contents."""
    with tarfile.open(archive) as opened_tar:
        parts = {m.name: opened_tar.extractfile(m).read() for m in opened_tar}  # type: ignore[union-attr]
    changed = change(parts) or parts
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(target, "w:gz") as made:
        for name, content in changed.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            made.addfile(about, io.BytesIO(content))
    return target


def digests_of(parts: dict[str, bytes]) -> None:
    """Put the right digests to changed parts: whoever damages an archive so knows its format."""
    names = [name for name in parts if name not in ("manifest.json", "contents.json")]
    listed = {name: sha256(parts[name]).hexdigest() for name in names}
    parts["contents.json"] = json.dumps(listed).encode()


def unchanged(site: Site) -> None:
    found = again(site)
    assert notes(found) == ["kept", "written later"]
    assert files(found.path) == ["kept.txt", "written later.txt"]
    assert not (found.path / ".restoring").exists()


# -- what is put back ------------------------------------------------------------------


def test_the_site_is_as_it_was(site: Site, archive: Path) -> None:
    restored = restore(archive, "one", site.sites_path, force=True)
    assert notes(restored) == ["kept"]
    assert files(restored.path) == ["kept.txt"]


def test_the_folder_stays_and_so_do_the_archives(site: Site, archive: Path) -> None:
    """It may be a mounted disk: its contents change, and what lies beside them stays."""
    (site.path / "outbox").mkdir()
    before = site.path.stat().st_ino
    restored = restore(archive, "one", site.sites_path, force=True)
    assert restored.path.stat().st_ino == before
    assert archive.exists()
    assert (restored.path / "outbox").exists()
    assert notes(restore(archive, "one", site.sites_path, force=True)) == ["kept"]


def test_an_empty_folder_takes_a_site(site: Site, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    assert notes(restore(archive, "disk", tmp_path)) == ["kept"]
    forget_site("disk", tmp_path)


def test_a_mounted_disk_takes_a_site_and_changes_it(
    site: Site, archive: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "mounted"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "cfm-test", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nobody may mount a disk here")
    try:
        restore(archive, "mounted", tmp_path)
        inside = backup(get_site("mounted", tmp_path))
        note(get_site("mounted", tmp_path), "written later")
        assert notes(restore(inside, "mounted", tmp_path, force=True)) == ["kept"]
        assert inside.exists()
        assert os.path.ismount(disk)
    finally:
        forget_site("mounted", tmp_path)
        subprocess.run(["umount", str(disk)], check=True)


def test_an_existing_site_needs_a_word(site: Site, archive: Path) -> None:
    with pytest.raises(FileExistsError, match="--force"):
        restore(archive, "one", site.sites_path)
    unchanged(site)


# -- what is refused -------------------------------------------------------------------


def test_not_while_another_process_uses_the_site(site: Site, archive: Path) -> None:
    script = (
        "import sys\nfrom frappe_embedded.kernel.core.site import get_site\n"
        "get_site('one', sys.argv[1])\nprint('in use', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, site.sites_path],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout and other.stdout.readline() == "in use\n"
        with pytest.raises(SiteInUse, match="end it first"):
            restore(archive, "one", site.sites_path, force=True)
        other.kill()
    unchanged(site)
    assert notes(restore(archive, "one", site.sites_path, force=True)) == ["kept"]


def damaged_index(content: bytes, path: Path) -> bytes:
    """A database of which an index names rows that the table does not have."""
    path.write_bytes(content)
    connection = sqlite3.connect(path)
    connection.execute("pragma writable_schema = on")
    root = connection.execute(
        "select rootpage from sqlite_master where name = 'tabToDo'"
    ).fetchone()
    size = connection.execute("pragma page_size").fetchone()[0]
    connection.close()
    changed = bytearray(path.read_bytes())
    start = (root[0] - 1) * size
    changed[start + 8 : start + 200] = bytes(192)
    return bytes(changed)


def test_a_damaged_database_is_found_by_its_own_collation(
    site: Site, archive: Path, tmp_path: Path
) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["site.db"] = damaged_index(parts["site.db"], tmp_path / "raw.db")
        digests_of(parts)

    with pytest.raises(BadArchive, match="damaged"):
        restore(rewritten(archive, change), "one", site.sites_path, force=True)
    unchanged(site)


def test_rows_that_are_missing_are_noticed(site: Site, archive: Path, tmp_path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        path = tmp_path / "raw.db"
        path.write_bytes(parts["site.db"])
        connection = sqlite3.connect(path)
        connection.create_collation("FRAPPE", lambda a, b: (a > b) - (a < b))
        connection.execute("delete from tabToDo")
        connection.commit()
        connection.close()
        parts["site.db"] = path.read_bytes()
        digests_of(parts)

    with pytest.raises(BadArchive, match="rows are missing"):
        restore(rewritten(archive, change), "one", site.sites_path, force=True)
    unchanged(site)


def without(*names: str) -> Any:
    return lambda parts: {name: parts[name] for name in parts if name not in names}


def with_part(name: str, content: bytes = b"x") -> Any:
    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        end = parts.pop("contents.json")
        return {**parts, name: content, "contents.json": end}

    return change


@pytest.mark.parametrize(
    "change",
    [
        without("manifest.json"),
        without("contents.json"),
        without("site.db"),
        without("site_config.json"),
        without("apps.json"),
        without("public/files/kept.txt"),
        with_part("site_config.json", b"{"),
        with_part("apps.json", b"{}"),
        with_part("public/files/kept.txt", b"other"),
        with_part("../outside.txt"),
        with_part("/tmp/outside.txt"),
        with_part("public/files/../../outside.txt"),
        with_part("private/backups/x.tar.gz"),
        with_part("locks/in_use"),
        with_part("site.db-wal"),
        with_part("manifest.json", b"{}"),
    ],
)
def test_an_archive_that_is_not_as_it_was_packed_is_refused(
    site: Site, archive: Path, change: Any
) -> None:
    with pytest.raises(BadArchive):
        restore(rewritten(archive, change), "one", site.sites_path, force=True)
    unchanged(site)
    assert not (site.path.parent / "outside.txt").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_an_archive_holds_plain_files_only(site: Site, archive: Path, kind: bytes) -> None:
    target = archive.with_name("linked.tar.gz")
    with tarfile.open(archive) as source, tarfile.open(target, "w:gz") as made:
        for member in source:
            made.addfile(member, source.extractfile(member))
            if member.name == "manifest.json":
                link = tarfile.TarInfo("private/files/link")
                link.type, link.linkname = kind, "/etc/passwd"
                made.addfile(link)
    with pytest.raises(BadArchive, match="no part of a backup"):
        restore(target, "one", site.sites_path, force=True)
    unchanged(site)


@pytest.mark.parametrize("share", (0.0, 0.1, 0.5, 0.99))
def test_an_archive_that_was_cut_off_is_refused(site: Site, archive: Path, share: float) -> None:
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BadArchive):
        restore(archive, "one", site.sites_path, force=True)
    unchanged(site)


def test_a_wrong_check_sum_at_the_very_end_is_noticed(site: Site, archive: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[-6] ^= 1
    archive.write_bytes(content)
    with pytest.raises(BadArchive):
        restore(archive, "one", site.sites_path, force=True)
    unchanged(site)


def test_what_unpacks_to_more_than_the_disk_holds_is_refused(
    site: Site, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacking = "frappe_embedded.services.backups.extraction.shutil.disk_usage"
    monkeypatch.setattr(unpacking, lambda path: SimpleNamespace(free=33 * 2**20))
    huge = with_part("private/files/huge", bytes(64 * 2**20))
    with pytest.raises(OSError, match="No space left"):
        restore(rewritten(archive, huge), "one", site.sites_path, force=True)
    unchanged(site)


def test_a_site_that_does_not_answer_in_its_place_gives_way_to_the_old_one(
    site: Site, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = restoring._check_answers

    def fails_in_place(folder: Path, key: None) -> None:
        check(folder, key)
        if folder == site.path:
            raise BadArchive("does not answer")

    monkeypatch.setattr(restoring, "_check_answers", fails_in_place)
    with pytest.raises(BadArchive, match="does not answer"):
        restore(archive, "one", site.sites_path, force=True)
    unchanged(site)


def test_an_archive_is_never_deleted_with_the_files_that_it_lies_among(
    site: Site, archive: Path
) -> None:
    inside = site.path / "private" / "files" / "mine.tar.gz"
    archive.rename(inside)
    with pytest.raises(CannotRestore, match="move it"):
        restore(inside, "one", site.sites_path, force=True)
    assert inside.exists()


def test_an_app_that_is_missing_here_is_named(site: Site, archive: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["apps.json"] = b'["frappe", "not_here"]'
        digests_of(parts)

    with pytest.raises(CannotRestore, match="not_here"):
        restore(rewritten(archive, change), "one", site.sites_path, force=True)
    unchanged(site)


def test_a_refused_new_place_is_left_as_it_was(archive: Path, tmp_path: Path) -> None:
    archive.write_bytes(gzip.compress(b"no archive"))
    with pytest.raises(BadArchive):
        restore(archive, "new", tmp_path)
    assert not (tmp_path / "new").exists()


def test_archives_of_old_are_still_good(site: Site, archive: Path) -> None:
    """Those without digests and counts of rows."""

    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        about = json.loads(parts["manifest.json"])
        del about["rows"]
        del parts["contents.json"]
        return {**parts, "manifest.json": json.dumps(about).encode()}

    assert notes(restore(rewritten(archive, change), "one", site.sites_path, force=True)) == [
        "kept"
    ]


def test_a_database_of_another_name_comes_back(site: Site, tmp_path: Path) -> None:
    site.save_config(db_file="data.db")
    forget_site("one", tmp_path)
    (tmp_path / "one" / "site.db").rename(tmp_path / "one" / "data.db")
    named = get_site("one", tmp_path)
    archive = backup(named)
    note(named, "written later")
    assert notes(restore(archive, "one", tmp_path, force=True)) == ["kept"]
    assert not (tmp_path / "one" / "data.db").exists()
