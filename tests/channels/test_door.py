"""The door: who is let in, what is kept, and that nobody learns anything at it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from cfm_app.channels import conversations, plain_text
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.utils.dates import add_to_date, now_datetime

from .conftest import DOOR, OPERATOR, Office, ok
from .meta import whatsapp
from .providers import Provider

INBOX = "cfm_app.api.inbox"
MANAGER = "leads@test.cfm"


def plain(office: Office, name: str, **values: Any) -> str:
    """A gateway that posts forms."""
    given = {"in_sender": "from", "in_text": "text", "in_id": "id", "in_time": "time"}
    return office.account(account_name=name, adapter="SMS", **{**given, **values})


def sms(**values: str) -> dict[str, str]:
    return {"from": "+23566400001", "text": "bonjour", "id": "1", "time": "1764180000", **values}


def texts(office: Office, account: str) -> list[str]:
    fields = ("text", "sent_on")
    rows = office.rows("CFM Message", *fields, account=account)
    return [row.text for row in sorted(rows, key=lambda row: row.sent_on)]


def test_nobody_learns_at_the_door_which_accounts_there_are(office: Office) -> None:
    account = plain(office, "door-known")
    off = plain(office, "door-off", enabled=0)
    asked = [
        {},
        {"account": account},
        {"account": account, "token": "x"},
        {"account": "no such account", "token": "x"},
        {"account": off, "token": office.address(off).partition("token=")[2]},
        {"account": "Door-Known", "token": office.address(account).partition("token=")[2]},
    ]
    answers = [office.brought(f"{DOOR}?{urlencode(each)}", sms()) for each in asked]
    assert {(each.status, each.content) for each in answers} == {(403, b"")}
    assert not office.rows("CFM Envelope", account=account)
    # However often, it is told once a minute.
    assert len(office.rows("Error Log", reference_name=account)) == 1


def test_too_large_a_request_is_not_looked_at(office: Office) -> None:
    account = plain(office, "door-large")
    answer = office.brought(office.address(account), sms(text="x" * (2 << 20)))
    assert (answer.status, answer.content) == (413, b"")
    assert not office.rows("CFM Envelope", account=account)


@pytest.mark.parametrize(
    ("allowed", "status"), [("10.0.0.0/8\n127.0.0.0/8", 200), ("10.1.2.3", 403), ("", 200)]
)
def test_an_account_may_name_the_addresses_of_its_provider(
    office: Office, allowed: str, status: int
) -> None:
    account = plain(office, f"door-from-{status}-{len(allowed)}", allowed_addresses=allowed)
    assert office.brought(office.address(account), sms()).status == status
    stored = office.rows("CFM Channel Account", "last_refusal", account_name=account)[0]
    assert bool(stored.last_refusal) == (status == 403)


def press(office: Office, user: str, button: str, account: str) -> Any:
    """Press a button on the form of an account."""
    asked = {"dt": "CFM Channel Account", "dn": account, "method": button}
    return office.user(user).post("/api/method/run_doc_method", asked)


def test_a_token_that_was_replaced_is_good_for_a_day(office: Office) -> None:
    account = plain(office, "door-token")
    old = office.address(account)
    given = ok(press(office, MANAGER, "rotate_token", account))
    new = office.address(account)
    assert old != new and given["messages"].endswith(new) and "about=report" in given["reports"]
    assert [office.brought(each, sms()).status for each in (old, new)] == [200, 200]
    past = add_to_date(now_datetime(), minutes=-1)
    office.set("CFM Channel Account", account, previous_token_until=past)
    assert [office.brought(each, sms()).status for each in (old, new)] == [403, 200]


def test_who_sets_accounts_up_is_told_their_addresses_in_words(office: Office) -> None:
    account = plain(office, "door-form")
    told = press(office, MANAGER, "show_addresses", account)
    assert ok(told)["messages"].endswith(office.address(account))
    assert told.text.count(office.address(account)) > 2 and "about=report" in told.text
    found = press(office, MANAGER, "try_connection", account)
    assert ok(found) in found.json["_server_messages"]


def test_each_provider_is_told_what_it_asks_for(office: Office, provider: Provider) -> None:
    line = office.account(account_name="door-line", adapter="Free line", channel="Ligne verte")
    told = press(office, MANAGER, "show_addresses", line).json["_server_messages"]
    assert office.address(line) in told and "about=report" not in told
    number = whatsapp(office, provider, "door-whatsapp")
    told = press(office, MANAGER, "show_addresses", number).json["_server_messages"]
    token = office.address(number).partition("token=")[2]
    assert told.index("Callback URL: http") < told.index(office.address(number))
    assert f"Verify token: {token}" in told and "about=report" not in told


def test_an_address_that_nobody_outside_reaches_is_named(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = plain(office, "door-outside")
    told = press(office, MANAGER, "show_addresses", account).text
    assert "Nobody outside may reach" in told
    monkeypatch.setitem(office.served.site.config, "host_name", "https://office.test")
    told = press(office, MANAGER, "show_addresses", account).text
    assert "https://office.test/api" in told and "Nobody outside" not in told


def test_only_who_sets_accounts_up_is_told_their_addresses(office: Office) -> None:
    account = plain(office, "door-secret")
    before = office.address(account)
    for button in ("show_addresses", "rotate_token", "try_connection"):
        answer = press(office, OPERATOR, button, account)
        assert answer.status == 403 and before not in answer.text
    assert office.address(account) == before
    shown = office.user(MANAGER).get(f"/api/resource/CFM%20Channel%20Account/{account}").text
    assert before.partition("token=")[2] not in shown


def test_words_that_read_like_a_request_are_words(office: Office) -> None:
    account = plain(office, "door-words")
    said = [
        json.dumps({"doctype": "Case", "name": "CFM-2026-100001"}),
        json.dumps([{"cmd": "frappe.client.get", "doctype": "case", "docname": "x"}]),
        "<script>alert(1)</script> & 'x'",
    ]
    for number, text in enumerate(said):
        values = sms(text=text, id=f"w{number}", time=str(1764180000 + number))
        assert (
            office.served.guest().get(f"{office.address(account)}&{urlencode(values)}").status
            == 200
        )
    office.work()
    stored = texts(office, account)
    assert [plain_text.unescaped(each) for each in stored] == said
    assert not any("<" in each for each in stored)


def test_without_a_unique_id_sender_time_and_text_make_one_message(office: Office) -> None:
    account = plain(office, "door-twice", in_id_repeats=1)
    for values in (
        sms(),
        sms(),
        sms(time="1764180001"),
        sms(text="encore", time="1764180002"),
        sms(**{"from": "+23566400002"}),
    ):
        office.brought(office.address(account), values)
    office.work()
    assert texts(office, account) == ["bonjour", "bonjour", "bonjour", "encore"]


def test_an_account_that_could_not_tell_two_messages_apart_is_refused(office: Office) -> None:
    with pytest.raises(Exception, match="time"):
        plain(office, "door-apart", in_id="", in_time="")
    with pytest.raises(Exception, match="no network"):
        plain(office, "door-network", allowed_addresses="everywhere")


def test_later_messages_are_sorted_in_by_the_time_of_the_sender(office: Office) -> None:
    account = plain(office, "door-order")
    for number in (3, 1, 2):
        values = sms(id=f"o{number}", text=f"{number}", time=str(1764180000 + number))
        office.brought(office.address(account), values)
        office.work()
    name = office.rows("CFM Conversation", account=account)[0].name
    thread = ok(office.user(OPERATOR).call(f"{INBOX}.thread", name=name))
    assert [each["text"] for each in thread["messages"]] == ["1", "2", "3"]
    assert thread["first_words"] == "3"


def test_what_cannot_be_read_waits_is_told_and_keeps_nothing_else(office: Office) -> None:
    account = plain(office, "door-unread")
    nobody = {"account": account, "state": "Waiting", "payload": '{"message": {"from": ""}}'}
    made = {"doctype": "CFM Envelope", "name": "unread", "attempts": 5, **nobody}
    office.served.work(lambda: get_doc(made).insert())
    office.brought(office.address(account), sms(text="secret", id="after"))
    office.served.work(conversations.process_waiting)
    assert texts(office, account) == ["secret"]
    assert office.rows("CFM Envelope", "state", name="unread")[0].state == "Failed"
    stored = office.rows("CFM Channel Account", "last_error", account_name=account)[0]
    assert "cannot be read" in stored.last_error


def test_an_envelope_is_emptied_once_it_was_opened(office: Office) -> None:
    account = plain(office, "door-emptied")
    office.brought(office.address(account), sms(text="secret"))
    office.work()
    rows = office.rows("CFM Envelope", "state", "payload", account=account)
    assert [(row.state, row.payload) for row in rows] == [("Done", None)]


def test_nobody_reads_envelopes(office: Office) -> None:
    for user in (OPERATOR, MANAGER):
        answer = office.user(user).get("/api/resource/CFM%20Envelope")
        assert answer.status == 403
