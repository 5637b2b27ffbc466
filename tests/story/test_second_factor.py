"""Second factor over HTTP: recovery codes at the log-in, a fresh code within the session, sessions ended, a reset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from ..live import PASSWORD, Client, Server
from ..patterns import Patterns
from ..second_factor import Guest, Phone, demand

pytestmark = pytest.mark.embedded("an office of its own asks for a second factor")

HANDLER, OPERATOR = "psea@demo.cfm", "operator@demo.cfm"
REPORTS = "/app/sensitive-report"
API = "cfm_app.api.second_factor"
LOST = f"/api/method/{API}.log_in"
WHO = "/api/method/frappe.auth.get_logged_user"
CATEGORY, TOLD = "Exploitation ou abus sexuel", "Zibeline derrière le marché"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Server]:
    server = patterns.office(tmp_path_factory.mktemp("factor") / "office").start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def report(server: Server) -> str:
    """A restricted report, by the address under which programs read it."""
    case = Client(server.url, OPERATOR).create("Case", category=CATEGORY, description=TOLD)
    handler = Client(server.url, HANDLER)
    (found,) = handler.list("Sensitive Report", filters=f'[["cfm_case","=","{case["name"]}"]]')
    return f"/api/resource/Sensitive Report/{found['name']}"


@pytest.fixture(scope="module")
def chief(server: Server) -> Client:
    """A session of the Administrator, who is asked for a code as well once colleagues give one."""
    return Client(server.url, "Administrator", server.administrator_password())


@pytest.fixture(scope="module")
def before(server: Server, report: str, chief: Client) -> Client:
    """A session that was begun before the office asked: whoever stole it has no phone."""
    chief.change("User", HANDLER, simultaneous_sessions=9)
    return Client(server.url, HANDLER)


@pytest.fixture(scope="module")
def phone(server: Server, before: Client) -> Phone:
    demand(server)
    guest = Guest(server, HANDLER)
    begun = guest.begin()
    phone = Phone(str(begun["verification"]["secret"]))  # type: ignore[index]
    assert guest.finish(begun["tmp_id"], phone.code()).status_code == 200
    return phone


def test_the_daily_work_goes_on_without_a_code(before: Client, phone: Phone) -> None:
    """Pages of a handler open, or lead to where a code is given; none fails."""
    html = {"Accept": "text/html"}
    home = before.request("GET", "/cfm/console", headers=html)
    assert home.status_code == 200
    paths = sorted(set(re.findall(r'href="(/(?:cfm|app)[^"#?]*)"', home.text)))
    assert len(paths) > 5, paths
    lists = ["case", "referral", "consent", "community-member", "todo", "file", "cfm-conversation"]
    assert REPORTS in paths
    for path in (*(path for path in paths if path != REPORTS), *(f"/app/{name}" for name in lists)):
        answer = before.request("GET", path, headers=html)
        assert answer.status_code == 200, (path, answer.status_code)
        assert not urlsplit(answer.url).path.startswith("/cfm/step-up"), path
    # The restricted reports themselves are no daily work.
    assert urlsplit(before.request("GET", REPORTS, headers=html).url).path == "/cfm/step-up"


def test_a_form_leads_to_where_a_code_is_given(
    server: Server, before: Client, phone: Phone
) -> None:
    """So a desk has files made: its user sees a page, and no refusal for programs."""
    sent = {
        "data": {"doctype": "Referral", "file_format_type": "CSV"},
        "headers": {"Accept": "text/html,*/*;q=0.8", "Referer": f"{server.url}/app/referral"},
    }
    path = "/api/method/frappe.desk.reportview.export_query"
    answer = before.request("POST", path, allow_redirects=False, **sent)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/cfm/step-up?next=%2Fapp%2Freferral")
    refused = before.request("POST", path, data=sent["data"])
    assert (refused.status_code, refused.json()["exc_type"]) == (403, "StepUpError")


def test_lost_phone_stolen_session_two_at_once_and_reset(
    server: Server, report: str, chief: Client, before: Client, phone: Phone
) -> None:
    # A stolen session opens nothing, and says so with the method that takes a code.
    refused = before.request("GET", report)
    assert (refused.status_code, refused.json()["exc_type"]) == (403, "StepUpError")
    assert refused.json()["asks_code"] == f"{API}.confirm"
    assert TOLD not in refused.text
    assert before.request("POST", f"/api/method/{API}.make_recovery_codes").status_code == 403
    wrong = before.request("POST", f"/api/method/{API}.confirm", json={"code": "AAA-AAA"})
    assert (wrong.status_code, wrong.json()["exc_type"]) == (417, "WrongCodeError")
    # A fresh code opens it, in the one session that it was given in, and no second time.
    code = phone.code()
    before.call(f"{API}.confirm", code=code)
    assert before.ok("GET", report)["description"] == TOLD
    again = before.request("POST", f"/api/method/{API}.confirm", json={"code": code})
    assert again.json()["exc_type"] == "WrongCodeError"
    codes = before.call(f"{API}.make_recovery_codes")
    assert len(set(codes)) == 10
    # At the log-in a code of a session is worth nothing, a recovery code stands for it once.
    guest = Guest(server, HANDLER)
    assert guest.finish(guest.begin()["tmp_id"], code).status_code == 401
    first = guest.log_in(codes[0])
    assert first.ok("GET", report)["description"] == TOLD
    other = Guest(server, HANDLER)
    assert other.finish(other.begin()["tmp_id"], codes[0]).status_code == 401
    # So it does on the page for those who lost their phone, for engines whose log-in takes none.
    door = {"usr": HANDLER, "code": codes[2]}
    for given in ({**door, "pwd": "no"}, {**door, "pwd": PASSWORD, "code": codes[0]}):
        assert Client(server.url).request("POST", LOST, json=given).status_code in (401, 417)
    lost = Client(server.url)
    assert lost.request("POST", LOST, json={**door, "pwd": PASSWORD}).status_code == 200
    assert (lost.ok("GET", WHO), lost.ok("GET", report)["description"]) == (HANDLER, TOLD)
    again = Client(server.url).request("POST", LOST, json={**door, "pwd": PASSWORD})
    assert again.json()["exc_type"] == "WrongCodeError"
    # Whose password is too old chooses another one first, whichever way they come.
    chief.change("System Settings", "System Settings", force_user_to_reset_password=90)
    chief.change("User", HANDLER, last_password_reset_date="2020-01-01")
    late = Client(server.url)
    old = late.ok("POST", LOST, json={**door, "pwd": PASSWORD, "code": codes[4]})
    assert "/update-password?key=" in old["new_password_at"], old
    assert late.request("GET", WHO).json().get("message") != HANDLER
    chief.change("System Settings", "System Settings", force_user_to_reset_password=0)
    # Two at once with the same code: one gets in.
    guests = [Guest(server, HANDLER) for _each in range(2)]
    begun = [each.begin()["tmp_id"] for each in guests]
    with ThreadPoolExecutor(2) as pool:
        pairs = zip(guests, begun, strict=True)
        answers = list(pool.map(lambda pair: pair[0].finish(pair[1], codes[1]), pairs))
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    # The bell told of each use.
    told = first.list("Notification Log", fields='["subject"]', limit_page_length=50)
    assert [line for line in told if "code de secours" in line["subject"]], told
    # A manager's reset ends the app, the codes and the sessions.
    chief.call("frappe.twofactor.reset_otp_secret", user=HANDLER)
    assert first.request("GET", WHO).status_code in (401, 403)
    anew = Guest(server, HANDLER).begin()
    assert anew["verification"]["setup"] is False  # type: ignore[index]
    late = Guest(server, HANDLER)
    assert late.finish(late.begin()["tmp_id"], codes[3]).status_code == 401


def test_somebody_ends_their_other_sessions(server: Server, before: Client) -> None:
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36"}
    here, there = Client(server.url), Client(server.url)
    there.http.headers.update(agent)
    for client in (here, there):
        given = {"usr": OPERATOR, "pwd": "demo"}
        assert client.request("POST", "/api/method/login", json=given).status_code == 200
    html = {"Accept": "text/html"}
    page = here.request("GET", "/cfm/my-sessions", headers=html).text
    assert "Chrome · Android" in page
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    here.http.headers["X-Frappe-CSRF-Token"] = token
    assert here.call(f"{API}.end_other_sessions") >= 1
    assert there.request("GET", WHO).status_code in (401, 403)
    assert here.ok("GET", WHO) == OPERATOR
