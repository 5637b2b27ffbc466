"""What whoever has the machine of an office finds of it: the bytes of its site, what serves it keeps, a backup.

On a bench CFM_BENCH is how it is called, CFM_OTHER_SITE a site of it into which a backup may be restored, and
CFM_DATABASE_PASSWORD that of the root of its MariaDB.
"""

from __future__ import annotations

import gzip
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from frappe_embedded.kernel.core.site import get_site
from frappe_embedded.services.backups.archive import backup as embedded_backup
from frappe_embedded.site.restore import restore as embedded_restore

from . import redis_values
from .live import Running, Server
from .passing_time import told

OTHER, ROOT = "CFM_OTHER_SITE", "CFM_DATABASE_PASSWORD"
LIST = "private/cfm-erasures.jsonl"
# How the archives of a bench are called: private files, public files, the database.
PARTS = tuple(
    map(re.compile, (r"-private-files\.tar$", r"(?<!-private)-files\.tar$", r"\.sql\.gz$"))
)


def content(office: Server | Running, folder: Path) -> bytes:
    """Database and files, archives of backups apart; `folder` is for a backup."""
    if isinstance(office, Server):
        return b"".join(path.read_bytes() for path in _files(office.site))
    return content_of(backup(office, folder))


def content_of(archives: list[Path]) -> bytes:
    """What is in a backup."""
    return b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in archives
    )


def backup(office: Server | Running, folder: Path) -> list[Path]:
    """A backup with files in a new folder."""
    folder.mkdir()
    if isinstance(office, Server):
        archive = embedded_backup(get_site(office.site.name, office.site.parent))
        return [Path(shutil.move(archive, folder / archive.name))]
    bench(office, "backup", "--with-files", "--backup-path", str(folder))
    archives = sorted(folder.iterdir())
    assert any(path.name.endswith(".sql.gz") for path in archives), archives
    return archives


def restored(office: Server | Running, archives: list[Path], folder: Path) -> bytes:
    """Restore a backup as another site, with the list of erasures of the office, and look at all of that."""
    if isinstance(office, Server):
        site = folder / "restored"
        (site / LIST).parent.mkdir(parents=True)
        shutil.copy(office.site / LIST, site / LIST)
        embedded_restore(archives[0], site.name, site.parent)
        return b"".join(path.read_bytes() for path in _files(site))
    if not (os.environ.get(OTHER) and os.environ.get(ROOT)):
        pytest.skip(f"{OTHER} names no site that may be overwritten, or {ROOT} is missing")
    other = Running(f"http://{os.environ[OTHER]}")
    (site_folder(other) / LIST).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(site_folder(office) / LIST, site_folder(other) / LIST)
    private, public, database = (
        next(path for path in archives if pattern.search(path.name)) for pattern in PARTS
    )
    files = [f"--with-private-files={private}", f"--with-public-files={public}"]
    root = ["--db-root-username", "root", "--db-root-password", os.environ[ROOT]]
    bench(other, "restore", str(database), *root, "--force", *files)
    bench(other, "apply-cfm-erasures")
    kept = [content(other, folder / "restored")]
    kept += [bytes_told for _place, bytes_told in _files_of_bench(other)]
    return b"".join(kept)


def alive(office: Server | Running) -> Iterator[tuple[str, bytes]]:
    """All that a running office keeps on the disk or in a server beside it: place and bytes."""
    if isinstance(office, Server):
        for path in [*_files(office.site), office.log]:
            yield str(path), path.read_bytes()
        return
    yield from _files_of_bench(office)
    logs = Path(told(office, "frappe.utils.get_bench_path")) / "logs"
    for path in _files(logs):
        yield str(path), path.read_bytes()
    settings = told(office, "frappe.get_conf")
    for server in ("redis_cache", "redis_queue"):
        yield server, b"\n".join(redis_values.values(settings[server]))


def _files_of_bench(office: Running) -> Iterator[tuple[str, bytes]]:
    """The folder of a site, and the files of its tables where they lie on this machine."""
    tables = Path(told(office, "frappe.db.sql", query="select @@datadir")[0][0])
    tables /= told(office, "frappe.get_conf")["db_name"]
    for folder in (site_folder(office), tables):
        found = list(_files(folder))
        assert found, f"nothing to be read in {folder}"
        for path in found:
            yield str(path), path.read_bytes()


def site_folder(office: Running) -> Path:
    """Where a site of a bench lies."""
    sites = Path(told(office, "frappe.utils.get_bench_path")) / "sites"
    return sites / str(urlsplit(office.url).hostname)


def bench(office: Running, *words: str) -> None:
    """A command of the bench about a site."""
    called = shlex.split(os.environ.get("CFM_BENCH", "bench"))
    command = [*called, "--site", str(urlsplit(office.url).hostname), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder but archives of backups."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "backups" not in path.parts:
            yield path
