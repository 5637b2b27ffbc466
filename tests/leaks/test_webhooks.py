"""Of a restricted case nothing arrives at another program, whatever happens to it, and whoever set that up."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.receiver import Receiver, receiving

from . import visits, webhooks
from .cast import Visitor
from .planting import CLASSES, bring, ordinary_case
from .secret import Secret

OPERATOR = "operator2@demo.cfm"
SECONDS = 120
# Once the last of them has come, no worker holds an older one.
CONTROLS = 3


@dataclass(frozen=True)
class Told:
    """What came, and what it was about."""

    receiver: Receiver
    secret: Secret
    ordinary: str
    later: str
    """A case that became restricted, with all that hung on it."""
    later_words: str
    hooks: int

    def holds(self, text: str) -> list[str]:
        return [body.decode() for _headers, body in self.receiver.came if text in body.decode()]


@pytest.fixture(scope="module")
def told(cast: dict[str, Visitor], admin: Visitor) -> Iterator[Told]:
    operator = cast[OPERATOR]
    with receiving() as receiver:
        hooks = webhooks.plant(admin, receiver.url)
        try:
            secret = bring(cast, admin, *CLASSES[0])
            visits.visit(admin, secret.case, f"{secret.word}visit")
            later = ordinary_case(operator)
            visits.visit(admin, later, f"before of {later}")
            _wait_for(receiver, f"before of {later} again")
            grave = {"category": "Exploitation ou abus sexuel", "sensitivity": None}
            operator.send("PUT", f"/api/resource/Case/{later}", json=grave)
            words = f"{secret.word}later"
            gone = visits.visit(admin, later, words)
            admin.send("DELETE", f"/api/resource/{visits.VISIT}/{gone}")
            for _control in range(CONTROLS):
                ordinary = ordinary_case(operator)
                visits.visit(admin, ordinary, f"of {ordinary}")
                _wait_for(receiver, f"of {ordinary} again")
            yield Told(receiver, secret, ordinary, later, words, hooks)
        finally:
            webhooks.remove(admin)


def _wait_for(receiver: Receiver, text: str) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if any(text in body.decode() for _headers, body in list(receiver.came)):
            return
        time.sleep(0.1)
    raise AssertionError(f"{text} never came: {len(receiver.came)} messages")


def test_ordinary_cases_and_what_names_them_are_told(told: Told) -> None:
    """Else nothing would be told for another reason."""
    print(f"\n{told.hooks} webhooks, {len(told.receiver.came)} messages")
    assert told.hooks > 50
    assert told.holds(f'"name": "{told.ordinary}"')
    assert told.holds(f"of {told.ordinary} again")


def test_nothing_of_a_restricted_case_arrives(told: Told) -> None:
    words = [*told.secret.identifiers("nobody"), told.secret.file_url]
    assert [body for word in words if word for body in told.holds(word)] == []


def test_nothing_of_one_arrives_once_it_is_restricted(told: Told) -> None:
    """It was told as the ordinary case that it was."""
    assert told.holds(f"before of {told.later}")
    assert told.holds(told.later_words) == []
    assert [body for body in told.holds(told.later) if "Exploitation" in body] == []


def test_the_log_of_what_was_told_names_none(told: Told, admin: Visitor) -> None:
    for case in (told.secret.case, told.later):
        about = json.dumps([["reference_document", "=", case]])
        assert admin.list("Webhook Request Log", filters=about, limit=0) == []
    rows = admin.list("Webhook Request Log", fields='["*"]', limit=0)
    assert rows
    assert not [each for each in (told.secret.word, told.later) if each in json.dumps(rows)]
