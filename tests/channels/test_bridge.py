"""The bridge of the documentation, run against a manager interface that says what Asterisk says."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import OPERATOR, SECOND, Office

BRIDGE = Path(__file__).resolve().parents[2] / "docs" / "bridges" / "ami_to_cti.py"
SECRET = "of the manager interface"
SECONDS = 30


class Asterisk:
    """A manager interface: it lets the bridge in and sends what it is told to."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.logged_in = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        self.connection, _address = self.listening.accept()
        self.connection.sendall(b"Asterisk Call Manager/7.0.3\r\n")
        said = b""
        while b"\r\n\r\n" not in said:
            said += self.connection.recv(4096)
        assert f"Secret: {SECRET}".encode() in said
        self.connection.sendall(b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n")
        self.logged_in.set()

    def says(self, event: str, call: str, **values: str) -> None:
        fields = {"Event": event, "Privilege": "call,all", "Linkedid": call, "Uniqueid": call}
        lines = [f"{name}: {value}" for name, value in {**fields, **values}.items()]
        self.connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())

    def close(self) -> None:
        self.connection.close()
        self.listening.close()


@pytest.fixture
def asterisk(office: Office, request: pytest.FixtureRequest) -> Iterator[Asterisk]:
    found = Asterisk()
    rows = [{"extension": "201", "user": OPERATOR}, {"extension": "202", "user": SECOND}]
    account = office.account(
        account_name=f"bridge {request.node.name}"[:100],
        adapter="Free line",
        channel="Ligne verte",
        extensions=rows,
    )
    address = f"http://127.0.0.1:{office.served.port}{office.address(account)}"
    asked = ["--ami", f"127.0.0.1:{found.port}", "--user", "cfm", "--trunk", "PJSIP/provider"]
    running = subprocess.Popen(
        [sys.executable, str(BRIDGE), *asked],
        env={**os.environ, "AMI_SECRET": SECRET, "CTI_ADDRESS": address},
    )
    try:
        assert found.logged_in.wait(SECONDS)
        yield found
    finally:
        running.terminate()
        running.wait(SECONDS)
        found.close()
        office.change("CFM Channel Account", account, enabled=0)


def comes(office: Office, call: str, is_right: Callable[[Any], bool]) -> Any:
    """The call, as soon as it is as it should be."""
    fields = ("state", "number", "direction", "operator", "rings_at", "cause", "is_withheld")
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        office.work()
        rows = office.rows("CFM Call", *fields, call_id=call)
        if rows and is_right(rows[0]):
            return rows[0]
        time.sleep(0.05)
    raise AssertionError(rows)


def test_a_call_rings_at_two_phones_and_one_answers(office: Office, asterisk: Asterisk) -> None:
    call = {"call": "1764180000.11"}
    came = {"Channel": "PJSIP/provider-0000000a", "CallerIDNum": "23566880001", "Exten": "1212"}
    asterisk.says("Newchannel", **call, **came)
    # A queue dials by a local channel, which dials the phone.
    asterisk.says("DialBegin", **call, DestChannel="Local/201@from-queue-00000001;1")
    asterisk.says("DialBegin", **call, DestChannel="PJSIP/201-0000000b")
    asterisk.says("DialBegin", **call, DestChannel="PJSIP/202-0000000c")
    row = comes(office, call["call"], lambda row: len((row.rings_at or "").splitlines()) == 2)
    assert (row.state, row.direction, row.number) == ("Ringing", "In", "+23566880001")
    asterisk.says("DialEnd", **call, DestChannel="PJSIP/202-0000000c", DialStatus="ANSWER")
    asterisk.says("DialEnd", **call, DestChannel="PJSIP/201-0000000b", DialStatus="CANCEL")
    assert comes(office, call["call"], lambda row: row.state == "Answered").operator == SECOND
    asterisk.says("Hangup", **{**call, "Uniqueid": "1764180000.12"})
    asterisk.says("Hangup", **call, Cause="16")
    row = comes(office, call["call"], lambda row: row.state == "Ended")
    assert row.cause == "normalClearing"


def test_it_rings_at_one_phone_after_the_other_and_nobody_answers(
    office: Office, asterisk: Asterisk
) -> None:
    call = {"call": "1764180100.21"}
    came = {"Channel": "PJSIP/provider-0000001a", "CallerIDNum": "23566880002", "Exten": "1212"}
    asterisk.says("Newchannel", **call, **came)
    for phone, user in (("201", OPERATOR), ("202", SECOND)):
        asterisk.says("DialBegin", **call, DestChannel=f"PJSIP/{phone}-0000001b")
        comes(office, call["call"], lambda row, user=user: row.rings_at == user)  # type: ignore[misc]
        asterisk.says("DialEnd", **call, DestChannel=f"PJSIP/{phone}-0000001b", DialStatus="BUSY")
    asterisk.says("Hangup", **call, Cause="17")
    row = comes(office, call["call"], lambda row: row.state == "Declined")
    assert (row.cause, row.operator) == ("busy", None)


def test_who_hangs_up_before_a_phone_rings_has_called(office: Office, asterisk: Asterisk) -> None:
    call = {"call": "1764180200.31"}
    came = {"Channel": "PJSIP/provider-0000002a", "CallerIDNum": "<unknown>", "Exten": "1212"}
    asterisk.says("Newchannel", **call, **came)
    asterisk.says("Hangup", **call, Cause="127")
    row = comes(office, call["call"], lambda row: row.state == "Missed")
    assert row.is_withheld == 1


def test_calls_to_people_are_told_and_those_between_phones_are_not(
    office: Office, asterisk: Asterisk
) -> None:
    inner = {"call": "1764180300.41"}
    asterisk.says("Newchannel", **inner, Channel="PJSIP/201-0000003a", Exten="202")
    asterisk.says("DialBegin", **inner, DestChannel="PJSIP/202-0000003b")
    asterisk.says("DialEnd", **inner, DestChannel="PJSIP/202-0000003b", DialStatus="ANSWER")
    asterisk.says("Hangup", **inner)
    out = {"call": "1764180400.51"}
    asterisk.says("Newchannel", **out, Channel="PJSIP/201-0000004a", Exten="66880003")
    asterisk.says("DialBegin", **out, DestChannel="PJSIP/provider-0000004b")
    asterisk.says("DialEnd", **out, DestChannel="PJSIP/provider-0000004b", DialStatus="ANSWER")
    asterisk.says("Hangup", **out)
    row = comes(office, out["call"], lambda row: row.state == "Ended")
    assert (row.direction, row.number, row.operator) == ("Out", "+23566880003", OPERATOR)
    assert not office.rows("CFM Call", call_id=inner["call"])
