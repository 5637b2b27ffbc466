"""``kill -9`` in restore, backup and migrate: afterwards the site is the old or the new one, whole.

``CFM_KILLS=20`` tries twenty moments of each; a few suffice in the ordinary run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

import frappe_embedded

frappe_embedded.activate()

from frappe_embedded.kernel.core.context import local  # noqa: E402
from frappe_embedded.kernel.core.site import forget_site, get_site  # noqa: E402
from frappe_embedded.kernel.document.api import get_doc  # noqa: E402
from frappe_embedded.kernel.query.opening import opened  # noqa: E402
from frappe_embedded.registry import connect_layers  # noqa: E402
from frappe_embedded.services.backups.archive import backup, read_manifest  # noqa: E402
from frappe_embedded.site.doctor import examine  # noqa: E402
from frappe_embedded.site.migrate import migrate  # noqa: E402

from ..patterns import Patterns  # noqa: E402
from .killing import run  # noqa: E402

pytestmark = pytest.mark.embedded("ends the engine's own commands")

KILLS = int(os.environ.get("CFM_KILLS", "5"))
WELL = ("Database", "Files", "Disk")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Path:
    """A site with the app, of an older code: documents are missing, and patches have not run."""
    folder = tmp_path_factory.mktemp("old") / "site"
    connect_layers()
    site = get_site(folder.name, patterns.with_app(folder).parent)
    migrate(site)
    write(folder, "of the old site")
    with opened(site):
        local.db.sql("delete from `tabPatch Log`")
        local.db.sql("delete from `__migration`")
        local.db.sql("update tabDocType set migration_hash = '' where module = 'CFM'")
        local.db.sql("delete from tabDocField where parent in ('Case', 'Referral') and idx > 9")
        local.db.sql("alter table `tabCase` drop column `description`")
        local.db.commit()
    forget_site(folder.name, folder.parent)
    return folder


@pytest.fixture
def site(old: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(old, tmp_path / "site"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Path:
    """Of another site."""
    folder = tmp_path_factory.mktemp("other") / "site"
    patterns.bare(folder)
    write(folder, "of the new site")
    made = backup(get_site(folder.name, folder.parent), folder.parent / "other.tar.gz")
    forget_site(folder.name, folder.parent)
    return made


def write(folder: Path, text: str) -> None:
    with opened(get_site(folder.name, folder.parent)):
        get_doc({"doctype": "ToDo", "description": text}).insert()
        for number in range(3):
            name = f"{text} {number}.txt"
            get_doc({"doctype": "File", "file_name": name, "content": text * 999}).insert()
        local.db.commit()


def moments(count: int) -> list[int]:
    """Spread over the whole command, its last acts among them."""
    spread = [1 + (count - 1) * step // max(KILLS - 1, 1) for step in range(KILLS)]
    return sorted(set(spread))


def content(folder: Path) -> str:
    """A digest of all rows, files and settings, after somebody opened the site."""
    site = get_site(folder.name, folder.parent)
    faults = [each for each in examine(site) if each.subject in WELL and not each.is_well]
    assert faults == []
    forget_site(folder.name, folder.parent)
    assert not (folder / ".restoring").exists()
    digest = hashlib.sha256()
    for name in ("site_config.json", "apps.json"):
        digest.update((folder / name).read_bytes())
    for part in ("public/files", "private/files"):
        for path in sorted((folder / part).rglob("*")):
            digest.update(f"{path.relative_to(folder)}".encode())
            digest.update(path.read_bytes())
    connection = sqlite3.connect(folder / "site.db")
    connection.create_collation("FRAPPE", lambda a, b: (a > b) - (a < b))
    for name, statement in connection.execute(
        "select name, sql from sqlite_master where type = 'table' order by name"
    ).fetchall():
        digest.update(f"{name} {statement}".encode())
        # Some tables of the full-text index have no rowid to order by.
        rows = sorted(map(repr, connection.execute(f"select * from `{name}`")))
        digest.update("\n".join(rows).encode())
    connection.close()
    return digest.hexdigest()


def schema(folder: Path) -> str:
    """What a migration brings about, without names and times that differ each time."""
    with opened(get_site(folder.name, folder.parent)):
        found = [
            local.db.sql("select name, sql from sqlite_master order by name"),
            local.db.sql("select parent, fieldname from tabDocField order by 1, 2"),
            local.db.sql("select patch from `tabPatch Log` order by 1"),
            local.db.sql("select name, migration_hash from tabDocType order by 1"),
            local.db.sql("select fingerprint from `__migration`"),
        ]
    forget_site(folder.name, folder.parent)
    return str(found)


def test_restore(site: Path, old: Path, archive: Path, tmp_path: Path) -> None:
    before = content(site)
    count = run(0, "restore", site, archive)
    after = content(site)
    assert before != after
    found: Counter[str] = Counter()
    for moment in moments(count):
        shutil.rmtree(site)
        shutil.copytree(old, site)
        assert run(moment, "restore", site, archive) == -signal.SIGKILL
        found[{before: "old", after: "new"}.get(content(site), "broken")] += 1
    assert found["broken"] == 0, found
    assert found["old"] and found["new"], found


def test_restore_is_ended_while_parts_change_places(site: Path, old: Path, archive: Path) -> None:
    """The few renamings lie close together: each of the moments around them is tried."""
    before = content(site)
    count = run(0, "restore", site, archive)
    after = content(site)
    for moment in range(max(count - 8 * KILLS, 1), count, 8 if KILLS < 20 else 3):
        shutil.rmtree(site)
        shutil.copytree(old, site)
        assert run(moment, "restore", site, archive) == -signal.SIGKILL
        assert content(site) in (before, after), moment


def test_backup(site: Path, tmp_path: Path) -> None:
    before = content(site)
    shelf = site / "private" / "backups"
    count = run(0, "backup", site)
    made = len(list(shelf.glob("*.tar.gz")))
    for moment in moments(count):
        assert run(moment, "backup", site) == -signal.SIGKILL
        assert content(site) == before
    whole = list(shelf.glob("*.tar.gz"))
    assert len(whole) >= made
    for each in whole:
        assert read_manifest(each)["format"]


def test_migrate(site: Path, old: Path) -> None:
    before, bare = content(site), schema(site)
    count = run(0, "migrate", site)
    after = schema(site)
    assert after != bare
    found: Counter[str] = Counter()
    for moment in moments(count):
        shutil.rmtree(site)
        shutil.copytree(old, site)
        assert run(moment, "migrate", site) == -signal.SIGKILL
        if content(site) == before:
            found["old"] += 1
        else:
            found["new" if schema(site) == after else "broken"] += 1
    assert found["broken"] == 0, found
    assert found["old"], found
