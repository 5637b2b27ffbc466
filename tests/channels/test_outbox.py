"""Whatever the provider does: no message leaves twice, and each has a fate that can be seen."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from cfm_app.channels import conversations, outbox
from cfm_app.channels.adapters import http_answers
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.utils.dates import add_to_date, now_datetime

from .conftest import OPERATOR, Office, ok
from .providers import Provider

INBOX = "cfm_app.api.inbox"
OLD = add_to_date(now_datetime(), minutes=-20)


def gateway(office: Office, provider: Provider, name: str, **values: Any) -> str:
    """A gateway by JSON that gives each message an ID."""
    given = {
        "adapter": "SMS",
        "in_sender": "from",
        "in_text": "text",
        "in_id": "id",
        "out_method": "POST JSON",
        "out_url": f"{provider.url}/send",
        "out_parameters": "to = {to}\ntext = {text}\nkey = {reference}",
        "out_id": "message.id",
        "report_id": "id",
        "report_status": "state",
        "sent_words": "sent",
        "delivered_words": "delivered, arrived",
        "failed_words": "failed",
        "stopped_words": "stopped",
    }
    provider.body = {"message": {"id": f"{name}-1"}}
    return office.account(account_name=name, **{**given, **values})


def answered(office: Office, account: str, *texts: str, sender: str = "23566200001") -> list[str]:
    """Answers to somebody who wrote, queued; their names."""
    came = {"from": sender, "text": "bonjour", "id": f"{account}-in-{sender}"}
    office.brought(office.address(account), came)
    office.work()
    number = {"contact_address": f"+{sender}"}
    conversation = office.rows("CFM Conversation", account=account, **number)[0].name
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take_over", name=conversation))
    made = [ok(operator.call(f"{INBOX}.answer", name=conversation, text=each)) for each in texts]
    return [each["message"]["name"] for each in made]


def fate(office: Office, name: str) -> Any:
    fields = ("state", "error", "attempts", "next_attempt_on", "sender_id", "reference")
    return office.rows("CFM Message", *fields, name=name)[0]


def again(office: Office, account: str, name: str) -> None:
    """The time of the next try has come."""
    office.set("CFM Message", name, next_attempt_on=OLD)
    office.served.work(lambda: outbox.deliver(account))


def test_a_provider_that_is_down_is_tried_again_until_it_is_given_up(
    office: Office, provider: Provider
) -> None:
    account = gateway(office, provider, "out-down", out_url="http://127.0.0.1:9/send")
    (name,) = answered(office, account, "Bonjour")
    office.work()
    assert fate(office, name).state == "Queued" and "reached" in fate(office, name).error
    assert fate(office, name).next_attempt_on > now_datetime()
    for _try in range(len(outbox.PAUSES)):
        again(office, account, name)
    assert (fate(office, name).state, fate(office, name).attempts) == ("Failed", 6)
    stored = office.rows("CFM Channel Account", "last_error", account_name=account)
    assert "reached" in stored[0].last_error


@pytest.mark.parametrize("status", [429, 503])
def test_a_provider_that_is_busy_is_left_alone_for_as_long_as_it_says(
    office: Office, provider: Provider, status: int
) -> None:
    account = gateway(office, provider, f"out-busy-{status}")
    provider.status, provider.headers = status, {"Retry-After": "1800"}
    (name,) = answered(office, account, "Bonjour")
    office.work()
    found = fate(office, name)
    assert found.state == "Queued"
    assert found.next_attempt_on > add_to_date(now_datetime(), minutes=29)
    office.served.work(lambda: outbox.deliver(account))
    assert len(provider.seen) == 1
    provider.status = 200
    again(office, account, name)
    assert (fate(office, name).state, fate(office, name).error) == ("Sent", None)
    # It is the same message to the provider.
    assert {each.values["key"] for each in provider.seen} == {found.reference}


def fails(provider: Provider) -> None:
    provider.status = 500


def breaks_off(provider: Provider) -> None:
    provider.breaks_off = True


def is_silent(provider: Provider) -> None:
    provider.seconds = 1.5


@pytest.mark.parametrize("trouble", [fails, breaks_off, is_silent])
def test_what_may_have_arrived_is_not_sent_again(
    office: Office, provider: Provider, trouble: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_answers, "SECONDS", 0.5)
    account = gateway(office, provider, f"out-{trouble.__name__}")
    trouble(provider)
    (name,) = answered(office, account, "Bonjour")
    office.work()
    assert fate(office, name).state == "Unknown" and fate(office, name).error
    office.served.work(outbox.deliver_waiting)
    assert len(provider.seen) == 1
    # The provider may still tell what became of it, by our reference.
    told = {"id": fate(office, name).reference, "state": "arrived"}
    office.brought(office.address(account, "report"), told)
    office.work()
    assert fate(office, name).state == "Delivered"


def test_a_provider_that_knows_references_is_asked_again(
    office: Office, provider: Provider
) -> None:
    account = gateway(office, provider, "out-key", out_reference_is_key=1)
    provider.status = 500
    (name,) = answered(office, account, "Bonjour")
    office.work()
    provider.status = 200
    again(office, account, name)
    assert fate(office, name).state == "Sent"
    assert len({each.values["key"] for each in provider.seen}) == 1


@pytest.mark.parametrize(("has_key", "state"), [(0, "Unknown"), (1, "Sent")])
def test_what_was_being_sent_when_the_machine_went_down(
    office: Office, provider: Provider, has_key: int, state: str
) -> None:
    account = gateway(office, provider, f"out-crash-{has_key}", out_reference_is_key=has_key)
    (name,) = answered(office, account, "Bonjour")
    office.set("CFM Message", name, state="Sending", sending_since=OLD, attempts=1)
    office.work()
    assert fate(office, name).state == state
    assert len(provider.seen) == has_key


def test_two_processes_send_a_message_once(office: Office, provider: Provider) -> None:
    account = gateway(office, provider, "out-pair")
    provider.seconds = 0.05
    for number in range(5):
        answered(office, account, "un", "deux", sender=f"2356620010{number}")

    def deliver() -> None:
        with opened(office.served.site):
            outbox.deliver(account)

    for _round in range(2):
        threads = [threading.Thread(target=deliver) for _each in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    keys = [each.values["key"] for each in provider.seen]
    assert len(keys) == len(set(keys)) == 10


def test_messages_of_one_conversation_leave_in_their_order(
    office: Office, provider: Provider
) -> None:
    account = gateway(office, provider, "out-order")
    provider.status = 503
    first, second = answered(office, account, "un", "deux")
    office.work()
    assert (fate(office, first).attempts, fate(office, second).attempts) == (1, 0)
    provider.status = 200
    again(office, account, first)
    office.served.work(outbox.deliver_waiting)
    assert [each.values["text"] for each in provider.seen] == ["un", "un", "deux"]


def test_an_account_sends_no_faster_than_it_may(office: Office, provider: Provider) -> None:
    account = gateway(office, provider, "out-rate", rate_per_minute=3)
    for number in range(5):
        answered(office, account, "un", sender=f"2356620020{number}")
    for _round in range(3):
        office.served.work(outbox.deliver_waiting)
    assert len(provider.seen) == 3


def test_states_never_fall_back_and_stops_are_obeyed(office: Office, provider: Provider) -> None:
    account = gateway(office, provider, "out-states")
    (name,) = answered(office, account, "Bonjour")
    office.work()
    steps = (("failed", "Failed"), ("delivered", "Delivered"), ("failed", "Delivered"))
    for told, state in (*steps, ("sent", "Delivered"), ("no such state", "Delivered")):
        office.brought(office.address(account, "report"), {"id": "out-states-1", "state": told})
        office.work()
        assert fate(office, name).state == state
    office.brought(office.address(account, "report"), {"id": "out-states-1", "state": "stopped"})
    office.work()
    conversation = office.rows("CFM Conversation", "opted_out_on", account=account)[0]
    assert conversation.opted_out_on
    refused = office.user(OPERATOR).call(f"{INBOX}.answer", name=conversation.name, text="x")
    assert refused.status == 417 and "no more messages" in refused.text


def test_a_report_that_overtakes_the_answer_waits_for_it(
    office: Office, provider: Provider
) -> None:
    account = gateway(office, provider, "out-early")
    office.brought(office.address(account, "report"), {"id": "out-early-1", "state": "arrived"})
    office.work()
    (name,) = answered(office, account, "Bonjour")
    office.work()
    assert fate(office, name).state == "Sent"
    waits = office.rows("CFM Envelope", account=account, state="Waiting")
    office.set("CFM Envelope", waits[0].name, next_attempt_on=OLD)
    office.served.work(conversations.process_waiting)
    assert fate(office, name).state == "Delivered"
