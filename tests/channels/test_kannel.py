"""The ready map for Kannel against Kannel itself: words of people, our answers, and its reports."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from frappe_embedded.web.http.server import make_server

from ..live import free_port
from ..waiting import soon
from . import kannel
from .conftest import OPERATOR, Office, ok

INBOX = "cfm_app.api.inbox"
NUMBER, ARABIC_NUMBER = "+23566123456", "+23566123457"
ARABIC = "مرحبا، لم نستلم الحصة 🌾"


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[kannel.Kannel]:
    if not kannel.IS_HERE:
        pytest.skip(kannel.WHY_SKIPPED)
    with kannel.installed(tmp_path) as found:
        yield found


def ucs2(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-16-be"))


def account_of(office: Office, gateway: kannel.Kannel, name: str) -> str:
    """An account whose answers leave by the gateway."""
    return office.account(
        account_name=name,
        adapter="SMS",
        ready_map="Kannel",
        out_url=gateway.url,
        api_user=kannel.USER,
        api_secret=kannel.SECRET,
        sender_name="PAM",
    )


def connected(
    office: Office, gateway: kannel.Kannel, monkeypatch: pytest.MonkeyPatch, name: str
) -> str:
    """An account, with a gateway that brings to it and reports to the office."""
    url = f"http://127.0.0.1:{office.served.port}"
    monkeypatch.setitem(office.served.site.config, "host_name", url)
    account = account_of(office, gateway, name)
    gateway.start(f"{url}{office.address(account)}")
    return account


def test_kannel_brings_takes_and_reports(
    office: Office, gateway: kannel.Kannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = connected(office, gateway, monkeypatch, "kannel-real")
    gateway.somebody_writes(f"{NUMBER} 1234 text Il manque du mil")
    soon(lambda: len(office.rows("CFM Envelope", account=account)) == 1)
    gateway.somebody_writes(f"{ARABIC_NUMBER} 1234 ucs2 {ucs2(ARABIC)}")
    soon(lambda: len(office.rows("CFM Envelope", account=account)) == 2)
    office.work()
    fields = ("contact_address", "last_words")
    found = {
        row.contact_address: row
        for row in office.rows("CFM Conversation", *fields, account=account)
    }
    assert found[NUMBER].last_words == "Il manque du mil"
    assert found[ARABIC_NUMBER].last_words == ARABIC

    operator = office.user(OPERATOR)
    sent = {NUMBER: "Merci, nous vérifions.", ARABIC_NUMBER: "شكرا"}
    for number, text in sent.items():
        name = found[number].name
        ok(operator.call(f"{INBOX}.take_over", name=name))
        ok(operator.call(f"{INBOX}.answer", name=name, text=text))
        office.work()
    got = [gateway.got() for _each in sent]
    assert f"PAM {NUMBER} text {sent[NUMBER]}".encode() in got
    assert any(each.startswith(f"PAM {ARABIC_NUMBER} ucs-2".encode()) for each in got)

    # Kannel tells by the address in each message that the SMS centre took it.
    out = {"account": account, "direction": "Out"}
    soon(lambda: len(office.rows("CFM Envelope", account=account)) == 4)
    office.work()
    assert {row.state for row in office.rows("CFM Message", "state", **out)} == {"Sent"}
    envelopes = office.rows("CFM Envelope", "state", "attempts", account=account)
    assert {(row.state, row.attempts) for row in envelopes} == {("Done", 1)}


LONG = "Votre ration sera remplacée à la prochaine distribution, présentez votre carte. " * 4


def test_a_long_answer_arrives_whole(
    office: Office, gateway: kannel.Kannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = connected(office, gateway, monkeypatch, "kannel-long")
    gateway.somebody_writes(f"{NUMBER} 1234 text Et ma ration")
    soon(lambda: office.rows("CFM Envelope", account=account))
    office.work()
    [conversation] = office.rows("CFM Conversation", account=account)
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take_over", name=conversation.name))
    ok(operator.call(f"{INBOX}.answer", name=conversation.name, text=LONG.strip()))
    office.work()
    arrived = ""
    while LONG.split()[-1] not in arrived or arrived.count("carte.") < 4:
        arrived += gateway.got().decode("utf-8", "replace")
    assert arrived.count("distribution") == 4


def test_what_comes_while_the_office_is_down_is_brought_later(
    office: Office, gateway: kannel.Kannel
) -> None:
    account = account_of(office, gateway, "kannel-down")
    address = office.address(account)
    port = free_port()
    gateway.start(f"http://127.0.0.1:{port}{address}")
    for number in range(3):
        gateway.somebody_writes(f"+2356612340{number} 1234 text Message {number}")
        soon(lambda count=number: gateway.received() > count)
    later = make_server(office.served.site, port=port)
    running = threading.Thread(target=later.run, daemon=True)
    running.start()
    try:
        soon(lambda: len(office.rows("CFM Envelope", account=account)) == 3)
    finally:
        later.close()
