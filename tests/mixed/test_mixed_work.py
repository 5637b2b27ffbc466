"""A few people at work while the server is killed: nothing is lost, nothing is there twice."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from ..live import Client
from ..patterns import Patterns
from .line import Record
from .office import Office
from .shift import Fault, Shift

pytestmark = pytest.mark.embedded("kills the engine's own server; a bench is put to work by hand")

PEOPLE, SECONDS = 10, 20


def test_what_was_told_yes_to_is_there_once_after_kill_9(
    tmp_path: Path, patterns: Patterns
) -> None:
    server = patterns.office(tmp_path / "office").start()

    def kill() -> None:
        server.kill()
        server.start()

    try:
        password = server.administrator_password()
        admin = Client(server.url, "Administrator", password)
        office = Office(server.url, admin, Record(), f"mixed{uuid.uuid4().hex[:6]}")
        people = office.people(PEOPLE, seed=26)
        shift = Shift(office, people, SECONDS, pause=0.2)
        shift.work([Fault("killed", kill)])
        office.admin = Client(server.url, "Administrator", password)
        print(shift.figures())
        assert office.record.faults == []
        assert office.wrong(people) == []
        assert any(person.work.closed for person in people)
        assert any(person.work.imported for person in people)
    finally:
        server.stop()
