"""Whenever power goes while a site is encrypted, decrypted, or gets another passphrase: it is the old or the new."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("sqlcipher3")

import frappe_embedded

frappe_embedded.activate()

from frappe_embedded.kernel.core.site import Site, forget_site, get_site, settle  # noqa: E402
from frappe_embedded.kernel.core.site_key import (  # noqa: E402
    SiteKey,
    WrongPassphrase,
    is_encrypted,
    make_key,
    open_key,
)
from frappe_embedded.kernel.db.driver import connect  # noqa: E402
from frappe_embedded.kernel.db.functions import register  # noqa: E402
from frappe_embedded.kernel.document.api import get_doc  # noqa: E402
from frappe_embedded.kernel.query.opening import opened  # noqa: E402
from frappe_embedded.site.encryption import CannotConvert, encrypt  # noqa: E402
from tests.patterns import Patterns  # noqa: E402

from .killing import OTHER_PASSPHRASE, PASSPHRASE, run  # noqa: E402
from .stolen import told  # noqa: E402

pytestmark = pytest.mark.embedded("encryption of the folder is the engine's own")

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("CFM_KILLS", "5"))
WORD = "Zaphodmarker"
FILES = (f"{WORD} 1.txt", f"{WORD} 2.txt")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Path:
    """A site with a record, files in both folders, and one that no File names."""
    folder = patterns.bare(tmp_path_factory.mktemp("plain") / "one")
    site = get_site("one", folder.parent)
    with opened(site) as context:
        get_doc({"doctype": "ToDo", "description": WORD}).insert()
        for at, name in enumerate(FILES):
            values = {"file_name": name, "content": f"{WORD} " * 20_000, "is_private": at}
            get_doc({"doctype": "File", **values}).insert()
        context.db.commit()
    (folder / "private" / "notes.jsonl").write_text(WORD)
    forget_site("one", folder.parent)
    return folder


@pytest.fixture(scope="module")
def encrypted(plain: Path) -> Path:
    folder = Path(shutil.copytree(plain, plain.parent / "two"))
    encrypt(folder, make_key(PASSPHRASE))
    return folder


def moments(count: int) -> list[int]:
    """Spread over the whole command, its last acts among them."""
    spread = [1 + (count - 1) * step // max(KILLS - 1, 1) for step in range(KILLS)]
    return sorted({*spread, *range(max(count - KILLS, 1), count)})


def content(folder: Path, key: SiteKey | None) -> str:
    """A digest of all rows, files and settings."""
    site = Site(folder.name, folder.parent, key)
    digest = hashlib.sha256(repr(sorted(site.config.items())).encode())
    for part in ("public/files", "private/files"):
        for name in sorted(site.files.names(part)):
            path = site.files.place(part, name)
            assert path is not None
            digest.update(f"{part}/{name}".encode() + site.files.read_bytes(path))
    digest.update(site.files.read_bytes(folder / "private" / "notes.jsonl"))
    connection = connect(site.db_path, key)
    register(connection)
    assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    for name, statement in connection.execute(
        "select name, sql from sqlite_master where type = 'table' order by name"
    ).fetchall():
        if "__fulltext_" not in name:
            digest.update(f"{name} {statement}".encode())
            rows = sorted(map(repr, connection.execute(f"select * from `{name}`")))
            digest.update("\n".join(rows).encode())
    connection.close()
    return digest.hexdigest()


def again(old: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(old, folder))


@pytest.mark.parametrize("what", ["encrypt", "decrypt"])
def test_converting(what: str, plain: Path, encrypted: Path, tmp_path: Path) -> None:
    old = plain if what == "encrypt" else encrypted
    expected = content(plain, None)
    folder = again(old, tmp_path / "one")
    count = run(0, what, folder)
    found: Counter[str] = Counter()
    for moment in moments(count):
        again(old, folder)
        assert run(moment, what, folder) == -signal.SIGKILL
        settle(folder)
        assert not (folder / ".restoring").exists()
        key = open_key(folder, PASSPHRASE) if is_encrypted(folder) else None
        assert content(folder, key) == expected, moment
        if key is not None:
            others = [each for each in told(folder, WORD) if "notes.jsonl: is called" not in each]
            assert others == []
        found["plain" if key is None else "encrypted"] += 1
    assert found["plain"] and found["encrypted"], found


def test_a_change_of_passphrase(encrypted: Path, tmp_path: Path) -> None:
    folder = again(encrypted, tmp_path / "one")
    count = run(0, "change-passphrase", folder)
    found: Counter[str] = Counter()
    for moment in range(1, count + 1):
        again(encrypted, folder)
        assert run(moment, "change-passphrase", folder) == -signal.SIGKILL
        found[opening(folder)] += 1
    assert found[PASSPHRASE]


BACK_AND_FORTH = """
import sys
from pathlib import Path
from frappe_embedded.kernel.core import site_key
folder, *passphrases = sys.argv[1:]
site_key._COST = {"memory_kib": 64, "passes": 1, "lanes": 1}
key = site_key.open_key(Path(folder), passphrases[0])
print("begins", flush=True)
while True:
    for passphrase in reversed(passphrases):
        site_key.change_passphrase(Path(folder), key, passphrase)
"""


def test_a_change_of_passphrase_that_is_ended_by_chance(encrypted: Path, tmp_path: Path) -> None:
    """One change after the other, until somebody pulls the plug."""
    folder = again(encrypted, tmp_path / "one")
    for at in range(4 * KILLS):
        first, second = opening(folder), OTHER_PASSPHRASE
        if first == OTHER_PASSPHRASE:
            second = PASSPHRASE
        command = [sys.executable, "-c", BACK_AND_FORTH, str(folder), first, second]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.readline() == b"begins\n"
        # As long as some changes take, and each time a little longer.
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.02 + 0.0037 * at)
        process.kill()
        process.wait()
        process.stdout.close()
        assert opening(folder)


def opening(folder: Path) -> str:
    """The one passphrase that opens the site."""
    (found,) = [each for each in (PASSPHRASE, OTHER_PASSPHRASE) if opens(folder, each)]
    return found


def opens(folder: Path, passphrase: str) -> bool:
    try:
        open_key(folder, passphrase)
    except WrongPassphrase:
        return False
    return True


def test_what_lies_elsewhere_stops_it(plain: Path, tmp_path: Path) -> None:
    folder = again(plain, tmp_path / "one")
    (folder / "private" / "elsewhere").symlink_to(tmp_path)
    with pytest.raises(CannotConvert, match="leads to another place"):
        encrypt(folder, make_key(PASSPHRASE))
    assert content(folder, None) == content(plain, None)


def test_what_was_plain_is_overwritten(plain: Path, tmp_path: Path) -> None:
    """A second name of a file shows what is left of it after the first one is gone."""
    folder = again(plain, tmp_path / "one")
    (folder / "locks" / "of a document.lock").write_text(WORD)
    kept = tmp_path / "kept"
    kept.mkdir()
    watched = [folder / "site.db", folder / "site_config.json", *folder.glob("p*/files/*")]
    watched += folder.glob("locks/*.lock")
    assert len(watched) == 5
    for at, path in enumerate(watched):
        os.link(path, kept / str(at))
    encrypt(folder, make_key(PASSPHRASE))
    for each in kept.iterdir():
        left = each.read_bytes()
        assert left and not left.strip(b"\0"), each
