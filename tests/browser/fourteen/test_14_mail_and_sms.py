"""Task 14: e-mail and SMS are set up and tried, first with what is wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ...channels.providers import Provider, serving_provider
from ...live import free_port
from ...mailbox import LOGIN, SECRET, Mailbox, listening
from .round import Round, entry, saved

OPERATOR, READER, NUMBER = "operator@demo.cfm", "chef@mail.test", "+23566123456"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving_provider() as found:
        yield found


def test_mail_and_sms_are_set_up(task: Round, provider: Provider) -> None:
    with listening() as (box, port):
        page = task.begin_round()
        set_up_mail(task, page, box, port)
        set_up_sms(task, page, provider)
        task.steps.report(14)
        forgetful = task.guest()
        forgetful.goto("/login")
        forgetful.locator("#usr").fill(OPERATOR)
        forgetful.locator("#forgot").click()
        assert box.wait_for(OPERATOR)


def set_up_mail(task: Round, page: Page, box: Mailbox, port: int) -> None:
    task.tool("E-mail accounts")
    task.new()
    entry(page, "email_id").fill(LOGIN)
    entry(page, "email_account_name").fill("Bureau")
    entry(page, "password").fill(SECRET)
    entry(page, "enable_outgoing").check()
    entry(page, "smtp_server").fill("127.0.0.1")
    entry(page, "smtp_port").fill(str(closed := free_port()))
    entry(page, "default_outgoing").check()
    page.locator("#try-to").fill(READER)
    page.locator("#try-send").click()
    expect(page.locator("#try-sent .finding-error")).to_contain_text(f"127.0.0.1:{closed}")
    entry(page, "smtp_port").fill(str(port))
    page.locator("#try-send").click()
    expect(page.locator("#try-sent")).to_contain_text(
        task.tr("Sent to {0}. Look whether it arrives.", READER)
    )
    assert box.wait_for(READER)
    saved(page)


def set_up_sms(task: Round, page: Page, provider: Provider) -> None:
    task.tool("SMS")
    entry(page, "sms_gateway_url").fill(f"http://127.0.0.1:{free_port()}/send")
    entry(page, "message_parameter").fill("text")
    entry(page, "receiver_parameter").fill("to")
    page.locator("#try-to").fill(NUMBER)
    page.locator("#try-send").click()
    expect(page.locator("#try-sent .finding-error")).to_be_visible()
    expect(page.locator("#try-to")).to_have_value(NUMBER)
    entry(page, "sms_gateway_url").fill(f"{provider.url}/send")
    page.locator("#try-send").click()
    expect(page.locator("#try-sent .finding-good")).to_be_visible()
    assert provider.seen[-1].path == "/send"
    saved(page)
