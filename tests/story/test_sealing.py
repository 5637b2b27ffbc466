"""A sealed report as an office uses it: whoever has the machine finds no word, its handlers read.

One that runs already has sealed nothing yet. CFM_RESTART is a command that ends what serves it and starts it
anew; what it holds in memory is looked at where it runs on this machine.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from .. import process_memory, whole_site
from ..live import Client, Running, Server
from ..patterns import Patterns
from ..sealed_reports import seal_all
from ..waiting import soon

CATEGORY, CLASS = "Exploitation ou abus sexuel", "EAS et harcèlement sexuel"
OPERATOR, MANAGER, GUARDIAN = "operator@demo.cfm", "manager@demo.cfm", "dataprotection@demo.cfm"
HANDLER, SECOND = "psea@demo.cfm", "protection@demo.cfm"
PASSPHRASE = "four words nobody joins 7!"
API = "cfm_app.api.sealing"
MARK = b"zibeline5571"
WORD = f"{MARK.decode()} word"
# Who reported: their number as they say it, as it is dialled, and as the search keeps the ends of numbers.
PERSON = {"full_name": f"{MARK.decode()} Achta", "phone": "+235 66 71 93 42", "sex": "Female"}
MARKS = (MARK, b"66 71 93 42", b"66719342", b"24391766")
# What only its handler writes.
OTHERS = (
    "sensitivity_reason",
    "resolution",
    "immediate_needs",
    "assistance_offered",
    "response_given",
)
TOLD = {
    "description": f"{MARK.decode()} said to the operator",
    "information_given": f"{MARK.decode()} told on the phone",
    "place_details": f"{MARK.decode()} behind the market",
}


@dataclass
class Office:
    server: Server | Running
    case: str
    report: str
    file: str

    def client(self, user: str, unlocked: bool = False) -> Client:
        client = Client(self.server.url, user)
        if unlocked:
            client.call(f"{API}.unlock", passphrase=PASSPHRASE)
        return client


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Office]:
    with patterns.running_office(tmp_path_factory.mktemp("sealing")) as server:
        admin = Client(server.url, "Administrator", server.administrator_password())
        user = admin.ok("GET", f"/api/resource/User/{SECOND}")
        admin.change("User", SECOND, roles=[*user["roles"], {"role": "CFM PSEA Focal Point"}])
        for keeper in (HANDLER, SECOND, MANAGER, GUARDIAN):
            Client(server.url, keeper).call(
                f"{API}.make_key", passphrase=PASSPHRASE, again=PASSPHRASE
            )
        manager, guardian = Client(server.url, MANAGER), Client(server.url, GUARDIAN)
        keepers = {"first": SECOND, "second": MANAGER, "third": GUARDIAN}
        named = manager.call(f"{API}.name_keepers", **keepers)
        guardian.call(f"{API}.agree_to_keepers", name=named)
        operator = Client(server.url, OPERATOR)
        operator.create("Case", category=CATEGORY, **TOLD)
        manager.call(f"{API}.turn_on", sensitivity=CLASS)
        assert seal_all(manager, Client(server.url, HANDLER), CLASS) >= 1
        # As the form sends it: a job writes the tables anew meanwhile, and the form's door tries again.
        told = {"category": CATEGORY, **TOLD}
        case = operator.call("cfm_app.api.console.new_case", case=told, person=PERSON)["case"]
        handler = Client(server.url, HANDLER)
        report = handler.ok(
            "GET", "/api/resource/Sensitive Report", params={"filters": f'{{"cfm_case": "{case}"}}'}
        )[0]["name"]
        unlocked = Client(server.url, HANDLER)
        unlocked.call(f"{API}.unlock", passphrase=PASSPHRASE)
        rows = {"follow_ups": [{"action": WORD}], "contact_attempts": [{"note": WORD}]}
        unlocked.change("Sensitive Report", report, **dict.fromkeys(OTHERS, WORD), **rows)
        attached = handler.ok(
            "POST",
            "/api/method/upload_file",
            files={"file": (f"{MARK.decode()}.txt", MARK + b" in a file")},
            data={"doctype": "Sensitive Report", "docname": report, "is_private": "1"},
        )
        yield Office(server, case, report, attached["name"])


def start_anew(office: Office) -> int:
    """End what serves the office, start it again, and return its port."""
    if isinstance(office.server, Server):
        office.server.stop()
        return office.server.start().port
    if "CFM_RESTART" not in os.environ:
        pytest.skip("CFM_RESTART says no command that starts the office anew")
    subprocess.run(shlex.split(os.environ["CFM_RESTART"]), check=True, timeout=300)
    soon(lambda: Client(office.server.url).request("GET", "/api/method/ping").ok)
    place = urlsplit(office.server.url)
    return place.port or (443 if place.scheme == "https" else 80)


def says(content: bytes) -> bool:
    return any(mark in content for mark in MARKS)


def test_no_file_log_or_queue_holds_a_word(office: Office) -> None:
    places = {place for place, content in whole_site.alive(office.server) if says(content)}
    assert places == set()


@pytest.mark.parametrize(
    "door, sent",
    [
        ("resource/Case", {**TOLD, "category": CATEGORY, "follow_ups": 5}),
        (
            "method/frappe.client.insert",
            {"doc": {"doctype": "Case", **TOLD, "category": CATEGORY, "follow_ups": [[WORD]]}},
        ),
        (
            "method/frappe.desk.search.search_link",
            {"doctype": "Case", "txt": WORD, "filters": {WORD: WORD}},
        ),
    ],
)
def test_a_request_that_fails_leaves_no_word(
    office: Office, door: str, sent: dict[str, Any]
) -> None:
    """The log of requests, the log of errors, and the queue where that waits."""
    assert office.client(OPERATOR).request("POST", f"/api/{door}", json=sent).status_code >= 400
    places = {place for place, content in whole_site.alive(office.server) if says(content)}
    assert places == set()


def test_a_backup_holds_no_word(office: Office, tmp_path: Path) -> None:
    found = whole_site.content_of(whole_site.backup(office.server, tmp_path / "backup"))
    assert len(found) > 1 << 20
    assert not says(found)


def test_the_handler_reads_and_nobody_else(office: Office) -> None:
    address = f"/api/resource/Sensitive Report/{office.report}"
    told = office.client(HANDLER, unlocked=True).ok("GET", address)
    assert {field: told[field] for field in TOLD} == TOLD
    assert {told[field] for field in OTHERS} == {WORD}
    assert (told["follow_ups"][-1]["action"], told["contact_attempts"][-1]["note"]) == (WORD, WORD)
    shut = office.client(HANDLER).ok("GET", address)
    assert not any(shut.get(field) for field in TOLD)
    admin = Client(office.server.url, "Administrator", office.server.administrator_password())
    assert MARK not in admin.request("GET", address).content
    page = office.client(HANDLER).request("GET", f"/cfm/case?name={office.case}").text
    assert MARK.decode() not in page
    assert "/cfm/sealing-key?next=" in page
    page = (
        office.client(HANDLER, unlocked=True).request("GET", f"/cfm/case?name={office.case}").text
    )
    assert TOLD["description"] in page


def test_only_a_handler_who_unlocks_learns_who_reported(office: Office) -> None:
    found = "/api/method/cfm_app.api.console.lookup_caller?phone=66719342"
    for user in (OPERATOR, MANAGER, GUARDIAN, HANDLER):
        assert office.client(user).ok("GET", found) == []
    unlocked = office.client(HANDLER, unlocked=True)
    assert [each["full_name"] for each in unlocked.ok("GET", found)] == [PERSON["full_name"]]
    page = unlocked.request("GET", f"/cfm/case?name={office.case}").text
    assert PERSON["full_name"] in page
    assert PERSON["phone"] in page
    filters = '[["sealed_identity", "is", "set"]]'
    listed = {"fields": '["*"]', "filters": filters}
    for user in (MANAGER, HANDLER):
        rows = office.client(user).request("GET", "/api/resource/Community Member", params=listed)
        assert not says(rows.content)


def test_a_file_comes_out_by_the_door_of_the_app_alone(office: Office) -> None:
    handler = office.client(HANDLER, unlocked=True)
    row = handler.ok("GET", f"/api/resource/File/{office.file}")
    assert row["file_name"].endswith(".age")
    assert MARK not in handler.request("GET", row["file_url"]).content
    door = f"/api/method/{API}.download?name={office.file}"
    answer = handler.request("GET", door)
    assert answer.content == MARK + b" in a file"
    assert f"{MARK.decode()}.txt" in answer.headers["Content-Disposition"]
    assert office.client(HANDLER).request("GET", door).status_code == 403
    assert office.client(MANAGER).request("GET", door).status_code in (403, 404)


def test_locking_ends_it_and_other_sessions_have_no_part(office: Office) -> None:
    address = f"/api/resource/Sensitive Report/{office.report}"
    client = office.client(HANDLER, unlocked=True)
    kept = client.http.cookies.get("cfm_seal")
    client.call(f"{API}.lock")
    client.http.cookies.set("cfm_seal", kept)
    assert not client.ok("GET", address).get("description")
    other = office.client(HANDLER)
    other.http.cookies.set("cfm_seal", kept)
    assert not other.ok("GET", address).get("description")


def test_a_wrong_passphrase_is_told(office: Office) -> None:
    answer = office.client(SECOND).refused(
        "POST", f"/api/method/{API}.unlock", json={"passphrase": "another one 12345!"}
    )
    assert "phrase secr" in answer.text


def test_tables_are_not_written_anew_for_a_class_that_is_not_sealed(office: Office) -> None:
    manager = Client(office.server.url, MANAGER)
    answer = manager.refused("POST", f"/api/method/{API}.seal", json={"sensitivity": "x"})
    assert "pas scell" in answer.text


def test_two_keepers_recover_for_a_handler_who_lost_the_passphrase(office: Office) -> None:
    address = f"/api/resource/Sensitive Report/{office.report}"
    handler = office.client(HANDLER)
    handler.call(f"{API}.make_key", passphrase=PASSPHRASE, again=PASSPHRASE)
    assert not handler.ok("GET", address).get("description")
    begun = office.client(MANAGER, unlocked=True)
    name = begun.call(
        f"{API}.begin_recovery", sensitivity=CLASS, handler=HANDLER, reason="The passphrase is lost"
    )
    begun.refused("POST", f"/api/method/{API}.finish_recovery", json={"name": name})
    finishing = office.client(GUARDIAN, unlocked=True)
    # A keeper learns neither how many reports there are nor what they are called.
    assert finishing.call(f"{API}.finish_recovery", name=name) == {"after": ""}
    assert handler.ok("GET", address)["description"] == TOLD["description"]
    assert handler.request("GET", f"/api/method/{API}.download?name={office.file}").content


def test_a_process_that_has_not_unlocked_holds_no_word(office: Office) -> None:
    port = start_anew(office)
    handler = office.client(HANDLER)
    for path in (f"/cfm/case?name={office.case}", "/cfm/console", "/cfm/call-backs"):
        assert handler.request("GET", path).status_code == 200
    handler.ok("GET", "/api/resource/Sensitive Report", params={"fields": '["*"]'})
    held = list(process_memory.of_server(port))
    assert any(HANDLER.encode() in part for part in held)
    assert not any(says(part) for part in held)
