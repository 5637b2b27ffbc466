"""An SMS from the gateway into the inbox, the answer out by it again, and what became of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from cfm_app.channels.adapters import sms

from .conftest import OPERATOR, Office, ok, query_of
from .providers import Provider

NUMBER = "+23566123456"
INBOX = "cfm_app.api.inbox"


def kannel(office: Office, provider: Provider, name: str, **values: Any) -> str:
    return office.account(
        account_name=name,
        adapter="SMS",
        ready_map="Kannel",
        out_url=f"{provider.url}/cgi-bin/sendsms",
        api_user="cfm",
        api_secret="gateway-key",
        **values,
    )


def test_from_the_gateway_to_the_thread_and_back(office: Office, provider: Provider) -> None:
    account = kannel(office, provider, "kannel-story")
    provider.status, provider.body = 202, "0: Accepted for delivery"
    guest = office.served.guest()
    came = {"from": "23566123456", "text": "Il manque du mil 🌾", "id": "k-1", "time": "1764180000"}
    answer = guest.get(f"{office.address(account)}&{urlencode(came)}")
    assert (answer.status, answer.content) == (200, b"")
    office.work()

    operator = office.user(OPERATOR)
    rows = ok(operator.call(f"{INBOX}.conversations", view="waiting"))["rows"]
    row = next(each for each in rows if each["number"] == NUMBER)
    assert (row["first_words"], row["unread"]) == ("Il manque du mil 🌾", 1)
    assert row["to_be_clarified"] and row["who"] == NUMBER

    refused = operator.call(f"{INBOX}.answer", name=row["name"], text="Bonjour")
    assert refused.status == 417 and "Take the conversation first" in refused.text
    ok(operator.call(f"{INBOX}.take", name=row["name"]))
    sent = {"name": row["name"], "text": "Merci, nous vérifions.", "request_id": "a-1"}
    first = ok(operator.call(f"{INBOX}.answer", **sent))
    again = ok(operator.call(f"{INBOX}.answer", **sent))
    assert first["message"]["name"] == again["message"]["name"]
    assert first["message"]["state"] == "Queued"
    office.work()

    asked = [each.values for each in provider.seen]
    assert [each["text"] for each in asked] == ["Merci, nous vérifions."]
    assert (asked[0]["to"], asked[0]["username"], asked[0]["password"]) == (
        NUMBER,
        "cfm",
        "gateway-key",
    )
    thread = ok(operator.call(f"{INBOX}.thread", name=row["name"]))
    assert [each["state"] for each in thread["messages"]] == ["Received", "Sent"]

    report = asked[0]["dlr-url"].replace("%d", "1").partition("/api/")
    assert query_of(asked[0]["dlr-url"])["about"] == "report"
    assert guest.get(f"/api/{report[2]}").status == 200
    office.work()
    thread = ok(operator.call(f"{INBOX}.thread", name=row["name"]))
    assert [each["state"] for each in thread["messages"]] == ["Received", "Delivered"]
    assert thread["state"] == "Answered" and thread["unread"] == 0


def test_a_gateway_has_its_usual_address_until_another_is_entered(office: Office) -> None:
    account = office.account(account_name="sms-usual", adapter="SMS", ready_map="Infobip")
    usual = office.rows("CFM Channel Account", "out_url", account_name=account)[0].out_url
    assert usual == sms.ready_map("Infobip")["out_url"]
    for entered, stored in (("https://own.test/send", "https://own.test/send"), ("", usual)):
        office.change("CFM Channel Account", account, out_url=entered)
        assert office.rows("CFM Channel Account", "out_url", account_name=account) == [
            {"name": account, "out_url": stored}
        ]


def test_an_account_that_could_do_nothing_is_not_stored(office: Office) -> None:
    with pytest.raises(Exception, match="Choose the gateway"):
        office.account(account_name="sms-empty", adapter="SMS")
    assert office.account(account_name="sms-empty", adapter="SMS", enabled=0)
