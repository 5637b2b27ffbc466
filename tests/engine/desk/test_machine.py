"""The start page says when the machine needs somebody."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from frappe_embedded.kernel.core import disk
from frappe_embedded.kernel.document.api import get_doc
from tests.engine.served import Client, Served, serving
from tests.patterns import Patterns

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("machine"), patterns) as served:
        role = {"doctype": "Role", "role_name": "Clerk", "desk_access": 1}
        served.work(lambda: get_doc(role).insert())
        served.add_user("worker@example.com", "Clerk")
        served.add_user("manager@example.com", "System Manager")
        yield served


@pytest.fixture
def worker(served: Served) -> Client:
    return served.logged_in("worker@example.com")


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


def warnings(client: Client, **headers: str) -> str:
    page = client.get("/app", **PAGE, **headers)
    assert page.status == 200
    return " ".join(part.split("</p>")[0] for part in page.text.split('role="alert">')[1:])


def room(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: SimpleNamespace(free=size))


def test_nothing_is_said_of_a_machine_that_is_well(manager: Client) -> None:
    assert warnings(manager) == ""


def test_a_disk_that_fills_is_told_to_managers(
    worker: Client, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    room(monkeypatch, 50 * 2**20)
    assert "50 MB" in warnings(manager)
    assert warnings(worker) == ""


def test_a_full_disk_is_told_to_everybody(
    worker: Client, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    room(monkeypatch, 2**20)
    assert "disk is full" in warnings(manager)
    assert "disk is full" in warnings(worker)


def test_a_disk_for_reading_only_is_told_to_everybody(
    worker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    flags = SimpleNamespace(f_flag=disk.os.ST_RDONLY)
    monkeypatch.setattr(disk.os, "statvfs", lambda path: flags)
    assert "cannot be written" in warnings(worker)


def test_an_address_that_links_do_not_name_is_told_to_managers(
    worker: Client, manager: Client
) -> None:
    assert "cfm.example.org" in warnings(manager, Host="cfm.example.org")
    assert warnings(worker, Host="cfm.example.org") == ""
