"""Two days at a desk under a tree, on a slow phone that dies; then a line that breaks ten times, or a carried file.

What lies on its disk is looked at before anything is sent, and after.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from ..live import PASSWORD, Client, Server
from ..patterns import Patterns
from .calling import OPERATOR, READY
from .chromium import PATIENCE_MS
from .cutting import ANSWER, REQUEST, BadLine
from .forensics import lying_in
from .profiles import Phone
from .test_field import FIELD, PIN, record, stored, unlock
from .test_field_files import (
    HANDLER,
    MANAGER,
    choose_file,
    digests,
    files_for,
    go_online,
    hashes,
    photo,
    sign,
)
from .visits import visit

pytestmark = pytest.mark.embedded("copies the office, so that both ways begin with the same")

CASES, FIRST_DAY, KILLED_AFTER = 30, 18, 10
SENSITIVE = (4, 21)
SIGNED, PHOTOGRAPHED, SPOKEN = (0, 4, 9, 25), (2, 4, 19), (6, 21)
SLOWER = 4
BREAKS = 10
EVERY = 4
"""One of so many requests of the sending is broken."""
LABEL = "LABELMARK شجرة"
THIRD_GENERATION = {"latency": 300, "downloadThroughput": 200_000, "uploadThroughput": 95_000}
"""Milliseconds, and bytes a second."""
TOLD = {
    "fra": "La ration de mil est incomplète",
    "ara": "لم نستلم حصتنا من الذرة",
    "kbl": "Kasaa argəmbe gənyi",
}
EVERYTHING_THE_PIN_OPENS = """async (version) => {
  const vault = await import(`/assets/cfm_app/js/field_vault.js${version}`);
  return JSON.stringify([...await vault.all()]);
}"""
VERSION = "new URL(document.querySelector('script[type=module][src*=\"field\"]').src).search"


@dataclass
class Day:
    """What was told at the desk, in its order."""

    numbers: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    files: dict[str, list[str]] = field(default_factory=dict)
    """Hashes by the number of the case."""

    def of(self, *, sensitive: bool) -> list[str]:
        return [each for at, each in enumerate(self.numbers) if (at in SENSITIVE) == sensitive]

    def secrets(self) -> list[str]:
        return [each for at, each in enumerate(self.said) if at in SENSITIVE] + ["SOUNDMARK21"]

    def marks(self) -> list[str]:
        """Whatever would tell something of somebody."""
        plain = [each.replace("-", "") for each in self.codes]
        return [*self.said, *self.names, *self.codes, *plain, "SOUNDMARK06", "SOUNDMARK21", PIN]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A phone that is so much slower is no fault of the page."""
    expect.set_options(timeout=SLOWER * PATIENCE_MS)
    yield
    expect.set_options(timeout=PATIENCE_MS)


def log_in(page: Page) -> None:
    answer = page.context.request.post("/api/method/login", data={"usr": OPERATOR, "pwd": PASSWORD})
    assert answer.ok, answer.text()


def prepare(page: Page) -> str:
    """Gives the code of the device."""
    log_in(page)
    page.goto(FIELD)
    page.wait_for_selector(READY, state="attached")
    page.locator("#device_label").fill(LABEL)
    page.locator("#pin").fill(PIN)
    page.locator("#pin_again").fill(PIN)
    page.locator("#prepare-now").click()
    expect(page.locator("#unlock")).to_be_visible(timeout=120_000)
    return page.locator("#device-name").inner_text().rpartition(" · ")[2]


def tell(page: Page, day: Day, at: int) -> None:
    """One case, in one of three languages."""
    language = list(TOLD)[at % len(TOLD)]
    kind = "SECRETMARK" if at in SENSITIVE else "RATIONMARK"
    said, name = f"{TOLD[language]} {kind}{at:02}", f"Achta Marqueterie{at:02}"
    if at in SIGNED:
        sign(page)
    if at in PHOTOGRAPHED:
        choose_file(page, "photo-file", photo(page, 900))
    if at in SPOKEN:
        sound = b"OggS" + f"SOUNDMARK{at:02}".encode() * 20_000
        choose_file(page, "sound-file", sound, kind="audio/ogg")
    page.locator("#language").select_option(language)
    files = digests(page)
    number = record(page, "sexuel" if at in SENSITIVE else "quantité", said, full_name=name)
    day.numbers.append(number)
    day.said.append(f"{kind}{at:02}")
    day.names.append(name)
    day.files[number] = files
    if at not in SENSITIVE:
        day.codes.append(page.locator("#result .status-code").inner_text())


def work(phone: Phone, day: Day) -> None:
    """Two days; the battery dies in the middle of the first, with half a case in the form."""
    yesterday = datetime.now() - timedelta(days=1)
    with phone.killed(yesterday) as page:
        page.context.set_offline(True)
        unlock(page)
        for at in range(KILLED_AFTER):
            tell(page, day, at)
            if at == KILLED_AFTER // 2:
                unlock(page)
        choose_file(page, "photo-file", photo(page, 900))
    with phone.opened(yesterday + timedelta(hours=2)) as page:
        page.context.set_offline(True)
        unlock(page)
        expect(page.locator("#held-list li")).to_have_count(KILLED_AFTER)
        for at in range(KILLED_AFTER, FIRST_DAY):
            tell(page, day, at)
    with phone.opened() as page:
        page.context.set_offline(True)
        unlock(page)
        for at in range(FIRST_DAY, CASES):
            tell(page, day, at)
        held = page.evaluate(EVERYTHING_THE_PIN_OPENS, page.evaluate(VERSION))
        assert "RATIONMARK00" in held and "SOUNDMARK" not in held
        assert [word for word in day.secrets() if word in held] == []


