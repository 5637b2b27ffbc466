"""Sealed backups on the command line: the key, sealing, and opening again."""

from __future__ import annotations

import os
import pty
import re
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.site import Site, forget_site
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.services.backups.archive import backup, folder_of
from frappe_embedded.services.backups.sealing import new_pair, recipient_of, seal
from tests import commands
from tests.engine.served import Client, Served
from tests.live import ROOT

SECRET = re.compile(r"^AGE-SECRET-KEY-1[0-9A-Z]+$", re.MULTILINE)
PAGE = "/app/backups"


def run(site: Path, verb: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return commands.run(verb, *arguments, "--site", site)


def done(site: Path, verb: str, *arguments: object) -> str:
    ended = run(site, verb, *arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def refused(site: Path, verb: str, *arguments: object) -> str:
    """A sentence, and no trace of the program."""
    ended = run(site, verb, *arguments)
    assert ended.returncode in (1, 2) and "Traceback" not in ended.stderr, ended.stderr
    return ended.stderr


def recipient(served: Served) -> str | None:
    """As another process finds it."""
    return recipient_of(Site(served.site.name, served.site.sites_path))


@pytest.fixture
def key_file(served: Served, tmp_path: Path) -> Path:
    path = tmp_path / "key.txt"
    done(served.site.path, "backup-key", "--to", path)
    return path


@pytest.fixture
def sealed(served: Served, key_file: Path, tmp_path: Path) -> Path:
    served.work(lambda: get_doc({"doctype": "ToDo", "description": "Told in trust"}).insert())
    path = tmp_path / "stick" / "site.tar.gz.age"
    assert done(served.site.path, "backup", "--sealed", "--to", path).strip() == str(path)
    return path


# --- the key ----------------------------------------------------------------------------------
def test_the_secret_is_shown_once_and_kept_nowhere(served: Served) -> None:
    shown = done(served.site.path, "backup-key")
    secret = SECRET.search(shown)
    assert secret and "two copies" in shown and str(recipient(served)) in shown
    for path in served.site.path.rglob("*"):
        assert not path.is_file() or secret[0].encode() not in path.read_bytes(), path


def test_the_secret_in_a_file_is_for_its_owner_only(served: Served, key_file: Path) -> None:
    assert SECRET.search(key_file.read_text())
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert str(recipient(served)) in key_file.read_text()


def test_a_second_key_needs_a_word_and_leaves_the_old_archives_to_the_old_one(
    served: Served, key_file: Path, sealed: Path, tmp_path: Path
) -> None:
    first = recipient(served)
    assert "--replace" in refused(served.site.path, "backup-key", "--to", tmp_path / "new.txt")
    assert recipient(served) == first and not (tmp_path / "new.txt").exists()
    told = done(served.site.path, "backup-key", "--replace", "--to", tmp_path / "new.txt")
    assert "old secret key" in told and recipient(served) != first
    place = tmp_path / "again"
    assert "another key" in refused(place, "restore", sealed, "--identity", tmp_path / "new.txt")
    done(place, "restore", sealed, "--identity", key_file)


def test_a_file_that_is_there_is_not_overwritten(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text("of another site")
    assert "already" in refused(served.site.path, "backup-key", "--to", path)
    assert path.read_text() == "of another site" and recipient(served) is None


def test_the_secret_does_not_lie_beside_what_it_opens(served: Served) -> None:
    path = served.site.path / "private" / "key.txt"
    assert "folder of the site" in refused(served.site.path, "backup-key", "--to", path)
    assert not path.exists() and recipient(served) is None


def test_a_key_that_was_made_elsewhere_is_taken(served: Served) -> None:
    secret, public = new_pair()
    shown = done(served.site.path, "backup-key", "--recipient", public)
    assert recipient(served) == public and not SECRET.search(shown)
    for wrong in ("age1nothing", secret):
        assert "no public key" in refused(
            served.site.path, "backup-key", "--replace", "--recipient", wrong
        )
    assert recipient(served) == public


def test_a_running_server_takes_notice(served: Served, manager: Client, tmp_path: Path) -> None:
    backup(served.site)
    assert "data-download" not in manager.get(PAGE, Accept="text/html").text
    done(served.site.path, "backup-key", "--to", tmp_path / "key.txt")
    assert "data-download" in manager.get(PAGE, Accept="text/html").text


def test_the_doctor_misses_it(served: Served, tmp_path: Path) -> None:
    assert "Run backup-key once." in run(served.site.path, "doctor").stdout
    done(served.site.path, "backup-key", "--to", tmp_path / "key.txt")
    assert str(recipient(served)) in run(served.site.path, "doctor").stdout


# --- sealing ----------------------------------------------------------------------------------
def test_nothing_is_sealed_without_a_key(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "site.tar.gz.age"
    assert "backup-key" in refused(served.site.path, "backup", "--sealed", "--to", path)
    assert not path.exists()


def test_only_what_is_sealed_touches_the_other_disk(served: Served, sealed: Path) -> None:
    assert [each.name for each in sealed.parent.iterdir()] == [sealed.name]
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert not tarfile.is_tarfile(sealed) and list(folder_of(served.site).iterdir()) == []


def test_without_a_place_it_lies_with_the_others(served: Served, key_file: Path) -> None:
    path = Path(done(served.site.path, "backup", "--sealed").strip())
    assert path.parent == folder_of(served.site) and path.name.endswith(".tar.gz.age")


# --- opening ----------------------------------------------------------------------------------
def descriptions(site: Path) -> list[str]:
    with opened(Site(site.name, site.parent)):
        return local.db.get_all("ToDo", pluck="description")


def test_it_comes_back_with_its_key(sealed: Path, key_file: Path, tmp_path: Path) -> None:
    place = tmp_path / "again"
    done(place, "restore", sealed, "--identity", key_file)
    assert descriptions(place) == ["Told in trust"]


def test_the_key_is_asked_for_on_a_terminal(sealed: Path, key_file: Path, tmp_path: Path) -> None:
    place = tmp_path / "again"
    assert "--identity" in refused(place, "restore", sealed) and not place.exists()
    secret = SECRET.search(key_file.read_text())
    assert secret
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "frappe_embedded", "restore", str(sealed)]
    process = subprocess.Popen(
        [*command, "--site", str(place)],
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = _read_until(ours, b"AGE-SECRET-KEY")
    os.write(ours, f"{secret[0]}\n".encode())
    shown += _read_until(ours, b"Restored")
    assert process.wait(60) == 0, shown
    os.close(ours)
    assert secret[0].encode() not in shown
    assert descriptions(place) == ["Told in trust"]


def _read_until(handle: int, words: bytes) -> bytes:
    read = b""
    while words not in read:
        read += os.read(handle, 4096)
    return read


@pytest.mark.parametrize(
    ("text", "sentence"),
    (
        (new_pair()[0], "another key"),
        (new_pair()[1], "no secret key"),
        ("", "no secret key"),
        (new_pair()[0][:-3], "no letter is missing"),
        ("\x00\xff", "no secret key"),
    ),
    ids=("another key", "a public key", "nothing", "a key that was cut off", "no text"),
)
def test_a_wrong_key_opens_nothing_and_says_so(
    sealed: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    place, wrong = tmp_path / "again", tmp_path / "wrong.txt"
    wrong.write_bytes(text.encode("latin-1"))
    told = refused(place, "restore", sealed, "--identity", wrong)
    assert sentence in told and "Nothing was restored" in told
    assert not place.exists()


@pytest.mark.parametrize("share", (0.0, 0.0005, 0.4, 0.9))
def test_one_that_was_cut_off_replaces_nothing(
    served: Served, sealed: Path, key_file: Path, share: float
) -> None:
    content = sealed.read_bytes()
    sealed.write_bytes(content[: int(len(content) * share)])
    place = served.site.path
    # As when the server has ended.
    forget_site(served.site.name, served.site.sites_path)
    told = refused(place, "restore", sealed, "--identity", key_file, "--force")
    assert "Nothing was restored" in told and str(sealed) in told
    assert descriptions(place) == ["Told in trust"]
    assert sorted(each.name for each in place.parent.iterdir()) == ["key.txt", "one", "stick"]


def test_one_that_was_changed_is_refused(sealed: Path, key_file: Path, tmp_path: Path) -> None:
    content = bytearray(sealed.read_bytes())
    content[len(content) // 2] ^= 1
    sealed.write_bytes(content)
    told = refused(tmp_path / "again", "restore", sealed, "--identity", key_file)
    assert "damaged" in told and not (tmp_path / "again").exists()


def test_sealing_takes_little_memory(tmp_path: Path) -> None:
    """Measured in a process of its own: 256 MiB of archive in far less."""
    script = (
        "import resource, sys\n"
        "from frappe_embedded.services.backups.sealing import new_pair, seal\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with open(sys.argv[1], 'rb') as source, open(sys.argv[2], 'wb') as target:\n"
        "    seal(source, target, new_pair()[1])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    large = tmp_path / "large"
    with large.open("wb") as opened_file:
        opened_file.truncate(256 * 2**20)
    ended = subprocess.run(
        [sys.executable, "-c", script, str(large), str(tmp_path / "sealed")],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert int(ended.stdout) < 32 * 1024
    assert (tmp_path / "sealed").stat().st_size > 256 * 2**20


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * 100_000)
    with source.open("rb") as read, open("/dev/full", "wb") as full:
        with pytest.raises(OSError, match="No space left"):
            seal(read, full, new_pair()[1])
        with pytest.raises(OSError):
            full.close()
