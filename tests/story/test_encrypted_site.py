"""The laptop is stolen: an encrypted site works as any other, and its folder tells nothing."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sqlcipher3")

import frappe_embedded

frappe_embedded.activate()

from .. import commands  # noqa: E402
from ..live import Client, Server  # noqa: E402
from ..patterns import PASSPHRASE  # noqa: E402
from .stolen import told  # noqa: E402

pytestmark = pytest.mark.embedded("encryption of the folder is the engine's own")

OTHER = "a very different passphrase"
WORD = "Zaphodmarker"
CONTENT = (f"{WORD} said this. " * 20_000).encode()


def run(
    verb: str, site: Path, *arguments: object, passphrase: str | None = None, new: str | None = None
) -> subprocess.CompletedProcess[str]:
    given = {"SITE_PASSPHRASE": passphrase, "SITE_NEW_PASSPHRASE": new}
    environment = {**_environment(), **{key: value for key, value in given.items() if value}}
    return commands.run(verb, "--site", site, *arguments, environment=environment)


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("SITE_")}


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def server(tmp_path: Path, passphrase: None) -> Iterator[Server]:
    server = Server(tmp_path / "one", demo=False, app=None, options=("--encrypted",)).start()
    yield server
    server.stop()


def write_something(client: Client) -> dict[str, str]:
    """A record and two files with the word in name and content; their addresses."""
    client.create("ToDo", description=f"{WORD} is in a record")
    return {
        kind: client.ok(
            "POST",
            "/api/method/upload_file",
            files={"file": (f"{WORD} {kind}.txt", CONTENT)},
            data={"is_private": str(int(kind == "private"))},
        )["file_url"]
        for kind in ("private", "public")
    }


def test_a_new_site_is_used_stolen_and_started_again(server: Server) -> None:
    client = Client(server.url, "Administrator", server.administrator_password())
    client.http.headers["Accept-Encoding"] = "identity"
    urls = write_something(client)
    part = client.http.get(server.url + urls["private"], headers={"Range": "bytes=65530-65569"})
    assert (part.status_code, part.content) == (206, CONTENT[65530:65570])
    whole = client.http.get(server.url + urls["public"])
    assert whole.content == CONTENT and whole.headers["Content-Length"] == str(len(CONTENT))
    assert client.http.head(server.url + urls["public"]).headers["Content-Length"] == str(
        len(CONTENT)
    )
    kept = client.http.get(
        server.url + urls["public"], headers={"If-None-Match": whole.headers["ETag"]}
    )
    assert kept.status_code == 304
    server.kill()
    assert (server.site / "site.db-wal").stat().st_size > 4096
    assert told(server.site, WORD, "Administrator", PASSPHRASE) == []
    assert "Recovery code" in server.printed()

    again = Server(server.site, demo=False, app=None, administrator=server.administrator_password())
    again.start()
    client = Client(again.url, "Administrator", again.administrator_password())
    assert client.list("ToDo", fields=json.dumps(["description"]))[0]["description"].startswith(
        WORD
    )
    assert client.http.get(again.url + urls["private"]).content == CONTENT
    page = client.http.get(f"{again.url}/app/manage", headers={"Accept": "text/html"}).text
    assert "This site is encrypted" in page
    (stored,) = (again.site / "private" / "files").iterdir()
    content = bytearray(stored.read_bytes())
    content[2000] ^= 1
    stored.write_bytes(content)
    damaged = client.http.get(again.url + urls["private"], headers={"Accept": "text/html"})
    again.stop()
    moved = server.site.parent / "move.zip"
    stored.unlink()
    ended = run("export-site", server.site, "--plain", "--to", moved, passphrase=PASSPHRASE)
    assert ended.returncode == 0, ended.stderr
    with zipfile.ZipFile(moved) as archive:
        assert archive.read(f"files/public/{WORD} public.txt") == CONTENT
    assert damaged.status_code == 503 and "This file is damaged" in damaged.text


def test_a_wrong_passphrase_is_told_and_changes_nothing(server: Server) -> None:
    server.stop()
    before = {path: path.read_bytes() for path in server.site.rglob("*") if path.is_file()}
    for given in (OTHER, None):
        ended = run("doctor", server.site, passphrase=given)
        assert ended.returncode == 1 and "Traceback" not in ended.stderr
        assert ended.stderr.startswith("Error: The" if given is None else "Error: This passphrase")
    assert before == {path: path.read_bytes() for path in server.site.rglob("*") if path.is_file()}
