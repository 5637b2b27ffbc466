"""Whatever the provider does, no answer leaves twice and each has a fate that its writer sees: here, and on a bench."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cfm_app.channels import outbox

from .. import passing_time
from ..browser.ways import new_number
from ..browser.writing_in import ACCOUNT, MANAGER, Gateway, gateway
from ..channels.providers import Provider
from ..live import Client, Running, Server
from ..waiting import soon

OPERATOR = "operator@demo.cfm"
INBOX = "cfm_app.api.inbox"
DELIVER = "cfm_app.channels.outbox.deliver_waiting"
LONG_AGO = "2020-03-01 08:00:00"


@pytest.fixture
def post(office: Server | Running) -> Iterator[Gateway]:
    with gateway(office, f"out-{secrets.token_hex(3)}") as found:  # type: ignore[arg-type]
        yield found


def written(post: Gateway) -> str:
    """The conversation with somebody who writes; whatever was brought before is done."""
    number = new_number()
    post.brings(number, "bonjour")
    operator = Client(post.office.url, OPERATOR)
    where = json.dumps({"account": post.account, "contact_address": number})
    [conversation] = soon(lambda: operator.list("CFM Conversation", filters=where))
    return str(conversation["name"])


def answered(post: Gateway, *texts: str) -> list[str]:
    """Answers to somebody who wrote, handed over; their names."""
    name = written(post)
    operator = Client(post.office.url, OPERATOR)
    operator.call(f"{INBOX}.take_over", name=name)
    made = [operator.call(f"{INBOX}.answer", name=name, text=each) for each in texts]
    return [each["message"]["name"] for each in made]


def fate(post: Gateway, name: str) -> dict[str, Any]:
    """What the operator is shown of a message."""
    return Client(post.office.url, OPERATOR).get("CFM Message", name)


def becomes(post: Gateway, name: str, state: str, attempts: int) -> dict[str, Any]:
    def told() -> dict[str, Any] | None:
        found = fate(post, name)
        return found if (found["state"], found["attempts"]) == (state, attempts) else None

    return dict(soon(told))


def again(post: Gateway) -> None:
    """The time of the next try has come."""
    due = "update `tabCFM Message` set next_attempt_on = %s where account = %s and state = 'Queued'"
    passing_time.write(post.office, (due, (LONG_AGO, post.account)))
    passing_time.call(post.office, DELIVER)


def test_a_provider_that_is_down_is_tried_again_until_it_is_given_up(post: Gateway) -> None:
    manager = Client(post.office.url, MANAGER)
    manager.change(ACCOUNT, post.account, out_url="http://127.0.0.1:9/send")
    [name] = answered(post, "Bonjour")
    assert becomes(post, name, "Queued", 1)["error"]
    for tries in range(2, len(outbox.PAUSES) + 2):
        again(post)
        assert fate(post, name)["attempts"] == tries
    assert fate(post, name)["state"] == "Failed"
    assert manager.get(ACCOUNT, post.account)["last_error"]
    assert post.sent() == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_provider_that_is_busy_is_left_alone_for_as_long_as_it_says(
    post: Gateway, status: int
) -> None:
    post.provider.status, post.provider.headers = status, {"Retry-After": "1800"}
    first, second = answered(post, "un", "deux")
    becomes(post, first, "Queued", 1)
    passing_time.call(post.office, DELIVER)
    assert len(post.sent()) == 1
    post.provider.status = 200
    again(post)
    becomes(post, first, "Sent", 2)
    becomes(post, second, "Sent", 1)
    # In their order, and each is the same message to the provider.
    assert [each.values["text"] for each in post.sent()] == ["un", "un", "deux"]
    assert len({each.values["reference"] for each in post.sent()}) == 2


def fails(provider: Provider) -> None:
    provider.status = 500


def breaks_off(provider: Provider) -> None:
    provider.breaks_off = True


def is_silent(provider: Provider) -> None:
    provider.seconds = 25


@pytest.mark.parametrize("trouble", [fails, breaks_off, is_silent])
def test_what_may_have_arrived_is_not_sent_again(
    post: Gateway, trouble: Callable[[Provider], None]
) -> None:
    trouble(post.provider)
    [name] = answered(post, "Bonjour")
    assert becomes(post, name, "Unknown", 1)["error"]
    again(post)
    [sent] = post.sent()
    # The provider may still tell what became of it, by our reference.
    post.reports(sent.values["reference"], "DELIVRD")
    becomes(post, name, "Delivered", 1)
    post.reports(sent.values["reference"], "UNDELIV")
    post.provider.seconds, post.provider.breaks_off = 0, False
    written(post)
    assert fate(post, name)["state"] == "Delivered"


def test_what_was_being_sent_when_the_machine_went_down(post: Gateway) -> None:
    post.provider.status = 503
    [name] = answered(post, "Bonjour")
    becomes(post, name, "Queued", 1)
    post.provider.status = 200
    broken = "update `tabCFM Message` set state = 'Sending', sending_since = %s where name = %s"
    passing_time.write(post.office, (broken, (LONG_AGO, name)))
    passing_time.call(post.office, DELIVER)
    assert becomes(post, name, "Unknown", 1)["error"]
    assert len(post.sent()) == 1


def test_several_processes_send_each_answer_once(post: Gateway) -> None:
    post.provider.seconds = 0.2
    names = [name for _each in range(5) for name in answered(post, "un", "deux")]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _each: passing_time.call(post.office, DELIVER), range(3)))
    for name in names:
        becomes(post, name, "Sent", 1)
    sent = [each.values["reference"] for each in post.sent()]
    assert len(sent) == len(set(sent)) == len(names)
