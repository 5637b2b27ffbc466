"""Passkeys over HTTP: at the log-in and within a session, two at once, a made-up host, a reset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cfm_app.security.second_factor.test_passkeys import Device

from ..live import PASSWORD, Client, Server
from ..patterns import Patterns
from ..second_factor import Guest, Phone, demand

pytestmark = pytest.mark.embedded("an office of its own asks for a second factor")

HANDLER, OTHER, OPERATOR = "psea@demo.cfm", "fraud@demo.cfm", "operator@demo.cfm"
API = "cfm_app.api.second_factor"
WHO = "/api/method/frappe.auth.get_logged_user"
HOST, ORIGIN = "cfm.example.org", "https://cfm.example.org"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("passkeys") / "office")
    config = server.site / "site_config.json"
    known = json.loads(config.read_text(encoding="utf-8"))
    config.write_text(json.dumps({**known, "host_name": ORIGIN}), encoding="utf-8")
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def chief(server: Server) -> Client:
    """A session of the Administrator, who is asked for a code as well once colleagues give one."""
    return Client(server.url, "Administrator", server.administrator_password())


@pytest.fixture(scope="module")
def before(server: Server, chief: Client) -> Client:
    """A session that was begun before the office asked: whoever stole it has no passkey."""
    chief.change("User", HANDLER, simultaneous_sessions=9)
    return Client(server.url, HANDLER)


@pytest.fixture(scope="module")
def seats(server: Server, before: Client) -> dict[str, Client]:
    """Sessions of two handlers who have just given a code."""
    demand(server)
    found = {}
    for user in (HANDLER, OTHER):
        guest = Guest(server, user)
        begun = guest.begin()
        phone = Phone(str(begun["verification"]["secret"]))  # type: ignore[index]
        assert guest.finish(begun["tmp_id"], phone.code()).status_code == 200
        found[user] = guest.ready()
    return found


@pytest.fixture(scope="module")
def devices(seats: dict[str, Client]) -> dict[str, Device]:
    """The device of each, added as a passkey."""
    found = {}
    for user, seat in seats.items():
        found[user] = Device(HOST, ORIGIN)
        invitation = seat.ok(
            "POST", f"/api/method/{API}.new_passkey", headers={"X-Forwarded-Host": "evil.example"}
        )
        assert invitation["rp"]["id"] == HOST
        seat.call(f"{API}.add_passkey", answer=found[user].make(invitation), title="Clé")
    return found


def asked(guest: Guest) -> tuple[Any, Any]:
    begun = guest.begin()
    return begun["tmp_id"], begun["verification"]["passkey"]  # type: ignore[index]


def test_the_log_in_takes_one_and_none_of_somebody_else(
    server: Server, devices: dict[str, Device]
) -> None:
    guest = Guest(server, HANDLER)
    number, question = asked(guest)
    assert guest.finish(number, devices[OTHER].use(question)).status_code == 401
    # A question is answered once, also when the answer was wrong.
    assert guest.finish(number, devices[HANDLER].use(question)).status_code == 401
    number, question = asked(guest)
    answer = devices[HANDLER].use(question)
    assert guest.finish(number, answer).status_code == 200
    assert guest.ready().ok("GET", WHO) == HANDLER
    # It was as good as a code.
    guest.client.call(f"{API}.new_passkey")
    again = Guest(server, HANDLER)
    assert again.finish(asked(again)[0], answer).status_code == 401


def test_of_two_at_once_one_gets_in(server: Server, devices: dict[str, Device]) -> None:
    guests = [Guest(server, HANDLER) for _each in range(2)]
    numbers = [asked(each) for each in guests]
    answer = devices[HANDLER].use(numbers[0][1])
    with ThreadPoolExecutor(2) as pool:
        pairs = zip(guests, numbers, strict=True)
        answers = list(pool.map(lambda pair: pair[0].finish(pair[1][0], answer), pairs))
    assert sorted(each.status_code for each in answers) == [200, 401]


def test_a_stolen_session_has_none(
    before: Client, seats: dict[str, Client], devices: dict[str, Device]
) -> None:
    answer = before.request("POST", f"/api/method/{API}.new_passkey")
    assert (answer.status_code, answer.json()["exc_type"]) == (403, "StepUpError")
    assert answer.json()["asks_passkey"] == f"{API}.passkey_question"
    # What the device of its person signs elsewhere is worth nothing here, and the other way round.
    elsewhere = seats[HANDLER].call(f"{API}.passkey_question")
    given = {"code": devices[HANDLER].use(elsewhere)}
    refused = before.request("POST", f"/api/method/{API}.confirm", json=given)
    assert (refused.status_code, refused.json()["exc_type"]) == (417, "WrongCodeError")
    here = before.call(f"{API}.passkey_question")
    before.call(f"{API}.confirm", code=devices[HANDLER].use(here))
    before.call(f"{API}.new_passkey")


def test_the_apps_own_log_in_takes_one(server: Server, devices: dict[str, Device]) -> None:
    client = Client(server.url)
    given = {"usr": HANDLER, "pwd": PASSWORD}
    door = f"/api/method/{API}.log_in"
    # Without the password nobody is asked anything.
    wrong = client.request("POST", door, json={**given, "pwd": "wrong"})
    assert wrong.status_code == 401 and "challenge" not in wrong.text
    question = client.ok("POST", door, json=given)["passkey"]
    client.ok("POST", door, json={**given, "code": devices[HANDLER].use(question)})
    assert client.ok("GET", WHO) == HANDLER


def test_a_reset_ends_it(server: Server, chief: Client, devices: dict[str, Device]) -> None:
    number, question = asked(Guest(server, HANDLER))
    chief.call("frappe.twofactor.reset_otp_secret", user=HANDLER)
    answer = Guest(server, HANDLER).finish(number, devices[HANDLER].use(question))
    assert answer.status_code == 401
    assert "passkey" not in Guest(server, HANDLER).begin()["verification"]  # type: ignore[operator]
