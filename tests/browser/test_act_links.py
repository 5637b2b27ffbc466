"""From a mail on a phone to a sent answer, by the link in it: before and after the log-in, on a slow line."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.slow_line import Line

from ..live import PASSWORD, Client, Server
from ..mailbox import Mailbox, account, listening
from .test_push import FOCAL, refer
from .visits import DESKTOP, PHONE, visit, watch_policy, width_of

pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH"),
    pytest.mark.embedded("an office of its own, whose machine lets the mail server be reached"),
]

LINK = re.compile(r"(/cfm/approvals\?k=[\w.-]+)")
SLOW_3G_MS = 2000
TAPS, SECONDS = 5, 15


@pytest.fixture(scope="module")
def mailed(own_office: Server) -> Iterator[tuple[Server, Mailbox]]:
    with listening() as (box, port):
        chief = Client(own_office.url, "Administrator", own_office.administrator_password())
        chief.create("Email Account", **account(port))
        given = {"referral_told_by": "E-mail"}
        chief.ok("PUT", "/api/resource/CFM Settings/CFM Settings", json=given)
        yield own_office, box


def link_to(server: Server, box: Mailbox) -> str:
    """Something waits for the focal point, and this is the link that they are sent."""
    before = len(box.to(FOCAL))
    refer(server)
    mail = box.wait_for(FOCAL, before + 1)
    said = "".join(
        str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"
    )
    found = LINK.search(said)
    assert found and "Zibeline" not in said
    return found[1]


class Thumb:
    """Taps, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).tap()


def test_five_taps_and_fifteen_seconds_on_slow_3g(
    chromium: Browser, mailed: tuple[Server, Mailbox]
) -> None:
    server, box = mailed
    link = link_to(server, box)
    phone = {"is_mobile": True, "has_touch": True}
    # Somebody who has used the page on this phone before, and is still logged in there.
    with visit(chromium, server, FOCAL, "/cfm/approvals", PHONE, **phone) as page:
        page.wait_for_load_state("networkidle")
        line = Line(page, latency=SLOW_3G_MS)
        thumb, start = Thumb(page), time.monotonic()
        # The tap on the link in the mail.
        thumb.taps += 1
        line.look(link)
        expect(page.locator("article")).to_have_count(1)
        assert width_of(page) <= PHONE["width"]
        thumb.tap("[data-act=answer]")
        page.locator("[data-reply=answer] textarea").fill("La ration a été complétée.")
        thumb.tap("[data-reply=answer] .primary")
        expect(page.locator("[data-status]")).to_have_text("Envoyé", timeout=SECONDS * 1000)
        seconds = time.monotonic() - start
        assert (thumb.taps <= TAPS, seconds < SECONDS) == (True, True), (thumb.taps, seconds)
        line.tools.send("Network.disable")
    with visit(chromium, server, FOCAL, link, PHONE) as page:
        expect(page.locator("#link")).to_contain_text("Ce lien a servi")


def test_it_waits_for_the_log_in_and_then_opens(
    chromium: Browser, mailed: tuple[Server, Mailbox]
) -> None:
    server, box = mailed
    link = link_to(server, box)
    context = chromium.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        base_url=server.url,
        is_mobile=True,
        has_touch=True,
    )
    try:
        page = context.new_page()
        faults: list[str] = []
        watch_policy(page, faults)
        page.goto(link)
        page.wait_for_url("**/login?**")
        assert "Zibeline" not in page.content()
        page.locator("input[type=password]").wait_for()
        page.locator("input[autocomplete~=username]").fill(FOCAL)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("input[type=password]").press("Enter")
        page.wait_for_url("**/cfm/approvals?k=*")
        expect(page.locator("article")).to_have_count(1)
        assert faults == []
    finally:
        context.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_one_that_opens_nothing_says_so_and_leads_to_the_list(
    chromium: Browser, mailed: tuple[Server, Mailbox], size: dict[str, int]
) -> None:
    server, box = mailed
    link = link_to(server, box)
    # As a message shows it that was cut off.
    broken = link[:-5]
    with visit(chromium, server, FOCAL, f"{broken}&_lang=ar", size) as page:
        expect(page.locator("#link")).to_contain_text("هذا الرابط غير صالح")
        expect(page.locator("article").first).to_be_visible()
        assert width_of(page) <= size["width"]
