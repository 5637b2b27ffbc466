"""Another program hears of ordinary cases, and of restricted ones nothing, whatever happens to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from tests.receiver import Receiver, receiving

from .conftest import Office

SECRET = "a word of the two"
GRAVE = "Exploitation ou abus sexuel"
EVENTS = ("after_insert", "on_update", "on_change")


@pytest.fixture
def other(office: Office) -> Iterator[Receiver]:
    office.served.site.config["inner_servers"] = ["127.0.0.1"]
    with receiving() as receiver:
        yield receiver


def webhooks(office: Office, other: Receiver) -> None:
    """As a manager makes them."""
    leader = office.user("leads@test.cfm")
    for event in EVENTS:
        values = {
            "doctype": "Webhook",
            "name": event,
            "webhook_doctype": "Case",
            "webhook_docevent": event,
            "request_url": other.url,
            "request_structure": "Form URL-Encoded",
            "enable_security": 1,
            "webhook_secret": SECRET,
            "webhook_data": [
                {"fieldname": "name", "key": "number"},
                {"fieldname": "sensitivity", "key": event},
            ],
        }
        answer = leader.post("/api/resource/Webhook", values)
        assert answer.status == 200, answer.text


def case(office: Office, **values: Any) -> str:
    given = {"doctype": "Case", "channel": "Ligne verte", "description": "Where is it?"}
    given["category"] = "Demande d'information"
    return str(office.served.work(lambda: get_doc({**given, **values}).insert().name))


def test_of_restricted_cases_nothing_leaves(office: Office, other: Receiver) -> None:
    webhooks(office, other)
    grave = case(office, category=GRAVE)
    office.work()
    assert not other.came
    ordinary = case(office)
    office.work()
    assert {each["number"] for each in other.bodies} == {ordinary}
    assert all(other.is_signed(place, SECRET) for place in range(len(other.came)))

    def spoken_of() -> None:
        for name in (grave, ordinary):
            get_doc("Case", name).add_comment("Comment", "One word")

    office.served.work(spoken_of)
    told = len(other.came)
    office.change("Case", ordinary, category=GRAVE)
    office.work()
    assert len(other.came) == told
    # What was told of it before it became grave is forgotten here, too.
    assert not office.rows("Webhook Request Log", reference_document=ordinary)
    assert not office.served.work(lambda: local.db.count("Webhook Delivery"))


def test_nobody_tries_one_on_what_is_closed(office: Office, other: Receiver) -> None:
    grave, missing = case(office, category=GRAVE), "CFM-2026-99999"
    leader = office.user("leads@test.cfm")
    draft = {"doctype": "Webhook", "webhook_doctype": "Case", "request_url": other.url}
    answers = [
        leader.post("/app/webhook-preview", {"doc": draft, "name": name}).json
        for name in (grave, missing)
    ]
    assert answers[0] == answers[1]
