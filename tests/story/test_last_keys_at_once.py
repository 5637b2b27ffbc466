"""The two last keys of a sealed class are taken away at the same moment: one stays, whatever the database is set to.

A site that runs already has not sealed the class yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations_with_replacement
from threading import Barrier
from uuid import uuid4

import pytest
import requests

from ..leaks.cast import EXTRA_PASSWORD, administrator
from ..live import Client, Running, Server
from ..patterns import Patterns

CATEGORY, CLASS = "Pot-de-vin demandé", "Fraude et corruption"
ROLE, KEEPING = "CFM Fraud Focal Point", "CFM AAP Focal Point"
MANAGER, GUARDIAN, OPERATOR = "manager@demo.cfm", "dataprotection@demo.cfm", "operator@demo.cfm"
PASSPHRASE = "four words nobody joins 7!"
STOLEN = "The laptop was stolen"
API = "cfm_app.api.sealing"
TOLD = (409, 417)


@dataclass
class Office:
    """A sealed class whose reports two handlers open, and nobody else; each of the two is acted upon in a session."""

    server: Server | Running
    admins: tuple[Client, Client]
    guardians: tuple[Client, Client]
    handlers: tuple[str, str]

    def client(self, user: str) -> Client:
        return Client(self.server.url, user, EXTRA_PASSWORD)

    def revoked(self, user: str) -> requests.Response:
        sent = {"user": user, "reason": STOLEN}
        client = self.guardians[self.handlers.index(user)]
        return client.request("POST", f"/api/method/{API}.revoke_key", json=sent)

    def disabled(self, user: str) -> requests.Response:
        return self._changed(user, enabled=0)

    def without_role(self, user: str) -> requests.Response:
        return self._changed(user, roles=[])

    def _changed(self, user: str, **values: object) -> requests.Response:
        client = self.admins[self.handlers.index(user)]
        return client.request("PUT", f"/api/resource/User/{user}", json=values)

    def brought_back(self, gone: str, other: str) -> None:
        """The two open it again: the one who is left gives the reports, which only their key can."""
        self.admins[0].change("User", gone, enabled=1, roles=[{"role": ROLE}])
        with_key(self.client(gone))
        left = self.client(other)
        left.call(f"{API}.unlock", passphrase=PASSPHRASE)
        given = left.call(f"{API}.give", sensitivity=CLASS)
        assert given["done"] and not given["unreadable"], given


Act = Callable[[Office, str], requests.Response]
ACTS: tuple[Act, ...] = (Office.revoked, Office.disabled, Office.without_role)
PAIRS = [*combinations_with_replacement(ACTS, 2)]


def with_key(client: Client) -> None:
    client.call(f"{API}.make_key", passphrase=PASSPHRASE, again=PASSPHRASE)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Office]:
    with patterns.running_office(tmp_path_factory.mktemp("last")) as server:
        admins = (administrator(server), administrator(server))
        guardians = (Client(server.url, GUARDIAN), Client(server.url, GUARDIAN))
        first, second, *keepers = hired(admins[0], ROLE, ROLE, KEEPING, KEEPING, KEEPING)
        found = Office(server, admins, guardians, (first, second))
        for user in (first, second, *keepers):
            with_key(found.client(user))
        manager = Client(server.url, MANAGER)
        named = dict(zip(("first", "second", "third"), keepers, strict=True))
        guardians[0].call(
            f"{API}.agree_to_keepers", name=manager.call(f"{API}.name_keepers", **named)
        )
        manager.call(f"{API}.turn_on", sensitivity=CLASS)
        Client(server.url, OPERATOR).create("Case", category=CATEGORY, description="He asked me")
        for user in keepers:
            guardians[0].call(f"{API}.revoke_key", user=user, reason=STOLEN)
        yield found


def hired(admin: Client, *roles: str) -> list[str]:
    """New colleagues, one for each role."""
    users = [f"{uuid4().hex[:8]}@example.org" for _role in roles]
    for user, role in zip(users, roles, strict=True):
        about = {"email": user, "first_name": user.split("@")[0], "send_welcome_email": 0}
        admin.create("User", **about, new_password=EXTRA_PASSWORD, roles=[{"role": role}])
    return users


@pytest.mark.parametrize("acts", PAIRS, ids=lambda acts: "-".join(act.__name__ for act in acts))
def test_one_of_two_stays(office: Office, acts: tuple[Act, Act]) -> None:
    gate = Barrier(2)

    def take(act: Act, user: str) -> requests.Response:
        gate.wait()
        return act(office, user)

    with ThreadPoolExecutor(2) as pool:
        answers = [*pool.map(take, acts, office.handlers)]
    by_answer = sorted(
        zip(answers, office.handlers, strict=True), key=lambda each: each[0].status_code
    )
    (done, gone), (refused, left) = by_answer
    told = [(each.status_code, each.text[:500]) for each in answers]
    assert done.status_code == 200 and refused.status_code in TOLD, told
    office.brought_back(gone, left)
