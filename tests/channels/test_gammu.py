"""The ready map for Gammu against gammu-smsd itself and the bridge of the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from ..waiting import soon
from . import gammu
from .conftest import OPERATOR, Office, ok

INBOX = "cfm_app.api.inbox"
LONG = "Nous sommes trois familles derrière le puits et " + "depuis deux mois rien n'est venu " * 4
SAID = {
    "+23566123461": "Il manque du mil",
    "+23566123462": "مرحبا، لم نستلم الحصة 🌾",
    "+23566123463": LONG.strip(),
}
LEFT = ("+23566123465", "قبل انقطاع الكهرباء")


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[gammu.Gammu]:
    if not gammu.PROGRAM:
        pytest.skip(gammu.WHY_SKIPPED)
    with gammu.installed(tmp_path) as found:
        found.start()
        yield found


def account(office: Office, modem: gammu.Gammu) -> str:
    given = {"ready_map": "Gammu", "out_url": modem.url, "api_secret": gammu.KEY}
    return office.account(account_name=f"gammu {modem.port}", adapter="SMS", **given)


def test_a_modem_brings_takes_and_reports(
    office: Office, modem: gammu.Gammu, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"http://127.0.0.1:{office.served.port}"
    monkeypatch.setitem(office.served.site.config, "host_name", url)
    name = account(office, modem)
    for second, (number, text) in enumerate(SAID.items()):
        modem.somebody_writes(number, text, f"20261129T06300{second}")
    # The office is away: what came in waits on the disk.
    soon(lambda: len(list(modem.spool.glob("waiting/*.json"))) == len(SAID))
    modem.left_over(*LEFT)
    modem.start_bridge(f"{url}{office.address(name)}")
    soon(lambda: not modem.kept())
    office.work()
    left = office.rows("CFM Conversation", "last_words", account=name, contact_address=LEFT[0])
    assert [row.last_words for row in left] == [LEFT[1]]
    messages = office.rows("CFM Message", "text", "sent_on", "conversation", account=name)
    messages = [row for row in messages if row.conversation != left[0].name]
    assert [row.text for row in messages] == list(SAID.values())
    assert [str(row.sent_on)[:19] for row in messages] == [
        f"2026-11-29 06:30:0{second}" for second in range(len(SAID))
    ]

    operator = office.user(OPERATOR)
    for row in messages[:2]:
        ok(operator.call(f"{INBOX}.take_over", name=row.conversation))
        ok(operator.call(f"{INBOX}.answer", name=row.conversation, text="Merci, شكرا"))
        office.work()
    out = {"account": name, "direction": "Out"}
    references = [row.sender_id for row in office.rows("CFM Message", "sender_id", **out)]
    again = {"to": "+23566123461", "text": "Merci", "reference": references[0]}
    login = {"Authorization": f"Bearer {gammu.KEY}"}
    assert requests.post(modem.url, data=again, headers=login, timeout=9).status_code == 200
    soon(lambda: len(modem.sent()) == 2 and not modem.kept())
    assert sorted(modem.sent()) == list(SAID)[:2]
    office.work()
    assert {row.state for row in office.rows("CFM Message", "state", **out)} == {"Sent"}
    # Nothing of what was said stays on the machine with the modem.
    assert not [each for each in modem.spool.rglob("*") if each.is_file() and each.stat().st_size]


def test_a_message_that_the_network_does_not_take_has_failed(
    office: Office, modem: gammu.Gammu, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"http://127.0.0.1:{office.served.port}"
    monkeypatch.setitem(office.served.site.config, "host_name", url)
    name = account(office, modem)
    modem.start_bridge(f"{url}{office.address(name)}")
    modem.somebody_writes("+23566123464", "Bonjour", "20261129T063100")
    soon(lambda: office.rows("CFM Envelope", account=name) and not modem.kept())
    office.work()
    [row] = office.rows("CFM Conversation", account=name)
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take_over", name=row.name))
    ok(operator.call(f"{INBOX}.answer", name=row.name, text="Merci"))
    modem.stop()
    modem.start_bridge(f"{url}{office.address(name)}")
    office.work()
    [file] = modem.folder.glob("outbox/*")
    file.unlink()
    modem.cannot_send(file.name)
    soon(lambda: not modem.kept())
    office.work()
    out = {"account": name, "direction": "Out"}
    assert [row.state for row in office.rows("CFM Message", "state", **out)] == ["Failed"]


@pytest.mark.parametrize(
    ("key", "values", "status"),
    [
        ("another", {"to": "+23566123461", "reference": "a"}, 403),
        (gammu.KEY, {"to": "+235/../x", "reference": "a"}, 400),
        (gammu.KEY, {"to": "+23566123461", "reference": "../a"}, 400),
        (gammu.KEY, {"to": "+23566123461", "reference": "a", "text": "x" * 70_000}, 413),
    ],
)
def test_the_bridge_takes_messages_of_the_office_alone(
    modem: gammu.Gammu, key: str, values: dict[str, str], status: int
) -> None:
    modem.start_bridge("http://127.0.0.1:9")
    login = {"Authorization": f"Bearer {key}"}
    answer = requests.post(modem.url, data=values, headers=login, timeout=9)
    assert (answer.status_code, modem.kept()) == (status, [])
