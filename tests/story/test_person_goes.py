"""What somebody told an office is all in their copy, and after an erasure nowhere: here and on a bench.

Every table is looked through, whatever the app knows of it. Whoever runs a bench has its files, its logs, its
queues, and backups from before.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .. import passing_time, whole_site
from ..leaks.cast import GUEST, Visitor
from ..leaks.conversations import address_of, arrived
from ..leaks.planting import PURPOSES
from ..live import READ, Running, Server
from ..patterns import Patterns

OPERATOR, MANAGER, GUARDIAN = "operator@demo.cfm", "manager@demo.cfm", "dataprotection@demo.cfm"
FOCAL = "focal@demo.cfm"
API = "cfm_app.api.person_requests"
PAPER, RIGHT = "A paper with their name, seen", "Right answer"
# As many characters as one argument of a command may have, and a compound statement takes.
LONGEST = 100_000
LETTERS = ("char", "text", "json", "blob")
# What the person and the office said; of third persons the copy says nothing.
SAID = "name other place description comment message reason summary response asks".split()
# The copy tells of these by the day and the role of whoever read.
READINGS = "CFM Access Log"


@dataclass
class Told:
    """What somebody told an office, with marker words, and where it was written down."""

    office: Server | Running
    folder: Path
    mark: str = field(default_factory=lambda: f"zqx{secrets.token_hex(4)}")
    digits: str = field(default_factory=lambda: f"6698{secrets.randbelow(10**4):04}")
    member: str = ""
    case: str = ""
    conversation: str = ""
    call: str = ""
    visitors: dict[str, Visitor] = field(default_factory=dict)

    @property
    def phone(self) -> str:
        return f"+235{self.digits}"

    def by(self, user: str) -> Visitor:
        if user not in self.visitors:
            words = (user, self.office.administrator_password()) if "@" not in user else (user,)
            self.visitors[user] = Visitor(self.office.url, *words)
        return self.visitors[user]

    def rows(self, *wanted: str) -> set[tuple[str, str]]:
        """Where one of some words stands in any table: DocType and name of the document, or the table."""
        found = set()
        for query in _queries(self.office, _columns(self.office), wanted):
            found |= {(kind, str(name)) for kind, name in passing_time.asked(self.office, query)}
        return found


def _columns(office: Server | Running) -> dict[str, list[str]]:
    """Columns with letters, by table that names its rows."""
    query = (
        "select m.name, p.name, p.type from sqlite_master m, pragma_table_info(m.name) p"
        " where m.type = 'table'"
    )
    if isinstance(office, Running):
        query = (
            "select table_name, column_name, data_type from information_schema.columns"
            " where table_schema = database()"
        )
    found: dict[str, list[str]] = {}
    for table, column, kind in passing_time.asked(office, query):
        known = found.setdefault(table, [])
        if any(each in kind.lower() for each in LETTERS):
            known.append(column)
    return {table: columns for table, columns in found.items() if columns}


def _queries(
    office: Server | Running, columns: dict[str, list[str]], wanted: tuple[str, ...]
) -> Iterator[str]:
    parts: list[str] = []
    for table, known in sorted(columns.items()):
        kind, name = f"'{table.removeprefix('tab')}'", "`name`" if "name" in known else "''"
        if "parenttype" in known:
            kind, name = f"coalesce(`parenttype`, {kind})", "coalesce(`parent`, `name`)"
        words = _together(office, known)
        found = f"select {kind} as kind, {name} as place, {words} as words from `{table}`"
        hits = " or ".join(f"instr(words, '{word}') > 0" for word in wanted)
        parts.append(f"select kind, place from ({found}) as told where {hits}")
        if sum(map(len, parts)) > LONGEST:
            yield " union all ".join(parts)
            parts = []
    if parts:
        yield " union all ".join(parts)


def _together(office: Server | Running, columns: list[str]) -> str:
    """All words of a row; the engines write it differently."""
    if isinstance(office, Running):
        return f"concat_ws(' ', {', '.join(f'`{column}`' for column in columns)})"
    return " || ' ' || ".join(f"coalesce(`{column}`, '')" for column in columns)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("person")
    with patterns.running_office(folder) as office:
        person = Told(office, folder)
        write_down(person)
        work_on(person)
        ring_and_write(person)
        yield person


def write_down(told: Told) -> None:
    """What an operator records, corrects, and what is deleted again."""
    operator, mark = told.by(OPERATOR), told.mark
    person = {"full_name": f"{mark} name", "other_names": f"{mark} other", "phone": told.phone}
    person["beneficiary_number"] = f"{mark}number"
    told.member = str(operator.create("Community Member", **person)["name"])
    said = {"description": f"{mark} before", "place_details": f"{mark} place"}
    case = operator.create("Case", community_member=told.member, speaker_relation="Self", **said)
    told.case = str(case["name"])
    operator.change("Case", told.case, description=f"{mark} description")
    about = {"reference_doctype": "Case", "reference_name": told.case}
    by = {"comment_email": OPERATOR, "comment_by": OPERATOR}
    method = "frappe.desk.form.utils.add_comment"
    operator.call(method, content=f"{mark} comment", **about, **by)
    gone = operator.call(method, content=f"{mark} deleted", **about, **by)["name"]
    operator.send("DELETE", f"/api/resource/Comment/{gone}")
    operator.ok(
        "POST",
        "/api/method/upload_file",
        data={"doctype": "Case", "docname": told.case, "is_private": 1},
        files={"file": (f"{mark}.txt", f"{mark} in a file".encode() * 20)},
    )
    task = {"assign_to": [OPERATOR], "description": f"{mark} task"}
    operator.call("frappe.desk.form.assign_to.add", doctype="Case", name=told.case, **task)


def work_on(told: Told) -> None:
    """Consent, a referral, a mail and a fault that quotes the case."""
    operator, admin, mark = told.by(OPERATOR), told.by("Administrator"), told.mark
    purposes = [
        {"purpose": each, "decision": "Refused" if each == "Share with partner" else "Granted"}
        for each in PURPOSES
    ]
    given = {"giver": "Proxy", "giver_relation": f"{mark} kin", "witness": f"{mark} witness"}
    of_case = {"cfm_case": told.case}
    consent = operator.create(
        "Consent",
        **of_case,
        **given,
        community_member=told.member,
        purposes=purposes,
        statement=READ,
    )["name"]
    operator.act("Consent", consent, "Record Decision")
    area = told.by("Administrator").list("CFM Functional Area", limit_page_length=1)[0]["name"]
    asked = {"reason": f"{mark} reason", "shared_summary": f"{mark} summary"}
    to = {"functional_area": area, "focal_point": FOCAL}
    referral = admin.create("Referral", **of_case, **asked, **to, consent=consent)["name"]
    focal = told.by(FOCAL)
    focal.act("Referral", referral, "Accept")
    focal.change("Referral", referral, response=f"{mark} response")
    focal.act("Referral", referral, "Answer")
    about = {"reference_doctype": "Case", "reference_name": told.case}
    mail = {"subject": f"{mark} subject", "content": f"{mark} content", "recipients": FOCAL}
    admin.create("Communication", communication_medium="Email", **mail, **about)
    queued = f"Subject: {mark} queued\n\n{mark} body"
    mailed = {"message": queued, "recipients": [{"recipient": FOCAL}]}
    admin.create("Email Queue", sender="o@example.org", **mailed, **about)
    admin.create("Error Log", method="A job", error=f"Case {told.case}: {mark} fault")


def ring_and_write(told: Told) -> None:
    """A message and a call of the person, both put to their case."""
    admin, guest, operator = told.by("Administrator"), Visitor(told.office.url), told.by(OPERATOR)
    assert guest.user == GUEST
    places = {f"in_{each}": each for each in ("text", "id", "time")}
    door = address_of(admin, "goes-sms", adapter="SMS", channel="SMS", in_sender="from", **places)
    came = {"from": told.phone, "text": f"{told.mark} message", "id": f"{told.mark}id"}
    answer = guest.send("POST", door, json={**came, "time": int(time.time())})
    assert answer.status_code == 200, answer.text
    told.conversation = arrived(admin, "CFM Conversation", [["contact_address", "=", told.phone]])
    operator.call("cfm_app.api.inbox.take", name=told.conversation)
    operator.call("cfm_app.api.inbox.attach", name=told.conversation, case=told.case)
    phones = [{"extension": "209", "user": OPERATOR}]
    channel = {"channel": "Ligne verte", "extensions": phones}
    door = address_of(admin, "goes-line", adapter="Free line", **channel)
    rings = {"from": told.phone, "to": "1212", "direction": "in", "callId": f"{told.mark}call"}
    for event in (
        {"event": "newCall", "user": "209"},
        {"event": "answer", "answeringNumber": "209"},
        {"event": "hangup", "cause": "normalClearing"},
    ):
        answer = guest.send("POST", door, json={**rings, **event})
        assert answer.status_code == 200, answer.text
    ended = [["number", "=", told.phone], ["state", "=", "Ended"]]
    told.call = arrived(admin, "CFM Call", ended)
    operator.call("cfm_app.api.calls.attach", name=told.call, case=told.case)


def granted(told: Told, kind: str) -> str:
    """A request of the person, who has shown who they are, granted by data protection."""
    operator, guardian = told.by(OPERATOR), told.by(GUARDIAN)
    values = {"kind": kind, "words": f"{told.mark} asks", "received_via": "Phone"}
    name = operator.call(f"{API}.register", values=values, subject=told.member)["name"]
    outcomes = {"Full name": RIGHT, PAPER: RIGHT}
    operator.call(f"{API}.check_identity", name=name, outcomes=outcomes)
    guardian.call(f"{API}.decide", name=name, decision="Granted")
    return str(name)


# --- access ---------------------------------------------------------------------------------------
@dataclass
class Copy:
    file: dict[str, Any]
    printed: str
    stored: set[tuple[str, str]]
    """What an independent look through the tables found then."""


@pytest.fixture(scope="module")
def copy(told: Told) -> Copy:
    name, guardian = granted(told, "Access"), told.by(GUARDIAN)
    file = guardian.request("POST", f"/api/method/{API}.file", json={"name": name})
    assert file.status_code == 200, file.text
    headers = {"Accept": "text/html"}
    page = guardian.request("GET", f"/cfm/person-request-copy?name={name}", headers=headers)
    assert page.status_code == 200
    named = (told.member, told.case, told.conversation, told.call)
    stored = told.rows(told.mark, told.digits, *named)
    guardian.call(f"{API}.hand_over", name=name)
    guardian.call(f"{API}.tell", name=name, via="Phone", words=f"{told.mark} told")
    return Copy(file.json(), page.text, stored)


def test_every_row_about_the_person_is_in_the_file(copy: Copy) -> None:
    numbers = {(each["doctype"], each["number"]) for each in copy.file["documents"]}
    found = {place for place in copy.stored if place[1] and place[0] != READINGS}
    assert len(found) > 20
    assert found - numbers == set()


@pytest.mark.parametrize("said", SAID)
def test_the_print_and_the_file_tell_what_was_said(told: Told, copy: Copy, said: str) -> None:
    assert f"{told.mark} {said}" in copy.printed
    assert f"{told.mark} {said}" in json.dumps(copy.file, ensure_ascii=False)


# --- erasure --------------------------------------------------------------------------------------
@dataclass
class Gone:
    """What was there before the erasure, and how much of it."""

    backup: list[Path]
    before: set[tuple[str, str]]


@pytest.fixture(scope="module")
def gone(told: Told, copy: Copy) -> Gone:
    """The case is closed, data protection erases, and a night passes."""
    backup = whole_site.backup(told.office, told.folder / "old")
    answer = {"case": told.case, "information_given": f"{told.mark} given", "close": 1}
    told.by(OPERATOR).call("cfm_app.api.cases.answer", **answer)
    name = granted(told, "Deletion")
    before = told.rows(told.mark, told.digits)
    said = f"{told.mark} will be erased"
    told.by(GUARDIAN).call(f"{API}.agree", name=name, via="Phone", words=said)
    told.by(GUARDIAN).call(f"{API}.tell", name=name, via="Phone")
    told.by(GUARDIAN).call(f"{API}.erase", name=name)
    passing_time.call(told.office, "cfm_app.data_protection.personal_data.retention.run")
    return Gone(backup, before)


def test_no_row_of_any_table_holds_a_word(told: Told, gone: Gone) -> None:
    assert len(gone.before) > 20
    assert told.rows(told.mark, told.digits) == set()


def test_no_file_log_or_queue_holds_a_word(told: Told, gone: Gone) -> None:
    places = {
        place
        for place, content in whole_site.alive(told.office)
        if told.mark.encode() in content or told.digits.encode() in content
    }
    assert places == set()


def test_a_fresh_backup_holds_no_word(told: Told, gone: Gone) -> None:
    content = whole_site.content_of(whole_site.backup(told.office, told.folder / "fresh"))
    assert told.mark.encode() not in content
    assert told.digits.encode() not in content


def test_an_old_backup_brings_no_word_back(told: Told, gone: Gone) -> None:
    assert told.mark.encode() in whole_site.content_of(gone.backup)
    content = whole_site.restored(told.office, gone.backup, told.folder)
    assert len(content) > 1 << 20
    assert told.mark.encode() not in content
    assert told.digits.encode() not in content
