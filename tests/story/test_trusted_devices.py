"""A device that the log-in asks for no second factor, over HTTP: what it opens, what it does not, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from ..live import PASSWORD, Client, Server
from ..patterns import Patterns
from ..second_factor import Guest, Phone, demand

pytestmark = pytest.mark.embedded("an office of its own asks for a second factor")

HANDLER, OTHER, OPERATOR = "psea@demo.cfm", "fraud@demo.cfm", "operator@demo.cfm"
API = "cfm_app.api.second_factor"
OWN_LOG_IN = f"/api/method/{API}.log_in"
WHO = "/api/method/frappe.auth.get_logged_user"
LOGIN = "/api/method/login"
COOKIE = "cfm_trusted"
SETTINGS = "/api/resource/CFM Settings/CFM Settings"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("trust") / "office").start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def chief(server: Server) -> Client:
    return Client(server.url, "Administrator", server.administrator_password())


@pytest.fixture(scope="module")
def report(server: Server, chief: Client) -> str:
    """A restricted report, by the address under which programs read it."""
    case = Client(server.url, OPERATOR).create(
        "Case", category="Exploitation ou abus sexuel", description="Zibeline"
    )
    (found,) = Client(server.url, HANDLER).list(
        "Sensitive Report", filters=f'[["cfm_case","=","{case["name"]}"]]'
    )
    return f"/api/resource/Sensitive Report/{found['name']}"


@pytest.fixture(scope="module")
def seat(server: Server, chief: Client, report: str) -> Client:
    """A session of a handler who has just given a code; another handler has set the app up as well."""
    demand(server)
    clients = []
    for user in (HANDLER, OTHER):
        chief.change("User", user, simultaneous_sessions=20)
        guest = Guest(server, user)
        begun = guest.begin()
        assert "trust_days" not in begun["verification"]  # type: ignore[operator]
        phone = Phone(str(begun["verification"]["secret"]))  # type: ignore[index]
        given = {"tmp_id": begun["tmp_id"], "otp": phone.code(), "trust_device": 1}
        assert guest.client.request("POST", LOGIN, json=given).status_code == 200
        # As shipped no handler is offered it, and asking for it does nothing.
        assert COOKIE not in guest.client.http.cookies
        clients.append(guest.ready())
    return clients[0]


@pytest.fixture
def device(chief: Client, seat: Client) -> str:
    """What the browser of a device holds that has just been trusted for a week."""
    set_days(chief, 7)
    seat.http.cookies.pop(COOKIE, None)
    seat.call(f"{API}.trust_device")
    return held(seat)


def set_days(chief: Client, days: int) -> None:
    chief.ok("PUT", SETTINGS, json={"trusted_handler_days": days})


def held(client: Client) -> str:
    return str(client.http.cookies.get(COOKIE))


def arrive(
    server: Server, token: str, user: str = HANDLER, password: str = PASSWORD, **more: Any
) -> tuple[Client, requests.Response]:
    """Type a password on a device."""
    client = Client(server.url)
    client.http.cookies.set(COOKIE, token, domain="127.0.0.1", path="/")
    given = {"usr": user, "pwd": password, **more}
    return client, client.request("POST", LOGIN, json=given)


def is_in(answer: requests.Response) -> bool:
    """Whether that was enough; else a code is asked for."""
    body = answer.json()
    assert answer.status_code == 200, answer.text
    assert ("verification" in body) != (body.get("message") == "Logged In"), body
    return "verification" not in body


def test_the_password_alone_lets_in_and_nothing_more(
    server: Server, device: str, report: str
) -> None:
    client, answer = arrive(server, device, otp="000000", trust_device=1)
    assert is_in(answer) and client.ok("GET", WHO) == HANDLER
    # What comes with the log-in beside it was looked at by nobody: no fresh code was given.
    refused = client.request("GET", report)
    assert (refused.status_code, refused.json()["exc_type"]) == (403, "StepUpError")
    cookie = next(each for each in client.http.cookies if each.name == COOKIE and each.expires)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Strict"


def test_it_is_worth_nothing_without_the_password_or_for_somebody_else(
    server: Server, device: str
) -> None:
    client, answer = arrive(server, device, password="wrong")
    assert answer.status_code == 401
    assert held(client) == device
    assert not is_in(arrive(server, device, OTHER)[1])
    # Neither has spoilt it for whom it belongs to.
    assert is_in(arrive(server, device)[1])


def test_guesses_are_worth_nothing(server: Server, device: str) -> None:
    name, _dot, _secret = device.partition(".")
    for guess in ("", ".", "x.y", "0" * 32 + "." + "0" * 64, f"{name}"):
        client, answer = arrive(server, guess)
        assert answer.json().get("verification") or guess == name
        assert client.request("GET", WHO).status_code in (401, 403)


def test_a_secret_that_was_used_ends_the_trust_and_is_told(
    server: Server, device: str, seat: Client
) -> None:
    owner, answer = arrive(server, device)
    assert is_in(answer)
    fresh = held(owner)
    assert fresh != device
    # Whoever copied the browser's store before that comes too late, and is found out.
    assert not is_in(arrive(server, device)[1])
    assert not is_in(arrive(server, fresh)[1])
    told = seat.list("Notification Log", fields='["subject"]', limit_page_length=20)
    assert [line for line in told if "une seconde fois" in line["subject"]], told


def test_of_two_at_once_one_gets_in(server: Server, device: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _at: arrive(server, device)[1], range(2)))
    assert sorted(is_in(answer) for answer in answers) == [False, True]


def test_it_is_asked_for_at_the_log_in(server: Server, chief: Client, seat: Client) -> None:
    set_days(chief, 7)
    codes = seat.call(f"{API}.make_recovery_codes")
    guest = Guest(server, HANDLER)
    begun = guest.begin()
    assert begun["verification"]["trust_days"] == 7  # type: ignore[index]
    given = {"tmp_id": begun["tmp_id"], "otp": codes[0], "trust_device": 1}
    assert guest.client.request("POST", LOGIN, json=given).status_code == 200
    assert is_in(arrive(server, held(guest.client))[1])
    # So it is on the app's own page, for engines whose log-in has no place for it.
    own = Client(server.url)
    given = {"usr": HANDLER, "pwd": PASSWORD}
    asked = own.ok("POST", OWN_LOG_IN, json=given)
    assert asked == {"asks_code": True, "trust_days": 7}
    assert own.request("GET", WHO).status_code in (401, 403)
    own.ok("POST", OWN_LOG_IN, json={**given, "code": codes[1], "trust_device": 1})
    again = Client(server.url)
    again.http.cookies.set(COOKIE, held(own), domain="127.0.0.1", path="/")
    assert again.ok("POST", OWN_LOG_IN, json=given) == {}
    assert again.ok("GET", WHO) == HANDLER


def test_the_person_ends_it(server: Server, device: str, seat: Client) -> None:
    there, answer = arrive(server, device)
    assert is_in(answer)
    # Only whoever proves themselves again has another device trusted.
    refused = Guest(server, HANDLER)
    refused.client = there
    refused.ready()
    answer = there.request("POST", f"/api/method/{API}.trust_device")
    assert (answer.status_code, answer.json()["exc_type"]) == (403, "StepUpError")
    # On the list, from elsewhere; the mark of somebody else's device is none of theirs.
    page = seat.http.get(f"{server.url}/cfm/my-sessions", headers={"Accept": "text/html"}).text
    marks = page.split('data-do="distrust" data-mark="')[1:]
    assert marks
    for mark in (each.partition('"')[0] for each in marks):
        seat.call(f"{API}.end_trust", mark=mark)
        again = seat.request("POST", f"/api/method/{API}.end_trust", json={"mark": mark})
        assert again.status_code == 404
    assert not is_in(arrive(server, held(there))[1])


def test_signing_out_others_ends_it_there_and_not_here(
    server: Server, device: str, seat: Client
) -> None:
    other = device
    seat.http.cookies.pop(COOKIE)
    seat.call(f"{API}.trust_device")
    seat.call(f"{API}.end_other_sessions")
    assert not is_in(arrive(server, other)[1])
    assert is_in(arrive(server, held(seat))[1])


def test_the_office_ends_it(server: Server, chief: Client, device: str) -> None:
    set_days(chief, 0)
    assert not is_in(arrive(server, device)[1])
    # More days later do not bring back what was over.
    set_days(chief, 7)
    assert not is_in(arrive(server, device)[1])


def test_whoever_manages_accounts_ends_it(
    server: Server, chief: Client, device: str, seat: Client
) -> None:
    answer = chief.request("POST", f"/app/person/{HANDLER}/do/end-sessions", json={})
    assert answer.status_code == 200, answer.text
    assert not is_in(arrive(server, device)[1])


def test_another_password_ends_it(server: Server, chief: Client) -> None:
    seat = trusted_anew(server, chief)
    token = held(seat)
    chief.change("User", HANDLER, new_password="Zibeline-7261-marche")
    assert not is_in(arrive(server, token, password="Zibeline-7261-marche")[1])


def test_a_reset_ends_it(server: Server, chief: Client) -> None:
    seat = trusted_anew(server, chief, "Zibeline-7261-marche")
    chief.call("frappe.twofactor.reset_otp_secret", user=HANDLER)
    _client, answer = arrive(server, held(seat), password="Zibeline-7261-marche")
    assert answer.json()["verification"]["setup"] is False


def trusted_anew(server: Server, chief: Client, password: str = PASSWORD) -> Client:
    """A handler who sets the app up anew, and has the device trusted once it is."""
    set_days(chief, 7)
    chief.call("frappe.twofactor.reset_otp_secret", user=HANDLER)
    guest = Guest(server, HANDLER)
    begun = guest.client.request("POST", LOGIN, json={"usr": HANDLER, "pwd": password}).json()
    phone = Phone(begun["verification"]["secret"])
    given = {"tmp_id": begun["tmp_id"], "otp": phone.code()}
    assert guest.client.request("POST", LOGIN, json=given).status_code == 200
    guest.ready().call(f"{API}.trust_device")
    return guest.client
