"""A sealed report as an office uses it: whoever has the machine finds no word, its handlers read."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from frappe_embedded.kernel.core.site import get_site
from frappe_embedded.services.backups.archive import backup

from ..live import Client, Server
from ..patterns import Patterns
from ..sealed_reports import seal_all

pytestmark = pytest.mark.embedded("looks at the bytes of the site and the memory of its process")

CATEGORY, CLASS = "Exploitation ou abus sexuel", "EAS et harcèlement sexuel"
OPERATOR, MANAGER, GUARDIAN = "operator@demo.cfm", "manager@demo.cfm", "dataprotection@demo.cfm"
HANDLER, SECOND = "psea@demo.cfm", "protection@demo.cfm"
PASSPHRASE = "four words nobody joins 7!"
API = "cfm_app.api.sealing"
MARK = b"zibeline5571"
WORD = f"{MARK.decode()} word"
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
    server: Server
    case: str
    report: str
    file: str

    def client(self, user: str, unlocked: bool = False) -> Client:
        client = Client(self.server.url, user)
        if unlocked:
            client.call(f"{API}.unlock", passphrase=PASSPHRASE)
        return client


def go_through(client: Client, method: str, **given: str) -> int:
    """All batches of some work; returns how many reports it did."""
    done, after = 0, ""
    while True:
        batch = client.call(f"{API}.{method}", **given, after=after)
        done, after = done + batch["done"], batch["after"]
        if not after:
            return done


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Office]:
    server = patterns.office(tmp_path_factory.mktemp("sealing") / "office").start()
    try:
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
        case = operator.create("Case", category=CATEGORY, **TOLD)["name"]
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
    finally:
        server.stop()


def content_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def memory_of(pid: int) -> Iterator[bytes]:
    """What a process holds in memory, one mapping after the other."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb") as memory:
        for line in maps:
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if not found or "[v" in line:
                continue
            start, end = (int(each, 16) for each in found.groups())
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue


def test_no_byte_of_the_site_holds_a_word(office: Office) -> None:
    assert MARK not in content_of(office.server.site)


def test_a_backup_holds_no_word(office: Office) -> None:
    archive = backup(get_site(office.server.site.name, office.server.site.parent))
    assert MARK not in gzip.decompress(archive.read_bytes())
    archive.unlink()


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
    office.server.stop()
    office.server.start()
    handler = office.client(HANDLER)
    for path in (f"/cfm/case?name={office.case}", "/cfm/console", "/cfm/call-backs"):
        assert handler.request("GET", path).status_code == 200
    handler.ok("GET", "/api/resource/Sensitive Report", params={"fields": '["*"]'})
    assert office.server.process
    assert not any(MARK in part for part in memory_of(office.server.process.pid))
