"""Holes made on purpose are found, each by the part of the attack that is there for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frappe_embedded.kernel.core.site import get_site
from tests.leaks.cast import Visitor
from tests.leaks.secret import Secret, missing
from tests.live import Server

from .holes import HoledServer
from .requests import of_document
from .rules import Attacker
from .snapshot import changes, take
from .surface import Surface
from .test_pairs import lost_updates
from .test_requests import wrong

pytestmark = pytest.mark.embedded("holes are made in a copy of the embedded office")

OUTSIDERS = ("operator2@demo.cfm", "focal@demo.cfm", "analyst@demo.cfm", "manager@demo.cfm")


@pytest.fixture
def holed(office: Server, tmp_path: Path) -> Callable[[str], HoledServer]:
    servers: list[HoledServer] = []

    def start(hole: str) -> HoledServer:
        server = HoledServer.beside(office, tmp_path / "office", hole)
        server.start()
        servers.append(server)
        return server

    yield start  # type: ignore[misc]
    for server in servers:
        server.stop()


def outsiders(server: HoledServer) -> dict[str, Visitor]:
    return {user: Visitor(server.url, user) for user in OUTSIDERS}


def leaks(server: HoledServer, secrets: list[Secret]) -> Iterator[str]:
    """What outsiders are told when they ask for restricted cases in every way and spelling."""
    people = outsiders(server)
    surface = Surface.of(server)
    for user in OUTSIDERS:
        for request in _about(surface, secrets):
            yield from wrong(request, request.answer(people[user]), user, secrets)


def _about(surface: Surface, secrets: list[Secret]):  # type: ignore[no-untyped-def]
    for secret in secrets[:2]:
        for doctype, name in (("Case", secret.case), ("Sensitive Report", secret.report)):
            for spelt in (doctype, doctype.lower()):
                for request in of_document(spelt, name, "description", "attacked"):
                    if request.verb == "GET" or "frappe.client.get" in request.path:
                        yield request


def existence_told(server: HoledServer, secrets: list[Secret]) -> Iterator[str]:
    """Where a closed case is answered otherwise than one that was never there."""
    people = outsiders(server)
    for user in OUTSIDERS:
        for secret in secrets[:2]:
            other = missing(secret)
            pairs = zip(
                of_document("Case", secret.case, "description", "attacked"),
                of_document("Case", other.case, "description", "attacked"),
                strict=True,
            )
            for closed, absent in pairs:
                if closed.makes_documents:
                    continue
                answers = closed.answer(people[user]), absent.answer(people[user])
                if answers[0].bare(secret) != answers[1].bare(other):
                    yield f"{user}: {closed}"


def test_a_missing_gate_is_found(
    planted: list[Secret], holed: Callable[[str], HoledServer]
) -> None:
    assert any(existence_told(holed("without_gate"), planted))


def test_an_office_without_holes_tells_nothing(
    planted: list[Secret], holed: Callable[[str], HoledServer]
) -> None:
    """Or else the attack would find its holes everywhere."""
    server = holed("none")
    assert list(existence_told(server, planted)) == []
    assert list(leaks(server, planted)) == []


@pytest.mark.parametrize("hole", ["without_hook", "without_condition", "any_spelling"])
def test_a_rule_that_is_not_asked_is_found(
    planted: list[Secret], holed: Callable[[str], HoledServer], hole: str
) -> None:
    assert any(leaks(holed(hole), planted))


def test_rows_that_are_stored_alone_are_found(holed: Callable[[str], HoledServer]) -> None:
    server = holed("rows_alone")
    database = Path(get_site(server.site.name, server.site.parent).db_path)
    before = take(database)
    user = OUTSIDERS[0]
    visitor = Visitor(server.url, user)
    row = next(
        name
        for name, values in before["tabHas Role"].items()
        if values["parent"] == user and values["parenttype"] == "User"
    )
    for request in of_document("Has Role", row, "role", "System Manager"):
        request.send(visitor)
    found = [change for change in changes(before, take(database)) if change.table == "tabHas Role"]
    assert found
    assert all(Attacker.of(user, before).may_not(change, []) for change in found)


def test_a_check_before_the_lock_is_found(holed: Callable[[str], HoledServer]) -> None:
    assert any(lost_updates(holed("check_before_lock").url, 40))
