"""What comes in is bounded, and a disk that takes nothing is told as one."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.db.connection import Connection
from frappe_embedded.kernel.db.errors import DiskFull
from frappe_embedded.kernel.db.pool import Pool
from tests.engine.served import PASSWORD, Client, Served
from tests.patterns import ADMIN

MIB = 2**20
PLAIN = {"Content_Type": "application/json"}


@pytest.fixture
def client(served: Served) -> Client:
    return served.logged_in("Administrator", ADMIN)


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize("depth", [65, 990, 100_000])
@pytest.mark.parametrize(
    "path",
    ["/api/resource/ToDo", "/api/method/frappe.client.insert", "/api/v2/document/ToDo"],
)
def test_deep_json_is_refused_with_a_sentence(client: Client, path: str, depth: int) -> None:
    body = f'{{"doc": {nested(depth)}, "description": "x"}}'
    answer = client.send("POST", path, body, **PLAIN)
    assert answer.status in (400, 417), answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("depth", [65, 990, 100_000])
@pytest.mark.parametrize("name", ["filters", "fields", "doc", "docs", "args"])
def test_deep_json_in_a_text_is_refused_as_well(client: Client, name: str, depth: int) -> None:
    for method in ("frappe.client.get_list", "frappe.client.save", "run_doc_method"):
        body = {"doctype": "ToDo", "dt": "ToDo", "method": "x", name: nested(depth)}
        answer = client.post(f"/api/method/{method}", body)
        assert answer.status < 500, (method, answer.text)


def test_what_a_client_sends_is_deep_enough(client: Client) -> None:
    doc = {"doctype": "ToDo", "description": "x", "extra": json.loads(nested(40))}
    assert client.call("frappe.client.insert", doc=doc).status == 200


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.send("POST", "/api/resource/ToDo", b"x" * 27 * MIB, **PLAIN)
    assert answer.status == 413
    assert "smaller" in answer.text


def test_a_form_of_too_many_parts_is_refused(client: Client) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    answer = client.send(
        "POST",
        "/api/method/ping",
        part * 2000 + "--b--\r\n",
        Content_Type="multipart/form-data; boundary=b",
    )
    assert answer.status == 413


# -- a disk that takes nothing ---------------------------------------------------------


def limit_database(
    served: Served, monkeypatch: pytest.MonkeyPatch, limit: Callable[[sqlite3.Connection], None]
) -> Iterator[None]:
    """Every connection of the site is opened anew, within the limit."""
    made = Pool._open

    def limited(self: Pool) -> sqlite3.Connection:
        connection = made(self)
        limit(connection)
        return connection

    monkeypatch.setattr(Pool, "_open", limited)
    served.site.pool.close()
    served.site.pool = None
    yield
    monkeypatch.undo()
    served.site.pool.close()
    served.site.pool = None


@pytest.fixture
def pages_left(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database may not grow by one page, as on a full disk."""

    def limit(connection: sqlite3.Connection) -> None:
        used = connection.execute("pragma page_count").fetchone()[0]
        connection.execute(f"pragma max_page_count = {used}")

    yield from limit_database(served, monkeypatch, limit)


