"""The passphrase is asked for without being shown, remembered where that is wanted, and never on a command line."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("sqlcipher3")

import frappe_embedded

frappe_embedded.activate()

from frappe_embedded.kernel.core.site_key import is_encrypted, make_key, open_key  # noqa: E402
from frappe_embedded.services.backups.archive import read_manifest  # noqa: E402
from frappe_embedded.site.cli import main  # noqa: E402
from frappe_embedded.site.encryption import encrypt  # noqa: E402
from tests.patterns import PASSPHRASE, Patterns  # noqa: E402

from .. import commands  # noqa: E402
from ..live import ROOT  # noqa: E402
from .stolen import told  # noqa: E402

pytestmark = pytest.mark.embedded("encryption of the folder is the engine's own")

OTHER = "a very different passphrase"
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Path:
    folder = patterns.bare(tmp_path_factory.mktemp("encrypted") / "one")
    encrypt(folder, make_key(PASSPHRASE))
    return folder


@pytest.fixture
def site(encrypted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(encrypted, tmp_path / "one"))


def run(
    verb: str, site: Path, *arguments: object, **environment: str
) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, **environment}
    return commands.run(verb, *arguments, "--site", site, environment=surroundings)


def _command(verb: str, site: Path, *arguments: object) -> list[str]:
    asked = [sys.executable, "-m", "frappe_embedded", verb, *arguments, "--site", site]
    return [str(part) for part in asked]


class Terminal:
    """A command in a terminal, and what stands on it."""

    def __init__(self, verb: str, site: Path, *arguments: object) -> None:
        self._own, inner = pty.openpty()
        self._process = subprocess.Popen(
            _command(verb, site, *arguments), cwd=ROOT, stdin=inner, stdout=inner, stderr=inner
        )
        os.close(inner)
        self.shown = ""

    def answers(self, question: str, answer: str) -> None:
        start = len(self.shown)
        self._read_until(lambda: question in self.shown[start:])
        os.write(self._own, f"{answer}\n".encode())

    def ends(self) -> int:
        self._read_until(lambda: self._process.poll() is not None)
        return self._process.wait()

    def _read_until(self, done: object) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if select.select([self._own], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self._own, 4096).decode()
                except OSError:  # Nobody writes there any more.
                    self._process.wait(PATIENCE_SECONDS)
                    return
            elif done():  # type: ignore[operator]
                return
        raise TimeoutError(self.shown)


def test_a_terminal_asks_and_shows_nothing(site: Path) -> None:
    terminal = Terminal("set-config", site, "host_name", "https://office.example.org")
    terminal.answers("Passphrase", OTHER)
    terminal.answers("Try again", PASSPHRASE)
    assert terminal.ends() == 0
    assert PASSPHRASE not in terminal.shown and OTHER not in terminal.shown
    ended = run("doctor", site, SITE_PASSPHRASE=PASSPHRASE)
    assert "https://office.example.org" in ended.stdout and "ok  Encryption" in ended.stdout


def test_three_wrong_ones_end_it(site: Path) -> None:
    terminal = Terminal("doctor", site)
    for _attempt in range(3):
        terminal.answers("Passphrase", OTHER)
    assert terminal.ends() == 1
    assert "Nothing was changed" in terminal.shown and "Traceback" not in terminal.shown


def test_a_new_site_in_a_terminal(tmp_path: Path) -> None:
    terminal = Terminal("new-site", tmp_path / "one", "--encrypted")
    terminal.answers("New passphrase", "too short")
    terminal.answers("Repeat", "too short")
    terminal.answers("Choose another", PASSPHRASE)
    terminal.answers("Repeat", PASSPHRASE)
    assert terminal.ends() == 0
    code = terminal.shown.split("shown once): ")[1].split()[0]
    assert open_key(tmp_path / "one", code) == open_key(tmp_path / "one", PASSPHRASE)
    assert told(tmp_path / "one", code, "Administrator") == []


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no folder in memory here")
def test_what_a_killed_process_left_in_memory_goes(site: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = Path(f"/dev/shm/site-scratch-{ended.pid}-left")
    kept = Path(f"/dev/shm/site-scratch-{os.getpid()}-kept")
    for folder in (left, kept):
        folder.mkdir()
    try:
        assert run("set-config", site, "name", "1", SITE_PASSPHRASE=PASSPHRASE).returncode == 0
        assert kept.exists() and not left.exists()
    finally:
        kept.rmdir()


def test_a_file_gives_it_to_services(site: Path, tmp_path: Path) -> None:
    given = tmp_path / "passphrase"
    given.write_text(f"{PASSPHRASE}\n")
    ended = run("set-config", site, "name", "1", SITE_PASSPHRASE_FILE=str(given))
    assert ended.returncode == 0, ended.stderr
    ended = run("set-config", site, "name", "1", SITE_PASSPHRASE_FILE=str(tmp_path / "none"))
    assert ended.returncode == 1 and "Traceback" not in ended.stderr


def test_no_command_takes_it_as_an_argument() -> None:
    """Other users of the machine read command lines."""
    names = {
        option
        for command in main.commands.values()
        for parameter in command.params
        for option in parameter.opts
    }
    assert not {name for name in names if "passphrase" in name or name == "--key"}


def test_the_recovery_code_sets_another_passphrase(site: Path) -> None:
    new = make_key(PASSPHRASE)
    (site / "key.json").unlink()
    ended = run("doctor", site, SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 1 and "key.json is missing" in ended.stderr
    (site / "key.json").write_text(new.file)
    ended = run(
        "change-passphrase", site, SITE_PASSPHRASE=new.recovery_code, SITE_NEW_PASSPHRASE=OTHER
    )
    assert ended.returncode == 0, ended.stderr
    assert open_key(site, OTHER) == open_key(site, new.recovery_code) == new.key


STORE = '''
import json, os, pathlib
from keyring.backend import KeyringBackend

class Store(KeyringBackend):
    """A key store in a file."""

    priority = 1
    file = pathlib.Path(os.environ["STORE_FILE"])

    def _all(self):
        return json.loads(self.file.read_text()) if self.file.exists() else {}

    def get_password(self, service, username):
        return self._all().get(f"{service} {username}")

    def set_password(self, service, username, password):
        self.file.write_text(json.dumps({**self._all(), f"{service} {username}": password}))

    def delete_password(self, service, username):
        kept = self._all()
        kept.pop(f"{service} {username}")
        self.file.write_text(json.dumps(kept))
'''


def test_the_key_store_of_the_system(tmp_path: Path) -> None:
    pytest.importorskip("keyring")
    (tmp_path / "file_store.py").write_text(STORE)
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    store = {
        "PYTHONPATH": paths,
        "PYTHON_KEYRING_BACKEND": "file_store.Store",
        "STORE_FILE": str(tmp_path / "store.json"),
    }
    site = tmp_path / "one"
    ended = run("new-site", site, "--encrypted", "--remember", SITE_PASSPHRASE=PASSPHRASE, **store)
    assert ended.returncode == 0, ended.stderr
    assert run("set-config", site, "name", "1", **store).returncode == 0
    ended = run(
        "change-passphrase", site, SITE_PASSPHRASE=PASSPHRASE, SITE_NEW_PASSPHRASE=OTHER, **store
    )
    assert ended.returncode == 0, ended.stderr
    assert run("set-config", site, "name", "1", **store).returncode == 0
    assert PASSPHRASE not in (tmp_path / "store.json").read_text()
    assert json.loads((tmp_path / "store.json").read_text())
    assert told(site, "name") == []


def test_a_system_without_a_key_store_says_so(tmp_path: Path) -> None:
    pytest.importorskip("keyring")
    site = tmp_path / "one"
    none = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    ended = run("new-site", site, "--encrypted", "--remember", SITE_PASSPHRASE=PASSPHRASE, **none)
    assert ended.returncode == 1 and "key store" in ended.stderr and "Traceback" not in ended.stderr
    assert is_encrypted(site)


def test_readable_backups_are_not_left_behind(tmp_path: Path, patterns: Patterns) -> None:
    site = patterns.bare(tmp_path / "one")
    assert run("backup", site).returncode == 0
    ended = run("encrypt", site, SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 1 and "1 backups" in ended.stderr and not is_encrypted(site)
    ended = run("encrypt", site, "--delete-backups", SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 0, ended.stderr
    assert told(site, "Administrator") == []
    ended = run("encrypt", site, SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 1 and "encrypted already" in ended.stderr


def test_an_older_readable_backup_does_not_make_the_site_readable(
    tmp_path: Path, patterns: Patterns
) -> None:
    site = patterns.bare(tmp_path / "one")
    archive = tmp_path / "old.tar.gz"
    assert run("backup", site, "--to", archive).returncode == 0
    assert run("encrypt", site, SITE_PASSPHRASE=PASSPHRASE).returncode == 0
    ended = run("restore", site, archive, "--force", SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 0, ended.stderr
    assert told(site, "Administrator") == [] and is_encrypted(site)
    assert "ok  Database" in run("doctor", site, SITE_PASSPHRASE=PASSPHRASE).stdout


def test_a_backup_says_that_it_is_encrypted_and_nothing_else(site: Path, tmp_path: Path) -> None:
    archive = tmp_path / "one.tar.gz"
    ended = run("backup", site, "--to", archive, SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 0, ended.stderr
    about = read_manifest(archive)
    assert about["encrypted"] and not {"rows", "apps", "site"} & about.keys()
    for given, sentence in ((OTHER, "does not open"), ("", "is encrypted")):
        ended = run("restore", tmp_path / "two", archive, SITE_PASSPHRASE=given)
        assert ended.returncode == 1 and sentence in ended.stderr, ended.stderr
        assert not (tmp_path / "two").exists()
    other = another(tmp_path)
    ended = run("restore", other, archive, "--force", SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 1 and "restore it to a new folder" in ended.stderr
    assert is_encrypted(other)


def another(tmp_path: Path) -> Path:
    """An encrypted site with another key."""
    site = tmp_path / "other"
    ended = run("new-site", site, "--encrypted", SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 0, ended.stderr
    return site


def test_plain_data_leaves_only_where_that_is_said(site: Path, tmp_path: Path) -> None:
    archive = tmp_path / "move.zip"
    ended = run("migrate", site, SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 0, ended.stderr
    ended = run("export-site", site, "--to", archive, SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 1 and "--plain" in ended.stderr and not archive.exists()
    ended = run("export-site", site, "--plain", SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 1 and "--to" in ended.stderr
    terminal = Terminal("export-site", site, "--to", archive)
    terminal.answers("Passphrase", PASSPHRASE)
    terminal.answers("reads everything", "n")
    assert terminal.ends() == 1 and not archive.exists()
    ended = run("export-site", site, "--plain", "--to", archive, SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 0 and archive.exists(), ended.stderr


def test_decrypting(site: Path) -> None:
    assert run("decrypt", site, SITE_PASSPHRASE=OTHER).returncode == 1
    assert is_encrypted(site)
    ended = run("decrypt", site, SITE_PASSPHRASE=PASSPHRASE)
    assert ended.returncode == 0, ended.stderr
    assert not is_encrypted(site) and run("doctor", site).stdout.startswith("ok  Database")
