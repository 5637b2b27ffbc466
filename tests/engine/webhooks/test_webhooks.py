"""Webhooks, with another program that really listens."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, local, set_user
from frappe_embedded.kernel.core.exceptions import DoesNotExistError, ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.deletion import delete_doc
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.utils.dates import now_datetime
from frappe_embedded.services.jobs.worker import run_pending
from frappe_embedded.services.webhooks.composing import compose
from frappe_embedded.services.webhooks.controller import readable
from frappe_embedded.services.webhooks.delivery import deliver_waiting
from tests.engine.office import MANAGER, fill, made
from tests.patterns import Patterns
from tests.receiver import Receiver, receiving

SECRET = "a word of the two"
LATER = datetime.timedelta(days=2)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Any]:
    with made(tmp_path_factory.mktemp("office"), patterns, fill) as site:
        site.config["inner_servers"] = ["127.0.0.1"]
        yield site


@pytest.fixture
def desk(office: Any) -> Iterator[Context]:
    with opened(office) as context:
        set_user(MANAGER)
        yield context
        local.db.rollback()
        set_user("Administrator")
        for doctype in ("Webhook Delivery", "Webhook Request Log", "Webhook", "Parcel"):
            for name in local.db.get_all(doctype, pluck="name"):
                delete_doc(doctype, name, force=1, ignore_permissions=True)
        local.db.commit()


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def webhook(other: Receiver, event: str = "on_update", **values: Any) -> Any:
    given = {
        "doctype": "Webhook",
        "name": f"{event} of a parcel",
        "webhook_doctype": "Parcel",
        "webhook_docevent": event,
        "request_url": other.url,
        "request_structure": "Form URL-Encoded",
        "webhook_data": [{"fieldname": "name", "key": "id"}, {"fieldname": "kind", "key": "kind"}],
    }
    doc = get_doc({**given, **values}).insert()
    local.db.commit()
    return doc


def parcel(kind: str = "Plain", **values: Any) -> Any:
    return get_doc({"doctype": "Parcel", "subject": "Books", "kind": kind, **values}).insert()


def work(office: Any) -> None:
    local.db.commit()
    run_pending(office)


def logs() -> list[Any]:
    fields = ["reference_document", "response", "error", "user"]
    return local.db.get_all("Webhook Request Log", fields=fields, order_by="creation asc")


def test_a_change_is_told_signed_and_logged(desk: Context, office: Any, other: Receiver) -> None:
    headers = [{"key": "X-Office", "value": "one"}]
    webhook(other, enable_security=1, webhook_secret=SECRET, webhook_headers=headers)
    made = parcel("Fragile")
    work(office)
    assert other.bodies == [{"id": made.name, "kind": "Fragile"}]
    assert other.is_signed(0, SECRET)
    assert not other.is_signed(0, "another word")
    sent = other.came[0][0]
    assert (sent["X-Office"], sent["Content-Type"]) == ("one", "application/json")
    [log] = logs()
    assert (log.reference_document, log.error, log.user) == (made.name, "", MANAGER)
    assert log.response == '{"status": 200}'


def test_events_are_told_apart(desk: Context, office: Any, other: Receiver) -> None:
    for event in ("after_insert", "on_change", "on_trash"):
        webhook(other, event, webhook_data=[{"fieldname": "subject", "key": event}])
    made = parcel()
    work(office)
    made.subject = "More books"
    made.save()
    work(office)
    made.delete(ignore_permissions=True)
    work(office)
    assert other.bodies == [
        {"after_insert": "Books"},
        {"on_change": "More books"},
        {"on_trash": "More books"},
    ]


def test_one_transaction_tells_the_last_state_once(
    desk: Context, office: Any, other: Receiver
) -> None:
    webhook(other)
    made = parcel()
    made.kind = "Fragile"
    made.save()
    work(office)
    assert other.bodies == [{"id": made.name, "kind": "Fragile"}]


def test_what_is_undone_is_not_told(desk: Context, office: Any, other: Receiver) -> None:
    webhook(other)
    parcel()
    local.db.rollback()
    local.db.savepoint("here")
    parcel("Fragile")
    local.db.rollback(save_point="here")
    kept = parcel()
    work(office)
    assert [each["id"] for each in other.bodies] == [kept.name]


def test_only_what_fits_the_condition_is_told(desk: Context, office: Any, other: Receiver) -> None:
    webhook(other, condition="doc.kind == 'Fragile'")
    parcel()
    made = parcel("Fragile")
    work(office)
    assert [each["id"] for each in other.bodies] == [made.name]


def test_a_template_makes_body_and_address(desk: Context, office: Any, other: Receiver) -> None:
    webhook(
        other,
        request_structure="JSON",
        webhook_json='{"what": {{ doc.subject | tojson }}, "n": {{ doc.weight }}}',
        webhook_data=[],
        request_url=other.url.split("?")[0] + "/{{ doc.kind }}",
        is_dynamic_url=1,
        request_method="PUT",
    )
    made = parcel(weight=2.5)
    made.subject = 'A "quoted" word'
    made.save()
    work(office)
    assert other.bodies == [{"what": 'A "quoted" word', "n": 2.5}]


def test_a_refused_request_is_tried_again_and_keeps_its_place(
    desk: Context, office: Any, other: Receiver
) -> None:
    webhook(other)
    other.answers = [500]
    first = parcel()
    work(office)
    first.kind = "Fragile"
    first.save()
    second = parcel()
    work(office)
    # The first document waits with both of its states; another one goes on.
    assert [each["id"] for each in other.bodies] == [first.name, second.name]
    assert deliver_waiting(now_datetime() + LATER) == 2
    assert [each["kind"] for each in other.bodies[2:]] == ["Plain", "Fragile"]
    assert logs()[0].error.startswith("500")
    assert not local.db.count("Webhook Delivery")


def test_it_gives_up_after_a_day_and_says_so(desk: Context, office: Any, other: Receiver) -> None:
    webhook(other)
    other.answers = [500] * 9
    parcel()
    work(office)
    for _time in range(8):
        deliver_waiting(now_datetime() + LATER)
    assert len(other.came) == 6
    assert len(logs()) == 6
    assert not local.db.count("Webhook Delivery")


def test_the_own_network_is_closed(desk: Context, office: Any, other: Receiver) -> None:
    webhook(other, request_url=other.url.replace("127.0.0.1", "localhost"))
    parcel()
    work(office)
    assert not other.came
    assert "inner_servers" in logs()[0].error


def test_no_redirect_is_followed(desk: Context, office: Any, other: Receiver) -> None:
    webhook(other)
    other.answers, other.location = [302], "http://127.0.0.1:9/inside"
    parcel()
    work(office)
    assert len(other.came) == 1
    assert logs()[0].error.startswith("302")


def test_a_wrong_template_stops_nobody(desk: Context, office: Any, other: Receiver) -> None:
    webhook(other, request_structure="JSON", webhook_json="no json", webhook_data=[])
    made = parcel()
    work(office)
    assert local.db.exists("Parcel", made.name)
    assert not other.came
    assert "could not be made" in logs()[0].error


@pytest.mark.parametrize(
    "wrong",
    [
        {"webhook_docevent": "on_submit"},
        {"request_url": "example.org"},
        {"condition": "doc.kind =="},
        {"enable_security": 1},
        {"webhook_data": [{"fieldname": "kind", "key": each} for each in "ab"]},
    ],
)
def test_what_cannot_work_is_not_stored(
    desk: Context, other: Receiver, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        webhook(other, **wrong)


def test_nobody_previews_what_they_may_not_read(desk: Context, other: Receiver) -> None:
    made = webhook(other)
    kept = parcel()
    assert kept.name in compose(made, readable("Parcel", kept.name)).data
    set_user("stranger@example.com")
    with pytest.raises(DoesNotExistError):
        readable("Parcel", kept.name)