@pytest.fixture
def closed_disk(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database can only be read, as on a disk that was mounted so after a fault."""

    def limit(connection: sqlite3.Connection) -> None:
        connection.execute("pragma query_only = on")

    yield from limit_database(served, monkeypatch, limit)


def count(served: Served) -> int:
    return int(served.work(lambda: local.db.sql("select count(*) from tabToDo")[0][0]))


LONG = "word " * 40_000


def test_a_full_disk_is_told_and_nothing_is_stored(
    client: Client, served: Served, pages_left: None
) -> None:
    before = count(served)
    for path, body in (
        ("/api/resource/ToDo", {"description": LONG}),
        ("/api/method/frappe.client.insert", {"doc": {"doctype": "ToDo", "description": LONG}}),
        ("/api/v2/document/ToDo", {"description": LONG}),
    ):
        answer = client.post(path, body)
        assert answer.status == 507, answer.text
        assert "disk is full" in answer.text
        assert "data" not in answer.json and "message" not in answer.json
    assert count(served) == before
    assert client.get("/api/resource/ToDo").status == 200


def test_a_full_disk_is_told_when_the_transaction_ends(
    client: Client, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document was made, and its name stood in the answer: it must not leave."""

    def full(self: Connection) -> None:
        raise DiskFull("The disk is full")

    before = count(served)
    monkeypatch.setattr(Connection, "commit", full)
    answer = client.post("/api/resource/ToDo", {"description": "never stored"})
    monkeypatch.undo()
    assert answer.status == 507
    assert "never stored" not in answer.text and "data" not in answer.json
    assert count(served) == before


def test_a_closed_disk_is_told(client: Client, served: Served, closed_disk: None) -> None:
    answer = client.post("/api/resource/ToDo", {"description": "x"})
    assert answer.status == 503
    assert "cannot be written" in answer.text
    assert client.get("/api/resource/ToDo").status == 200


def test_a_full_disk_is_told_on_pages(client: Client, pages_left: None) -> None:
    form = {"Content_Type": "application/json", "Accept": "text/html"}
    answer = client.send("POST", "/api/resource/ToDo", json.dumps({"description": LONG}), **form)
    assert answer.status == 507
    assert "The disk is full" in answer.text


@pytest.mark.parametrize(
    ("number", "status"), [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EROFS, 503)]
)
def test_an_upload_to_such_a_disk_leaves_nothing(
    client: Client, served: Served, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    def refuse(*_arguments: Any, **_more: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("frappe_embedded.kernel.core.site_files.os.replace", refuse)
    folder = served.site.path / "public" / "files"
    before = sorted(folder.iterdir())
    part = (
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n'
    )
    answer = client.send(
        "POST", "/api/method/upload_file", part, Content_Type="multipart/form-data; boundary=b"
    )
    monkeypatch.undo()
    assert answer.status == status, answer.text
    rows = served.work(
        lambda: local.db.sql("select count(*) from tabFile where file_name = 'a.txt'")
    )
    assert rows == ((0,),)
    assert sorted(folder.iterdir()) == before


def test_a_database_that_cannot_be_opened_is_told_without_one(served: Served) -> None:
    guest = served.guest()
    path = served.site.path / "site.db"
    moved = path.with_name("gone.db")
    served.site.pool.close()
    served.site.pool = None
    path.rename(moved)
    path.mkdir()
    try:
        answer = guest.get("/api/resource/ToDo")
        assert answer.status == 503
        assert "disk cannot be used" in answer.text
    finally:
        path.rmdir()
        moved.rename(path)
        served.site.close()
    assert guest.call("login", usr="worker@example.com", pwd=PASSWORD).status == 200


@pytest.mark.parametrize("folder", ["/files/", "/private/files/", "/assets/frappe_embedded/", "/"])
def test_a_name_longer_than_those_of_files_is_none(client: Client, folder: str) -> None:
    assert client.get(folder + "a" * 300).status in (403, 404)


@pytest.mark.parametrize(
    "body", ['{"description": "\\ud800"}', '{"doctype": "\\udfff", "name": "x"}']
)
@pytest.mark.parametrize("path", ["/api/resource/ToDo", "/api/method/frappe.client.get"])
def test_halves_of_characters_are_refused(client: Client, path: str, body: str) -> None:
    assert client.send("POST", path, body, **PLAIN).status == 417
    whole = client.send("POST", "/api/resource/ToDo", '{"description": "\\ud83d\\ude00"}', **PLAIN)
    assert whole.status == 200


@pytest.mark.parametrize(
    "filters",
    [
        [["idx", ">", 10**30]],
        [["name", "=", "x"]] * 3000,
        [["name", "descendants of", "x"]],
        [["allocated_to", "ancestors of", 1]],
    ],
)
def test_conditions_that_no_database_takes_are_refused(client: Client, filters: Any) -> None:
    for method in ("get_list", "get_count"):
        given = {"doctype": "ToDo", "filters": filters}
        answer = client.post(f"/api/method/frappe.client.{method}", given)
        assert answer.status < 500, (method, answer.text)
