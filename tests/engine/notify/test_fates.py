"""Whatever becomes of a message can be seen, and the trial of a notification promises nothing else."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, local, set_user
from frappe_embedded.kernel.core.exceptions import ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.meta.loader import clear_meta
from frappe_embedded.kernel.query.opening import opened
from frappe_embedded.kernel.utils.dates import add_days, getdate, nowdate
from frappe_embedded.services.notify import delivery
from frappe_embedded.services.notify.delivery import flush, send_again
from frappe_embedded.services.notify.fates import FAILED, NO_ACCOUNT, SENT, WAITING, Fate, lately
from frappe_embedded.services.notify.preview import preview_of
from frappe_embedded.services.notify.sendmail import sendmail
from frappe_embedded.services.notify.sms import deliver_sms
from frappe_embedded.web.desk.manage.jobs import messages_of
from tests.engine.office import MANAGER, fill, made
from tests.patterns import Patterns

ALERT = "Fragile parcel"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Any]:
    with made(tmp_path_factory.mktemp("office"), patterns, fill) as site:
        yield site


@pytest.fixture
def desk(office: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    with opened(office) as context:
        set_user(MANAGER)
        # Sending commits, and what a test writes is taken back.
        monkeypatch.setattr(context.db, "commit", lambda: None)
        yield context
        monkeypatch.undo()
        context.db.rollback()
        clear_meta()


def alert(**values: Any) -> Any:
    return get_doc(
        {
            "doctype": "Notification",
            "name": ALERT,
            "subject": "Look at {{ doc.subject }}",
            "message": "A parcel",
            "document_type": "Parcel",
            "event": "New",
            "channel": "Email",
            "enabled": 1,
            "recipients": [{"receiver_by_role": "Clerk"}],
            **values,
        }
    ).insert(ignore_permissions=True)


def parcel() -> Any:
    return get_doc({"doctype": "Parcel", "subject": "Vase"}).insert()


def account() -> None:
    get_doc(
        {
            "doctype": "Email Account",
            "email_account_name": "Office",
            "email_id": "office@example.com",
            "enable_outgoing": 1,
            "default_outgoing": 1,
            "smtp_server": "127.0.0.1",
            "no_smtp_authentication": 1,
        }
    ).insert(ignore_permissions=True)


def gateway() -> None:
    settings = get_doc("SMS Settings", "SMS Settings")
    settings.update(
        {
            "sms_gateway_url": "http://127.0.0.1:9/",
            "message_parameter": "text",
            "receiver_parameter": "to",
        }
    )
    settings.save(ignore_permissions=True)


def numbered() -> None:
    local.db.sql("update `tabUser` set mobile_no = '+23566000001' where name = %s", (MANAGER,))


def test_a_condition_that_fails_is_logged_and_stops_no_work(desk: Context) -> None:
    alert(condition="1/0 if doc.subject == 'Vase' else 0")
    assert parcel().subject == "Vase"
    logged = desk.db.get_value("Error Log", {"method": ["like", f"%{ALERT}%"]}, "error")
    assert "division by zero" in logged


def test_without_an_account_the_trial_says_so_and_the_message_is_counted(desk: Context) -> None:
    told = preview_of(alert(), parcel())
    assert not told.sends and "No e-mail account" in told.reason
    parcel()
    assert set(lately(1, ALERT)) == {Fate("Email", NO_ACCOUNT, 2)}
    [line] = messages_of(1)
    assert line["is_bad"] and line["reason"] == "No e-mail account sends."
    # Nothing says that it was sent.
    assert not desk.db.exists("Communication", {"communication_medium": "Email"})


def test_an_alert_by_a_way_that_is_not_here_is_not_made_and_fails_where_it_came_from_a_bench(
    desk: Context,
) -> None:
    with pytest.raises(ValidationError):
        alert(channel="Slack")
    alert(name="Of a bench")
    desk.db.sql("update `tabNotification` set channel = 'Slack' where name = 'Of a bench'")
    parcel()
    assert [each.status for each in lately(1, "Of a bench")] == [FAILED]


def test_notices_arrive_although_no_account_sends(desk: Context) -> None:
    alert(send_system_notification=1)
    parcel()
    assert desk.db.exists("Notification Log", {"for_user": MANAGER})


def test_a_message_waits_is_sent_or_fails_with_its_reason(
    desk: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    account()
    assert preview_of(alert(), parcel()).sends
    assert lately(1, ALERT) == [Fate("Email", WAITING, 1)]

    def refuse(_account: Any) -> Any:
        raise smtplib.SMTPAuthenticationError(535, b"clerk@example.com unknown")

    monkeypatch.setattr(delivery, "connected", refuse)
    for _time in range(3):
        flush()
    assert lately(1, ALERT) == [Fate("Email", FAILED, 1, "SMTPAuthenticationError")]
    [line] = messages_of(1, ALERT)
    assert "password" in line["reason"] and "clerk" not in str(line)
    assert send_again() == 1
    assert lately(1, ALERT) == [Fate("Email", WAITING, 1)]


def test_mail_that_went_out_is_counted_as_such(
    desk: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    account()
    alert()
    parcel()

    def deliver(_account: Any, _queued: Any, rows: list[Any], _failures: list[str]) -> None:
        for row in rows:
            row.status = "Sent"

    monkeypatch.setattr(delivery, "_deliver", deliver)
    flush()
    assert lately(1, ALERT) == [Fate("Email", SENT, 1)]


def test_texts_have_a_fate_too(desk: Context) -> None:
    numbered()
    sms = alert(channel="SMS")
    assert "No gateway" in preview_of(sms, parcel()).reason
    assert lately(1, ALERT) == [Fate("SMS", NO_ACCOUNT, 1)]
    gateway()
    parcel()
    assert Fate("SMS", WAITING, 1) in lately(1, ALERT)
    [name] = desk.db.get_all("Message Fate", {"status": WAITING}, pluck="name")
    deliver_sms(["+23566000001"], "x", fate=name)
    assert Fate("SMS", FAILED, 1, "ConnectionError") in lately(1, ALERT)


def test_a_text_to_nobody_with_a_number_is_not_promised(desk: Context) -> None:
    gateway()
    told = preview_of(alert(channel="SMS"), parcel())
    assert not told.sends and "telephone number" in told.reason


def test_one_that_is_switched_off_would_not_be_sent(desk: Context) -> None:
    account()
    assert not preview_of(alert(enabled=0), parcel()).sends


def test_a_template_that_breaks_is_a_failure(desk: Context) -> None:
    account()
    alert(message="{{ doc.weight / doc.number }}")
    parcel()
    assert [fate.status for fate in lately(1, ALERT)] == [FAILED]


def test_a_message_waits_for_its_day(desk: Context) -> None:
    account()
    queued = sendmail(["a@example.com"], subject="Later", message="Not now", send_after=2)
    assert getdate(queued.send_after) == getdate(add_days(nowdate(), 2))
