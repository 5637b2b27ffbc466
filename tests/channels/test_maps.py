"""The ready maps against what each gateway documents: what it brings, what it is asked, what it reports."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from cfm_app.channels.adapters import sms

from .conftest import DOOR, OPERATOR, Office, ok
from .providers import Provider, Sent

INBOX = "cfm_app.api.inbox"
FORM = {"Content_Type": "application/x-www-form-urlencoded"}
SIGNING = "signing-key"


@dataclass(frozen=True)
class Gateway:
    """One ready map: a message and a report as they come, an answer, and what our request holds."""

    name: str
    brings: dict[str, Any]
    answers: Any
    asks: Any
    reports: dict[str, Any]
    is_json: bool = True
    signs: bool = False
    tells: str = "Delivered"
    """The last that it ever tells of a message."""
    headers: dict[str, str] = field(default_factory=dict)


GATEWAYS = [
    Gateway(
        "Kannel",
        {"from": "+254791541111", "text": "Habari", "id": "k1", "time": "2026-05-03 06:04:45"},
        "0: Accepted for delivery",
        lambda values: (values["to"], values["text"], values["coding"]),
        {"state": "1"},
        is_json=False,
    ),
    Gateway(
        "Africa's Talking",
        {
            "linkId": "03090445075804249226",
            "text": "Habari",
            "to": "21512",
            "id": "ec9adc86-51d5-4bc8-8eb0-d8ab0bb53dc3",
            "date": "2026-05-03 06:04:45",
            "from": "+254791541111",
        },
        {"SMSMessageData": {"Recipients": [{"status": "Success", "messageId": "ATXid_1"}]}},
        lambda values: (values["to"], values["message"], values["username"]),
        {"id": "ATXid_1", "status": "Success"},
        is_json=False,
        headers={"Apikey": "key"},
    ),
    Gateway(
        "Infobip",
        {
            "results": [
                {
                    "messageId": "817790313235066447",
                    "from": "254791541111",
                    "to": "385921004026",
                    "text": "Habari",
                    "receivedAt": "2026-05-03T06:04:45.220+0000",
                }
            ],
            "messageCount": 1,
        },
        {"messages": [{"status": {"groupId": 1}, "messageId": "12345"}]},
        lambda values: (
            values["messages"][0]["destinations"][0]["to"],
            values["messages"][0]["content"]["text"],
            values["messages"][0]["from"],
        ),
        {"results": [{"messageId": "12345", "status": {"groupName": "DELIVERED"}}]},
        headers={"Authorization": "App key"},
    ),
    Gateway(
        "Android SMS Gateway",
        {
            "deviceId": "ffffffffceb0b1db0000018e937c815b",
            "event": "sms:received",
            "id": "Ey6ECgOkVVFjz3CL48B8C",
            "payload": {
                "messageId": "abc123",
                "message": "Habari",
                "phoneNumber": "+254791541111",
                "simNumber": 1,
                "receivedAt": "2026-05-03T09:04:45.000+03:00",
            },
            "webhookId": "LreFUt-Z3sSq0JufY9uWB",
        },
        {"id": "PyDmBQZZXYmyxMwED8Fzy", "state": "Pending"},
        lambda values: (values["phoneNumbers"][0], values["textMessage"]["text"], "cfm"),
        {"event": "sms:delivered", "payload": {"messageId": "PyDmBQZZXYmyxMwED8Fzy"}},
        signs=True,
        headers={"Authorization": "Basic Y2ZtOmtleQ=="},
    ),
    Gateway(
        "Gammu",
        # A modem has the time of the network.
        {"from": "+254791541111", "text": "Habari", "id": "IN1", "time": "2026-05-03 07:04:45"},
        "",
        lambda values: (values["to"], values["text"], values["reference"]),
        {"state": "sent"},
        is_json=False,
        tells="Sent",
        headers={"Authorization": "Bearer key"},
    ),
]


def bring(office: Office, path: str, gateway: Gateway, values: dict[str, Any]) -> int:
    raw = json.dumps(values) if gateway.is_json else urlencode(values)
    headers = {"Content_Type": "application/json"} if gateway.is_json else dict(FORM)
    if gateway.signs:
        moment = str(int(time.time()))
        made = hmac.new(SIGNING.encode(), f"{raw}{moment}".encode(), hashlib.sha256)
        headers |= {"X_Timestamp": moment, "X_Signature": made.hexdigest()}
    return office.served.guest().send("POST", path, raw, **headers).status


@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda each: each.name)
def test_a_ready_map_speaks_with_its_gateway(
    office: Office, provider: Provider, gateway: Gateway
) -> None:
    name = f"map {gateway.name}"
    account = office.account(
        account_name=name,
        adapter="SMS",
        ready_map=gateway.name,
        out_url=f"{provider.url}/send",
        api_user="cfm",
        api_secret="key",
        sender_name="PAM",
        signature_secret=SIGNING if gateway.signs else None,
    )
    for _time in range(3):
        assert bring(office, office.address(account), gateway, gateway.brings) == 200
    office.work()
    found = office.rows("CFM Conversation", "contact_address", account=account)
    assert [row.contact_address for row in found] == ["+254791541111"]
    messages = office.rows("CFM Message", "text", "sent_on", conversation=found[0].name)
    assert [row.text for row in messages] == ["Habari"]
    # In the time of the site, an hour east of Greenwich.
    assert str(messages[0].sent_on)[:19] == "2026-05-03 07:04:45"

    provider.body = gateway.answers
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take_over", name=found[0].name))
    answer = ok(operator.call(f"{INBOX}.answer", name=found[0].name, text="Asante"))
    office.work()
    sent = provider.seen[-1]
    asked = gateway.asks(sent.values)
    assert (asked[0].removeprefix("+"), asked[1]) == ("254791541111", "Asante")
    for header, value in gateway.headers.items():
        given = {key.casefold(): each for key, each in sent.headers.items()}
        assert given[header.casefold()] == value
    message = answer["message"]["name"]
    assert office.rows("CFM Message", "state", name=message)[0].state == "Sent"

    assert report(office, account, gateway, sent) == 200
    office.work()
    reports = office.rows("CFM Envelope", "state", account=account)[1:]
    assert [row.state for row in reports] == ["Done"]
    assert office.rows("CFM Message", "state", name=message)[0].state == gateway.tells


def report(office: Office, account: str, gateway: Gateway, sent: Sent) -> int:
    """The gateway tells that the message arrived, by the address that it was given."""
    if gateway.name == "Kannel":
        asked = parse_qs(urlsplit(sent.values["dlr-url"].replace("%d", "1")).query)
        path = f"{DOOR}?{urlencode({key: value[0] for key, value in asked.items()})}"
        return office.served.guest().get(path).status
    if gateway.name == "Gammu":
        asked = urlsplit(sent.values["report"])
        told = {**gateway.reports, "id": sent.values["reference"]}
        return bring(office, f"{asked.path}?{asked.query}", gateway, told)
    return bring(office, office.address(account, "report"), gateway, gateway.reports)


def test_there_is_a_map_for_each_choice() -> None:
    files = {file.stem for file in sms.MAPS.glob("*.json")}
    assert len(files) == len(GATEWAYS)
    assert all(sms.ready_map(each.name) for each in GATEWAYS)


def test_an_answer_of_success_that_says_failure_is_one(office: Office, provider: Provider) -> None:
    account = office.account(
        account_name="map refused",
        adapter="SMS",
        ready_map="Africa's Talking",
        out_url=f"{provider.url}/send",
        api_secret="key",
    )
    bring(office, office.address(account), GATEWAYS[1], GATEWAYS[1].brings)
    office.work()
    refused = {"status": "InsufficientBalance", "statusCode": 405}
    provider.body = {"SMSMessageData": {"Recipients": [refused]}}
    conversation = office.rows("CFM Conversation", account=account)[0].name
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take", name=conversation))
    message = ok(operator.call(f"{INBOX}.answer", name=conversation, text="x"))["message"]["name"]
    office.work()
    stored = office.rows("CFM Message", "state", "error", name=message)[0]
    assert stored.state == "Failed" and "InsufficientBalance" in stored.error


@pytest.mark.parametrize(("given", "wrong"), [("", 1), ("stale", 1), ("other", 1), ("right", 0)])
def test_a_signature_counts_with_its_time(
    office: Office, provider: Provider, given: str, wrong: int
) -> None:
    account = office.account(
        account_name=f"signed {given}",
        adapter="SMS",
        ready_map="Android SMS Gateway",
        signature_secret=SIGNING,
    )
    raw, moment = json.dumps(GATEWAYS[3].brings), int(time.time())
    moment -= 7200 if given == "stale" else 0
    secret = "another" if given == "other" else SIGNING
    made = hmac.new(secret.encode(), f"{raw}{moment}".encode(), hashlib.sha256).hexdigest()
    headers = {"X_Timestamp": str(moment), **({"X_Signature": made} if given else {})}
    sent = office.served.guest().send(
        "POST", office.address(account), raw, Content_Type="application/json", **headers
    )
    assert sent.status == (403 if wrong else 200)
    assert len(office.rows("CFM Envelope", account=account)) == 1 - wrong
