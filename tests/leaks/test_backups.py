"""A backup holds every restricted case: what of it reaches whoever manages the site."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from frappe_embedded.services.backups.sealing import unseal

from ..live import ROOT, Running, Server
from .cast import TECHNICIAN, Visitor
from .secret import Secret

MANAGERS = ("manager@demo.cfm", TECHNICIAN)
ADDRESSES = (
    "/app/backups/file/{0}",
    "/backups/{0}",
    "/app/backups/file/{0}?sealed=0",
    "/app/backups/file/.%2F{0}",
    "/private/backups/{0}",
    "/private/files/..%2Fbackups%2F{0}",
    "/private/files/%2e%2e/backups/{0}",
    "/files/..%2F..%2Fprivate%2Fbackups%2F{0}",
    "/files/{0}",
    "/assets/..%2Fprivate%2Fbackups%2F{0}",
    "/api/method/download_file?file_url=/private/backups/{0}",
    "/api/method/download_file?file_url=/private/files/../backups/{0}",
    "/api/method/frappe.utils.file_manager.download_file?file_url=/private/backups/{0}",
    "/api/method/frappe.utils.backups.fetch_latest_backups",
    "/api/method/frappe.desk.page.backups.backups.get_context",
)
URLS = ("/private/backups/{0}", "/private/files/../backups/{0}", "/files/../../private/backups/{0}")


@pytest.mark.embedded("the backups of a bench are made and kept by whoever runs its machine")
def test_a_manager_takes_out_no_restricted_case(
    office: Server | Running,
    cast: dict[str, Visitor],
    planted: list[Secret],
    admin: Visitor,
    tmp_path: Path,
) -> None:
    assert isinstance(office, Server)
    raw = Path(_command(office, "backup").strip())
    try:
        for user in MANAGERS:
            for content in _taken(cast[user], raw.name):
                assert not content, f"{user} takes out a backup that nothing seals"
        key_file = tmp_path / "key.txt"
        _command(office, "backup-key", "--replace", "--to", str(key_file))
        for user in MANAGERS:
            taken = list(_taken(cast[user], raw.name))
            sealed = [content for content in taken if content]
            assert sealed and all(_is_sealed(content) for content in sealed), user
            hidden = {word.encode() for each in planted for word in each.identifiers(user)}
            assert not [word for word in hidden for content in sealed if word in content], user
        _is_the_whole_office(sealed[0], key_file, planted, tmp_path)
    finally:
        raw.unlink()


def _command(office: Server, *arguments: str) -> str:
    command = [sys.executable, "-m", "frappe_embedded", *arguments, "--site", str(office.site)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _taken(visitor: Visitor, name: str) -> Iterator[bytes]:
    """What comes out at each address that might lead to an archive; nothing where only words do."""
    for address in ADDRESSES:
        yield _archive_in(visitor, address.format(name))
    for url in URLS:
        made = visitor.send(
            "POST",
            "/api/resource/File",
            json={"file_name": name, "file_url": url.format(name), "is_private": 1},
        )
        if made.status_code == 200:
            yield _archive_in(visitor, made.json()["data"]["file_url"])


def _archive_in(visitor: Visitor, address: str) -> bytes:
    answer = visitor.send("GET", address)
    kind = answer.headers.get("Content-Type", "")
    is_words = kind.startswith(("text/html", "application/json"))
    return b"" if answer.status_code != 200 or is_words else answer.content


def _is_sealed(content: bytes) -> bool:
    """Whether none of the usual tools makes anything of it."""
    stream = io.BytesIO(content)
    try:
        zlib.decompress(content, wbits=47)
        return False
    except zlib.error:
        return not tarfile.is_tarfile(stream) and not zipfile.is_zipfile(stream)


def _is_the_whole_office(
    sealed: bytes, key_file: Path, planted: list[Secret], folder: Path
) -> None:
    """With the secret key all of it is there: otherwise nothing would have been at stake."""
    archive, opened = folder / "taken.tar.gz.age", folder / "taken.tar.gz"
    archive.write_bytes(sealed)
    unseal(archive, opened, key_file.read_text())
    with tarfile.open(opened) as unpacked:
        database = unpacked.extractfile("site.db")
        assert database
        content = database.read()
    assert all(secret.word.encode() in content for secret in planted)
