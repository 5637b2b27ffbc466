"""What goes wrong outside the program is told in a sentence, with an exit code and without a trace."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import frappe_embedded

frappe_embedded.activate()

from frappe_embedded.kernel.core.site import forget_site, get_site  # noqa: E402
from frappe_embedded.kernel.document.api import get_doc  # noqa: E402
from frappe_embedded.kernel.query.opening import opened  # noqa: E402
from frappe_embedded.registry import connect_layers  # noqa: E402
from frappe_embedded.services.backups.archive import backup  # noqa: E402
from frappe_embedded.site.install import new_site  # noqa: E402
from frappe_embedded.site.migrate import migrate  # noqa: E402

from .. import commands  # noqa: E402
from ..live import Client, Server  # noqa: E402

pytestmark = pytest.mark.embedded("the engine's own commands")


def run(verb: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return commands.run(*verb.split(), *arguments)


def refused(verb: str, *arguments: object) -> str:
    """The sentence that a command ends with."""
    ended = run(verb, *arguments)
    told = ended.stderr.strip()
    assert ended.returncode in (1, 2), ended
    assert "Traceback" not in told and "Traceback" not in ended.stdout, told
    assert told.splitlines()[-1].startswith("Error: "), told
    return told


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "one"
    connect_layers()
    new_site("one", folder.parent, "a-Long-word-7316!")
    site = get_site("one", folder.parent)
    migrate(site)
    with opened(site) as context:
        settings = get_doc("System Settings")
        settings.enable_password_policy = 1
        settings.flags.ignore_mandatory = True
        settings.save()
        context.db.commit()
    backup(site, folder.parent / "one.tar.gz")
    forget_site("one", folder.parent)
    return folder


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "one"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "cfm-test", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nobody may mount a disk here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_weak_password(site: Path) -> None:
    told = refused("user add", "new@example.com", "--password", "abc", "--site", site)
    assert len(told) > 20
    told = refused("user set-password", "Administrator", "--password", "abc", "--site", site)
    assert len(told) > 20


def test_a_user_that_does_not_exist_and_one_that_does(site: Path) -> None:
    word = "a-Strong-word-2948!"
    assert "nobody@example.com" in refused(
        "user set-password", "nobody@example.com", "--password", word, "--site", site
    )
    add = ("user add", "new@example.com", "--password", word, "--site", site)
    assert run(*add).returncode == 0
    refused(*add)


@pytest.mark.parametrize("content", ["{", "[]", "\udce4\udcf6"])
def test_a_configuration_that_cannot_be_read(site: Path, content: str) -> None:
    (site / "site_config.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    for verb in ("doctor", "migrate", "backup", "run"):
        assert "site_config.json" in refused(verb, "--site", site)


def test_a_site_that_is_not_there(tmp_path: Path) -> None:
    for verb in ("doctor", "migrate", "backup", "console"):
        assert "There is no site" in refused(verb, "--site", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_place_where_no_site_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    refused("run", "--site", tmp_path / "file" / "site")


def test_a_damaged_database(site: Path) -> None:
    (site / "site.db").write_bytes(b"no database at all" * 999)
    for verb in ("doctor", "migrate", "backup"):
        assert "last good backup" in refused(verb, "--site", site)


def test_a_port_that_is_in_use(site: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port}" in refused("run", "--site", site, "--port", port)


def test_arguments_that_are_no_json(site: Path) -> None:
    assert "JSON" in refused("execute", "frappe.ping", "--kwargs", "{", "--site", site)


def test_an_archive_that_is_none(site: Path, tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_text("x")
    told = refused("restore", tmp_path / "x.tar.gz", "--site", site, "--force")
    assert "Nothing was restored" in told


def test_a_restore_while_the_server_runs(site: Path, made: Path) -> None:
    server = Server(site, demo=False, app=None).start()
    try:
        told = refused("restore", made.with_name("one.tar.gz"), "--site", site, "--force")
        assert "server" in told and "Nothing was restored" in told
        assert server.answers()
    finally:
        server.stop()
    assert run("restore", made.with_name("one.tar.gz"), "--site", site, "--force").returncode == 0


def test_a_full_disk(made: Path, disk: Path) -> None:
    site = disk / "one"
    assert "disk is full" in refused("run", "--site", site)
    assert not site.exists()
    told = refused("restore", made.with_name("one.tar.gz"), "--site", site)
    assert "disk is full" in told and not site.exists()


def test_a_backup_to_a_full_disk_leaves_nothing(site: Path, disk: Path) -> None:
    (disk / "filler").write_bytes(bytes(2 * 2**20 - 65_536))
    assert "disk is full" in refused("backup", "--to", disk / "b.tar.gz", "--site", site)
    assert [path.name for path in disk.iterdir()] == ["filler"]


def test_a_disk_that_is_mounted_for_reading_only(made: Path, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
    site = Path(shutil.copytree(made, disk / "one"))
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        for verb in ("migrate", "backup", "run", "doctor"):
            assert "cannot be written" in refused(verb, "--site", site)
        told = refused("restore", made.with_name("one.tar.gz"), "--site", site, "--force")
        assert "cannot be written" in told
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


@pytest.mark.skipif(os.name == "nt", reason="rights of another kind")
def test_nobody_else_on_the_machine_reads_a_site(tmp_path: Path) -> None:
    previous = os.umask(0o022)
    try:
        server = Server(tmp_path / "office", demo=False).start()
    finally:
        os.umask(previous)
    try:
        client = Client(server.url, "Administrator", server.administrator_password())
        for is_private in (0, 1):
            answer = client.http.post(
                f"{server.url}/api/method/upload_file",
                files={"file": (f"note{is_private}.txt", b"told in trust")},
                data={"is_private": is_private},
                timeout=30,
            )
            assert answer.status_code == 200, answer.text
    finally:
        server.stop()
    assert run("backup", "--site", server.site).returncode == 0
    open_to_others = {
        path.relative_to(server.site.parent).as_posix(): oct(path.stat().st_mode)
        for path in (server.site, *server.site.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    }
    assert open_to_others == {}
    assert json.loads((server.site / "site_config.json").read_text())