def save_file(phone: Phone, target: Path) -> None:
    with phone.opened() as page:
        page.context.set_offline(True)
        unlock(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Enregistrer dans un fichier").click()
        download.value.save_as(target)


def break_sometimes(line: BadLine) -> None:
    """Of what is sent, now the request is lost, now the answer of what was done."""
    seen: list[str] = []

    def lost(first: str) -> str | None:
        if "field_desk.send" not in first or len(line.broken) >= BREAKS:
            return None
        seen.append(first)
        if len(seen) % EVERY:
            return None
        return REQUEST if len(line.broken) % 2 else ANSWER

    line.breaks = lost


def slow_down(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **THIRD_GENERATION})
    return session


def send_all(page: Page) -> list[str]:
    """Press until nothing is left; the numbers on the receipts, in the order in which they came."""
    button = page.locator("#send")
    for _press in range(3 * BREAKS):
        if page.locator("#held-empty").is_visible():
            break
        button.click()
        expect(button).not_to_have_attribute("aria-busy", "true", timeout=180_000)
    expect(page.locator("#held-empty")).to_be_visible()
    page.locator("#receipts summary").click()
    return page.locator("#receipts-list .number").all_inner_texts()[::-1]


def check_office(office: Server, day: Day, code: str) -> None:
    """Each case once, under its number and code, with its words and whole files; sensitive ones with the handlers."""
    filters = json.dumps([["source_id", "like", f"{code}-%"]])
    fields = json.dumps(["name", "source_id", "description", "language", "received_on"])
    asked = {"filters": filters, "order_by": "creation asc", "limit_page_length": 0}
    operator = Client(office.url, OPERATOR)
    cases = operator.list("Case", fields=fields, **asked)
    assert [each["source_id"] for each in cases] == day.of(sensitive=False)
    told = [word for at, word in enumerate(day.said) if at not in SENSITIVE]
    assert [each["description"].rpartition(" ")[2] for each in cases] == told
    assert {each["language"] for each in cases} == set(TOLD)
    days = {each["received_on"][:10] for each in cases}
    assert len(days) == 2, days
    for case in cases:
        found = files_for(operator, "Case", case["name"])
        assert hashes(found) == day.files[case["source_id"]], case
    found = operator.call("cfm_app.api.search.search", text=day.codes[-1])
    assert cases[-1]["name"] in json.dumps(found)

    handler = Client(office.url, HANDLER)
    reports: list[dict[str, Any]] = handler.list(
        "Sensitive Report", fields=json.dumps(["name", "source_id", "description"]), **asked
    )
    assert [each["source_id"] for each in reports] == day.of(sensitive=True)
    for report, word in zip(reports, day.secrets(), strict=False):
        assert report["description"].endswith(word)
        found_files = files_for(handler, "Sensitive Report", report["name"])
        assert hashes(found_files) == day.files[report["source_id"]], report


def test_two_days_at_a_desk(chromium: Browser, patterns: Patterns, tmp_path: Path) -> None:
    office = patterns.office(tmp_path / "office").start()
    line = BadLine(office.port)
    phone, day = Phone(chromium, tmp_path / "profile", line.url, SLOWER), Day()
    try:
        with phone.opened(datetime.now() - timedelta(days=1, hours=1)) as page:
            code = prepare(page)
        office.stop()
        work(phone, day)
        carried = tmp_path / "carried.cfm"
        save_file(phone, carried)

        # The label is found, in both spellings in which a browser may write: the search would find others.
        assert set(lying_in(phone.profile, ["cfm-field", LABEL])) == {"cfm-field", LABEL}
        assert lying_in(phone.profile, day.marks()) == {}
        assert not any(word.encode() in carried.read_bytes() for word in day.marks())

        shutil.copytree(office.site, tmp_path / "other")
        other = Server(tmp_path / "other", demo=False).start()
        try:
            with visit(chromium, other, MANAGER, "/cfm/import") as computer:
                computer.locator("#carried").set_input_files(carried)
                expect(computer.locator("#brought")).to_contain_text(
                    f"{CASES} sur {CASES}", timeout=180_000
                )
                brought = computer.locator("#brought-list .number").all_inner_texts()
            assert brought == day.numbers
            check_office(other, day, code)
        finally:
            other.stop()

        office.start()
        break_sometimes(line)
        with phone.opened() as page:
            go_online(page)
            unlock(page)
            slow_down(page)
            assert send_all(page) == day.numbers
            assert len(line.broken) == BREAKS
            left = json.loads(stored(page))["databases"]
            assert [word for word in day.marks() if word in json.dumps(left)] == []
            held = page.evaluate(EVERYTHING_THE_PIN_OPENS, page.evaluate(VERSION))
            assert [word for word in day.marks() if word in held] == []
        check_office(office, day, code)
        assert lying_in(phone.profile, day.marks()) == {}
        # What is kept for an office that loses it goes after the days that the office set.
        with phone.opened(datetime.now() + timedelta(days=8)) as page:
            page.context.set_offline(True)
            unlock(page)
            assert json.loads(stored(page))["databases"]["cfm-field.parts"] == []
    finally:
        line.close()
        office.stop()
