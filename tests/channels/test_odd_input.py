"""What providers and strangers bring that does not fit: it is kept as far as it can be, or refused in words."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest

from frappe_embedded.kernel.utils.dates import get_datetime, now_datetime
from tests.engine.served import Answer

from .conftest import OPERATOR, Office, ok
from .meta import envelope, post, status, text, whatsapp
from .providers import Provider
from .test_door import plain, sms
from .test_outbox import gateway

INBOX = "cfm_app.api.inbox"
HALF = "\\ud83d"


_numbers = count(1)


def named() -> str:
    """A name for one more account."""
    return f"odd-{next(_numbers)}"


def as_json(office: Office, account: str, body: str, about: str | None = None) -> Answer:
    """What the door answers to JSON as it is written."""
    address, kind = office.address(account, about), "application/json"
    answer = office.served.guest().send("POST", address, body.encode(), Content_Type=kind)
    office.work()
    return answer


def messages(office: Office, account: str, direction: str = "In") -> list[Any]:
    fields = ("text", "sent_on", "sender_id", "conversation", "state", "error", "media_state")
    return office.rows("CFM Message", *fields, account=account, direction=direction)


@pytest.mark.parametrize("sender", ["A<b>C", "<img src=x onerror=alert(1)>", "A\x07\x1bB", "AT&T"])
def test_a_sender_who_looks_like_markup_has_one_conversation(office: Office, sender: str) -> None:
    account = plain(office, named())
    for number in range(3):
        body = json.dumps(sms(id=str(number), **{"from": sender}))
        assert as_json(office, account, body).status == 200
    (conversation,) = office.rows("CFM Conversation", "contact_address", "unread", account=account)
    assert conversation.unread == 3
    assert not set("<>\x07\x1b") & set(conversation.contact_address)
    assert {row.state for row in office.rows("CFM Envelope", "state", account=account)} == {"Done"}


def test_two_names_with_brackets_stay_two_people(office: Office) -> None:
    account = plain(office, "odd-two")
    for number, sender in enumerate(("A<b>C", "AbC")):
        as_json(office, account, json.dumps(sms(id=str(number), **{"from": sender})))
    assert len(office.rows("CFM Conversation", account=account)) == 2


def test_half_a_character_in_a_text_is_kept_as_a_sign(office: Office) -> None:
    for number, values in enumerate(({}, {"in_id": "", "in_time": "time"})):
        account = plain(office, f"odd-half-{number}", **values)
        body = json.dumps(sms(text="TEXT")).replace("TEXT", f"mil {HALF}")
        assert as_json(office, account, body).status == 200
        assert [row.text for row in messages(office, account)] == ["mil \ufffd"]


@pytest.mark.parametrize("about", [None, "report"])
def test_half_a_character_in_an_id_is_refused(office: Office, about: str | None) -> None:
    account = plain(office, f"odd-id-{about}", report_id="id", report_status="state")
    body = json.dumps({**sms(id="ID"), "state": "ok"}).replace("ID", HALF)
    answer = as_json(office, account, body, about)
    assert (answer.status, answer.content) == (400, b"")
    assert not messages(office, account)
    told = office.rows("CFM Channel Account", "last_refusal", account_name=account)[0]
    assert "does not hold" in told.last_refusal


@pytest.mark.parametrize(
    "time",
    [
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+12:00",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59",
        "253402300799999",
        "0",
    ],
)
def test_a_time_outside_the_calendar_is_the_time_of_arrival(office: Office, time: str) -> None:
    account = plain(office, named())
    as_json(office, account, json.dumps(sms(time=time)))
    (said,) = messages(office, account)
    now = office.served.work(now_datetime)
    assert abs((now - get_datetime(said.sent_on)).total_seconds()) < 120


LONG = "x" * 3_000


@pytest.mark.parametrize("given", [LONG, "a<b>c", f"{LONG}é", 12345678901234567890])
def test_an_id_that_does_not_fit_is_known_all_the_same(
    office: Office, provider: Provider, given: Any
) -> None:
    account = gateway(office, provider, named())
    as_json(office, account, json.dumps({"from": "+23566400777", "text": "un", "id": given}))
    (came,) = messages(office, account)
    operator = office.user(OPERATOR)
    ok(operator.call(f"{INBOX}.take_over", name=came.conversation))
    provider.body = {"message": {"id": given}}
    ok(operator.call(f"{INBOX}.answer", name=came.conversation, text="Merci"))
    office.work()
    (out,) = messages(office, account, "Out")
    assert out.state == "Sent" and len(out.sender_id) <= 140
    report = json.dumps({"id": given, "state": "delivered"})
    assert as_json(office, account, report, "report").status == 200
    assert messages(office, account, "Out")[0].state == "Delivered"


def test_what_whatsapp_brings_without_an_id_is_skipped_and_told(
    office: Office, provider: Provider
) -> None:
    account = whatsapp(office, provider, "odd-wa")
    bare = text("wamid.1", "sans ID", 1764180000)
    del bare["messages"][0]["id"]
    stateless = status("wamid.2", "read", 1764180000)
    del stateless["statuses"][0]["status"]
    odd = [{"messages": ["x", None, {"id": {"a": 1}}]}, {"statuses": [7, {"status": "read"}]}]
    whole = text("wamid.3", "avec ID", 1764180000)
    assert post(office, account, envelope(bare, stateless, *odd, whole)).status == 200
    office.work()
    assert [row.text for row in messages(office, account)] == ["avec ID"]
    told = office.rows("CFM Channel Account", "last_refusal", account_name=account)[0]
    assert "without the ID" in told.last_refusal
    assert {row.state for row in office.rows("CFM Envelope", "state", account=account)} == {"Done"}


@pytest.mark.parametrize("image", [None, {}, "x", {"id": LONG}, {"id": ["x"]}])
def test_a_picture_that_cannot_be_asked_for_is_told(
    office: Office, provider: Provider, image: Any
) -> None:
    account = whatsapp(office, provider, named())
    came = text("wamid.1", "x", 1764180000, user_id="<b>" + "u" * 200)
    came["messages"][0] |= {"type": "image", "image": image}
    for number in range(2):
        came["messages"][0]["id"] = f"wamid.{number}"
        assert post(office, account, envelope(came)).status == 200
    office.work()
    assert ["image" in row.text for row in messages(office, account)] == [True, True]
    assert len(office.rows("CFM Conversation", account=account)) == 1
