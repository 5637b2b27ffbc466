"""A device on which a focal point hears that something waits: switched on, told, tapped, and forgotten at the log-out.

The browser of the tests has no push service behind it: what it would ask one for is given by a service that is
written from the standards, and what that receives is handed to the page's own service worker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cfm_app.channels.push import test_support as standard

from ..live import READ, Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

pytestmark = pytest.mark.embedded(
    "an office of its own, whose machine lets the push service be reached"
)

OWN, APPROVALS = "/cfm/my-sessions", "/cfm/approvals"
FOCAL = "focal@demo.cfm"
SWITCH = "#push input"
SUBSCRIBED = """(known) => {
  PushManager.prototype.subscribe = async function subscribe() { return (window.subscribed = subscription()); };
  PushManager.prototype.getSubscription = async function get() { return window.subscribed || null; };
  const subscription = () => ({
    endpoint: known.endpoint, toJSON: () => known,
    unsubscribe: async () => { window.subscribed = null; return true; },
  });
  if (known.is_on) window.subscribed = subscription();
}"""
# What a browser without a desktop shows nobody is noted.
NOTE = """() => {
  self.shown = [];
  self.registration.showNotification = async (title, options) => { self.shown.push({ title, ...options }); };
  self.clients.openWindow = async (address) => { self.opened = address; };
}"""
SHOWN = """async () => {
  while (!self.shown.length) await new Promise((done) => setTimeout(done, 20));
  return self.shown;
}"""
TAPPED = """async () => {
  const event = new Event('notificationclick');
  event.notification = { close: () => { self.closed = true; } };
  event.waitUntil = (done) => { event.done = done; };
  self.dispatchEvent(event);
  await event.done;
  return [self.closed, self.opened];
}"""


@pytest.fixture
def service() -> Iterator[standard.PushService]:
    with standard.push_service() as made:
        yield made


def subscribed(
    page: Page, service: standard.PushService, browser: standard.Browser, **more: Any
) -> None:
    """A browser whose push service is that of the test."""
    known = {"endpoint": service.endpoint(), "keys": browser.keys, **more}
    page.context.grant_permissions(["notifications"])
    page.add_init_script(f"({SUBSCRIBED})({json.dumps(known)})")


def refer(server: Server) -> None:
    """Something waits for the focal point from now on."""
    Client(server.url, "operator@demo.cfm").call(
        "cfm_app.api.console.new_case",
        case={
            "category": "Quantité de la ration",
            "channel": "Ligne verte",
            "description": "Zibeline",
        },
        consent={
            "statement": READ,
            "purposes": [
                {"purpose": each, "decision": "Granted"}
                for each in ("Record", "Call back", "Share inside")
            ],
        },
        referral={"focal_point": FOCAL, "shared_summary": "Zibeline incomplète"},
        outcome="refer",
    )


def hand_over(page: Page, told: bytes) -> None:
    """What the push service would do with a message once it is on the device: to the worker of the page."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    # Events of the browser come while something is asked of it.
    while not found:
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    given = {"origin": page.url.partition("/cfm")[0], "registrationId": found[-1]}
    session.send("ServiceWorker.deliverPushMessage", {**given, "data": told.decode()})


def test_from_the_switch_to_the_tap_and_to_the_log_out(
    chromium: Browser, own_office: Server, service: standard.PushService
) -> None:
    browser = standard.Browser()
    with visit(
        chromium,
        own_office,
        FOCAL,
        OWN,
        PHONE,
        prepare=lambda page: subscribed(page, service, browser),
    ) as page:
        expect(page.locator("#push-devices li")).to_have_count(0)
        with page.expect_navigation():
            page.locator(SWITCH).check()
        expect(page.locator("#push-devices li")).to_contain_text("Chrome")
        assert width_of(page) <= PHONE["width"]
        refer(own_office)
        assert service.heard.wait(20)
        service.check(0)
        told = browser.opened(service.came[0][2])
        assert b"Zibeline" not in told
        # Hearing of it takes no page of the site: its worker shows what came, and a tap leads on, or to the log-in.
        worker = page.context.service_workers[0]
        worker.evaluate(NOTE)
        hand_over(page, told)
        [shown] = worker.evaluate(SHOWN)
        assert (shown["title"], shown["lang"]) == ("Quelque chose vous attend", "fr")
        assert worker.evaluate(TAPPED) == [True, "/cfm"]
        page.reload()
        expect(page.locator("#push-devices li")).to_contain_text("Dernière notification envoyée")
        page.locator(".menu:not(.bell) summary").click()
        page.locator("#logout").click()
        page.wait_for_url(re.compile("/login"))
    with visit(chromium, own_office, FOCAL, OWN) as page:
        expect(page.locator("main")).to_contain_text("Vous n'êtes prévenu(e) sur aucun appareil.")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_on_the_page_of_approvals_in_arabic(
    chromium: Browser, own_office: Server, service: standard.PushService, size: dict[str, int]
) -> None:
    browser = standard.Browser()
    with visit(
        chromium,
        own_office,
        FOCAL,
        f"{APPROVALS}?_lang=ar",
        size,
        prepare=lambda page: subscribed(page, service, browser),
    ) as page:
        page.locator(SWITCH).check()
        expect(page.locator("#push .result")).to_have_text("ستُخبَر على هذا الجهاز.")
        assert width_of(page) <= size["width"]
        page.locator(SWITCH).uncheck()
        expect(page.locator("#push .result")).to_have_text("لن تُخبَر بعد الآن على هذا الجهاز.")


def test_a_browser_that_cannot_says_so(chromium: Browser, own_office: Server) -> None:
    with visit(
        chromium,
        own_office,
        FOCAL,
        OWN,
        prepare=lambda page: page.add_init_script("delete window.PushManager"),
    ) as page:
        expect(page.locator("#push .result")).to_contain_text("n'en est pas capable")
        expect(page.locator(SWITCH)).to_be_disabled()
