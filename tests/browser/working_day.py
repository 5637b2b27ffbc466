"""The acts of a day at work, by screens only, for whoever does them in whichever language."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from ..live import Server
from .calling import NEW_CASE, agree, saved_number, tell
from .meter import Meter
from .tongue import FRENCH, OPERATORS, Tongue
from .visits import DESKTOP, PHONE, tab_to, visit, width_of

FOCAL = "focal.lac@demo.cfm"
TOUCH = {"is_mobile": True, "has_touch": True}
Reply = Callable[[Locator, Tongue], None]


@dataclass(frozen=True)
class Day:
    """Where people work, in which language, and what is done to each page before it is opened."""

    chromium: Browser
    office: Server
    meter: Meter
    say: Tongue = field(default_factory=partial(Tongue, FRENCH))
    prepare: Callable[[Page], object] | None = None

    @property
    def operator(self) -> str:
        return OPERATORS[self.say.code]

    def visit(
        self, user: str, path: str, size: dict[str, int] = DESKTOP, **more: Any
    ) -> AbstractContextManager[Page]:
        return visit(
            self.chromium,
            self.office,
            user,
            path,
            size,
            meter=self.meter,
            prepare=self.prepare,
            **more,
        )


def act(page: Page, kind: str) -> Locator:
    """The form of an act, opened if it is not the next one."""
    form = page.locator(f"#act-{kind}")
    if form.locator("> summary").count() and form.get_attribute("open") is None:
        form.locator("> summary").click()
    return form


def press(page: Page, button: Locator, state: str | re.Pattern[str]) -> None:
    button.click()
    expect(page.locator(".about .pill").first).to_have_text(state)
    page.wait_for_selector("body[data-ready]", state="attached")


def record(page: Page, say: Tongue, outcome: str, state: str, told: str = "") -> None:
    """A contact with the person."""
    form = act(page, "contact")
    form.get_by_role("radio", name=say(outcome), exact=True).check()
    if told:
        form.locator("[name=response_given]").fill(told)
        form.get_by_role("radio", name=say("Yes"), exact=True).check()
        form.get_by_role("radio", name="4", exact=True).check()
    press(page, form.get_by_role("button", name=say("Save")), say(state))


def complain(day: Day, phone: str) -> str:
    """A woman tells in Arabic that she got no food; she may be called back, not shared outside."""
    with day.visit(day.operator, NEW_CASE) as page:
        tell_it(page, day.say, phone)
        page.keyboard.press("Control+Enter")
        return saved_number(page)


def tell_it(page: Page, say: Tongue, phone: str) -> None:
    """All of that complaint, up to what its receiver will read."""
    assert page.locator("html").get_attribute("dir") == say.direction
    tell(page, phone, "non-r", "لم أستلم الحصة الغذائية هذا الشهر")
    agree(page, yes=say.yes, no=say.no)
    tab_to(page, "outcome")
    page.locator("input[name=outcome][value=refer]").check()
    tab_to(page, "shared_summary")
    page.keyboard.type("Ration non reçue, site de Mamdi.")


def on_phone(day: Day, number: str, reply: Reply) -> None:
    """A focal point replies to the referral of a case."""
    every = f"/cfm/approvals?show=1000&_lang={day.say.code}"
    with day.visit(FOCAL, every, PHONE, **TOUCH) as page:
        assert page.locator("html").get_attribute("dir") == day.say.direction
        card = page.locator("article[data-name]", has_text=number)
        reply(card, day.say)
        expect(card.locator("[data-status]")).to_have_text(day.say("Sent"))
        assert width_of(page) <= PHONE["width"]


def return_it(card: Locator, say: Tongue) -> None:
    card.locator("[data-act=return_referral]").tap()
    card.get_by_role("button", name=say("Not enough information")).tap()
    card.locator("[data-reply=return_referral] .primary").tap()


def answer_it(card: Locator, _say: Tongue) -> None:
    card.locator("[data-act=answer]").tap()
    card.locator("[data-reply=answer] textarea").fill("Complément livré le 12 au site.")
    card.locator("[data-reply=answer] .primary").tap()


def answered(page: Page, number: str) -> Locator:
    """The line of a case whose answer waits; a long list shows its first lines."""
    more = page.locator("#answered a.more")
    if more.count():
        more.click()
        page.wait_for_selector("body[data-ready]", state="attached")
    return page.locator("#answered .line", has_text=number)


def correct(page: Page, number: str, say: Tongue) -> None:
    """What came back stands on top, with its reason; it is sent again with what was missing."""
    line = answered(page, number)
    expect(line).to_contain_text(say("Not enough information"))
    line.get_by_role("link", name=say("Go on")).click()
    page.wait_for_selector("body[data-ready]", state="attached")
    form = page.locator("#act-send_again")
    form.locator("textarea").fill("Ration non reçue, site de Mamdi, liste B.")
    form.get_by_role("button", name=say("Send again")).click()
    waits = say("waits for the answer of {0}", "").strip()
    expect(page.locator(".sentence").first).to_contain_text(waits)


def finish(page: Page, number: str, say: Tongue) -> None:
    """The answer is proposed as resolution and as words; called in vain, then reached; closed."""
    line = answered(page, number)
    expect(line).to_contain_text("Complément livré")
    line.get_by_role("link", name=say("Go on")).click()
    page.wait_for_selector("body[data-ready]", state="attached")
    form = act(page, "resolve")
    expect(form.locator("[name=resolution]")).to_have_value("Complément livré le 12 au site.")
    press(page, form.get_by_role("button", name=say("Resolve")), say("Resolved"))
    record(page, say, "No answer", "Resolved")
    expect(page.locator(".sentence").first).to_contain_text(
        say("called in vain: {0} of {1}", 1, "").strip()
    )
    record(page, say, "Informed", "Loop Closed", "Votre complément est au site.")
    press(page, page.locator("#act-close").get_by_role("button", name=say("Close")), say("Closed"))
    expect(page.locator(".story")).to_contain_text("Votre complément est au site.")
