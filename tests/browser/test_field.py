"""A desk under the tree: prepared at the office, days without a network, then sent once each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ..live import PASSWORD, Client, Server
from .calling import OPERATOR, READY
from .interception import intercept
from .visits import DESKTOP, PHONE, visit, width_of

FIELD = "/cfm/field"
PIN = "tree-8264-k"
COLLEAGUE = "fraud@demo.cfm"
WORDS = ("Achta Marqueterie", "RATIONMARK", "SECRETMARK", "66 71 44 02")
NOTHING_STORED: dict[str, list[object]] = {
    f"cfm-field.{name}": [] for name in ("about", "parts", "records")
}
EVERYTHING_STORED = """async () => {
  const latin = (buffer) => Array.from(new Uint8Array(buffer), (each) => String.fromCharCode(each)).join('');
  const plain = (value) => value instanceof ArrayBuffer ? latin(value)
    : ArrayBuffer.isView(value) ? latin(value.buffer)
    : value instanceof CryptoKey ? `key ${value.extractable}`
    : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
    : value;
  const found = { local: { ...localStorage }, tab: { ...sessionStorage }, databases: {}, caches: {} };
  const answered = (asked) => new Promise((ok) => { asked.onsuccess = () => ok(asked.result); });
  for (const { name } of await indexedDB.databases()) {
    const base = await answered(indexedDB.open(name));
    for (const store of base.objectStoreNames) {
      const rows = await answered(base.transaction(store).objectStore(store).getAll());
      found.databases[`${name}.${store}`] = rows.map(plain);
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.caches[request.url] = await (await cache.match(request)).text();
  }
  return JSON.stringify(found);
}"""

WATCH_SEALING = """(words) => {
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
  crypto.subtle.encrypt = async (how, key, text) => {
    const sealed = await encrypt(how, key, text);
    if (new TextDecoder().decode(text).includes(words)) window.sealedBytes = sealed.byteLength;
    return sealed;
  };
}"""
UNTIL_KEPT = """async () => {
  const answered = (asked) => new Promise((ok) => { asked.onsuccess = () => ok(asked.result); });
  const base = await answered(indexedDB.open('cfm-field'));
  const lengths = async () => (await answered(base.transaction('records').objectStore('records').getAll()))
    .map(({ body }) => body.byteLength);
  while (!(await lengths()).includes(window.sealedBytes)) await new Promise(requestAnimationFrame);
  base.close();
}"""
"""Until the words that were watched lie on the device, encrypted."""


def withdraw_devices(office: Server) -> None:
    """As a manager does with those of earlier tests: an account prepares twenty at most."""
    manager = Client(office.url, "manager@demo.cfm")
    for each in manager.list("CFM Field Device", limit_page_length=0):
        manager.ok("DELETE", f"/api/resource/CFM Field Device/{each['name']}")


@pytest.fixture(params=[DESKTOP, PHONE], ids=["1280", "390"])
def device(chromium: Browser, office: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A device that was prepared a moment ago, and is locked."""
    withdraw_devices(office)
    with visit(chromium, office, OPERATOR, FIELD, request.param) as page:
        page.get_by_label("Nom de l'appareil").fill("Téléphone de l'arbre")
        page.locator("#pin").fill(PIN)
        page.locator("#pin_again").fill(PIN)
        page.get_by_role("button", name="Préparer").click()
        expect(page.locator("#unlock")).to_be_visible(timeout=60_000)
        yield page


def unlock(page: Page, pin: str = PIN) -> None:
    page.goto(FIELD)
    page.locator("#open_pin").fill(pin)
    page.keyboard.press("Enter")
    expect(page.locator("#desk")).to_be_visible()
    page.wait_for_selector(READY, state="attached")


def record(page: Page, category: str, said: str, **fields: str) -> str:
    """Type a case and keep it; gives its number."""
    for field, value in fields.items():
        page.locator(f"#{field}").fill(value)
    page.locator("#category").fill(category)
    page.keyboard.press("Enter")
    expect(page.locator("#advice .pill")).to_be_visible()
    page.locator("#description").fill(said)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result .number")).to_be_visible()
    return page.locator("#result .number").inner_text()


def stored(page: Page) -> str:
    return str(page.evaluate(EVERYTHING_STORED))


def lose_answer(page: Page) -> None:
    """The office takes one case in, and the line breaks before it can say so."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        answer = route.fetch()
        # Of a session that has ended meanwhile the page learns first.
        if lost or not answer.ok:
            route.fulfill(response=answer)
            return
        lost.append(route.request.url)
        route.abort()

    page.unroute_all()
    intercept(page, "**/cfm_app.api.field_desk.send*", lose)


def cases_of(office: Server, user: str, code: str) -> list[dict[str, Any]]:
    filters = json.dumps([["source_id", "like", f"{code}-%"]])
    fields = json.dumps(["name", "source_id", "description"])
    return Client(office.url, user).list("Case", fields=fields, filters=filters)


def test_days_without_a_network(device: Page, office: Server) -> None:
    page = device
    code = page.locator("#device-name").inner_text().rpartition(" · ")[2]
    page.context.set_offline(True)
    unlock(page)
    assert width_of(page) <= page.viewport_size["width"]  # type: ignore[index]
    expect(page.get_by_label("Bureau de plaintes")).to_be_checked()
    first = record(page, "quantité", "RATIONMARK", full_name=WORDS[0], phone=WORDS[3])
    told = page.locator("#result .status-code").inner_text()
    secret = record(page, "sexuel", "SECRETMARK")
    expect(page.locator("#result")).to_contain_text("Scellé")
    expect(page.locator("#result .status-code")).to_have_count(0)
    assert re.fullmatch(rf"{code}-\d{{4}}", first) and re.fullmatch(rf"{code}-\d{{4}}", secret)

    # What a thief finds, and what the person who recorded it sees on the second day.
    found = stored(page)
    assert [word for word in (*WORDS, told, told.replace("-", "")) if word in found] == []
    assert "key true" not in found
    unlock(page)
    expect(page.locator("#held-list li")).to_have_count(2)
    expect(page.locator("#held-list")).to_contain_text(WORDS[0])
    expect(page.locator("#held-list")).not_to_contain_text("SECRETMARK")

    page.get_by_role("button", name="Corriger").click()
    expect(page.locator("#full_name")).to_have_value(WORDS[0])
    page.locator("#description").fill("RATIONMARK, corrigé")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result .number")).to_have_text(first)
    expect(page.locator("#result .status-code")).to_have_text(told)

    page.context.set_offline(False)
    lose_answer(page)
    send = page.get_by_role("button", name="Envoyer", exact=True)
    send.click()
    expect(page.locator("#sending")).to_contain_text("0 envoyé")
    expect(page.locator("#held-list li")).to_have_count(2)
    send.click()
    expect(page.locator("#sending")).to_contain_text("2 envoyés")
    expect(page.locator("#held-empty")).to_be_visible()
    assert [word for word in WORDS if word in stored(page)] == []

    [case] = cases_of(office, OPERATOR, code)
    assert (case["source_id"], case["description"]) == (first, "RATIONMARK, corrigé")
    found = Client(office.url, OPERATOR).call("cfm_app.api.search.search", text=told)
    assert case["name"] in json.dumps(found)
    page.locator("#receipts summary").click()
    expect(page.locator("#receipts-list")).to_contain_text(case["name"])


def test_wrong_pins_empty_the_device(device: Page) -> None:
    page = device
    page.goto(FIELD)
    for left in range(9, 0, -1):
        page.locator("#open_pin").fill("a wrong one")
        page.keyboard.press("Enter")
        expect(page.locator("#unlock-fault")).to_contain_text(f": {left}.")
    page.locator("#open_pin").fill("a wrong one")
    page.keyboard.press("Enter")
    expect(page.locator("#prepare")).to_be_visible()
    assert json.loads(stored(page))["databases"] == NOTHING_STORED


def test_a_device_that_nobody_opens_forgets(device: Page) -> None:
    page = device
    page.context.set_offline(True)
    unlock(page)
    record(page, "quantité", "RATIONMARK")
    page.locator("#held details.why > summary").last.click()
    expect(page.locator("#unused")).to_contain_text("30 jours")
    page.clock.set_system_time(datetime.now() + timedelta(days=29))
    unlock(page)
    expect(page.locator("#held-list li")).to_have_count(1)
    page.clock.set_system_time(datetime.now() + timedelta(days=60))
    page.goto(FIELD)
    expect(page.locator("#expired")).to_contain_text("30 jours")
    expect(page.locator("#prepare")).to_be_visible()
    found = json.loads(stored(page))
    assert found["databases"] == NOTHING_STORED
    assert width_of(page) <= page.viewport_size["width"]  # type: ignore[index]


def test_half_a_case_is_there_after_the_battery_died(device: Page) -> None:
    page = device
    page.context.set_offline(True)
    unlock(page)
    page.locator("#category").fill("quantité")
    page.keyboard.press("Enter")
    expect(page.locator("#advice .pill")).to_be_visible()
    expect(page.locator("#draft-note")).to_contain_text("Brouillon")
    said = "RATIONMARK, à moitié"
    page.evaluate(WATCH_SEALING, said)
    page.locator("#description").fill(said)
    page.evaluate(UNTIL_KEPT)
    assert "RATIONMARK" not in stored(page)
    unlock(page)
    page.get_by_role("button", name="Reprendre l'appel").click()
    expect(page.locator("#description")).to_have_value(said)


def test_where_there_is_never_a_line_a_file_is_carried(
    chromium: Browser, device: Page, office: Server, tmp_path: Path
) -> None:
    page = device
    page.context.set_offline(True)
    unlock(page)
    first = record(page, "quantité", "RATIONMARK by file")
    secret = record(page, "sexuel", "SECRETMARK by file")
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer dans un fichier").click()
    carried = tmp_path / "carried.json"
    download.value.save_as(carried)
    assert [
        word for word in ("RATIONMARK", "SECRETMARK", "sexuel") if word in carried.read_text()
    ] == []

    code = first.partition("-")[0]
    with visit(chromium, office, OPERATOR, FIELD) as computer:
        computer.locator("#carried").set_input_files(carried)
        expect(computer.locator("#brought")).to_contain_text("2 sur 2")
        expect(computer.locator("#brought-list")).to_contain_text(secret)
        # The next is chosen before the one before is in.
        held: list[Route] = []
        intercept(
            computer, "**/cfm_app.api.field_desk.send*", lambda route: held.append(route), times=1
        )
        with computer.expect_request("**/cfm_app.api.field_desk.send*"):
            computer.locator("#carried").set_input_files(carried)
        computer.locator("#carried").set_input_files(__file__)
        held[0].continue_()
        expect(computer.locator("#brought-list")).to_contain_text(secret)
        expect(computer.locator("#brought")).to_contain_text("Ce n'est pas")
    assert [each["source_id"] for each in cases_of(office, OPERATOR, code)] == [first]

    page.context.set_offline(False)
    # Other log-ins have ended the one of the device meanwhile: in another tab they log in again.
    again = page.context.request.post("/api/method/login", data={"usr": OPERATOR, "pwd": PASSWORD})
    assert again.ok, again.text()
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator("#sending")).to_contain_text("2 envoyés")
    assert len(cases_of(office, OPERATOR, code)) == 1


def test_a_case_that_the_office_refuses_does_not_block_the_others(
    device: Page, office: Server
) -> None:
    page = device
    unlock(page)
    first = record(page, "quantité", "One")
    second = record(page, "quantité", "Two")
    intercept(
        page,
        "**/cfm_app.api.field_desk.send*",
        lambda route: route.fulfill(
            status=417,
            json={"_server_messages": json.dumps([json.dumps({"message": "Refusé ici"})])},
        ),
        times=1,
    )
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator("#held-list li")).to_have_count(1)
    expect(page.locator("#held-list")).to_contain_text(first)
    expect(page.locator("#held-list")).to_contain_text("Pas accepté : Refusé ici")
    code = first.partition("-")[0]
    assert [each["source_id"] for each in cases_of(office, OPERATOR, code)] == [second]


def test_a_colleague_sends_what_an_absent_operator_recorded(device: Page, office: Server) -> None:
    unlock(device)
    code = device.locator("#device-name").inner_text().rpartition("· ")[2]
    device.context.set_offline(True)
    number = record(device, "Quantité de la ration", "COLLEAGUEMARK demi-sac", full_name="Achta")
    record(device, "Exploitation ou abus sexuel", "COLLEAGUESECRET")
    device.context.set_offline(False)
    # The absent one's session has ended, and a colleague logs in.
    device.context.clear_cookies()
    given = {"usr": COLLEAGUE, "pwd": PASSWORD}
    assert device.context.request.post("/api/method/login", data=given).ok
    unlock(device)
    device.locator("#send").click()
    expect(device.locator("#held-empty")).to_be_visible(timeout=60_000)
    lines = device.locator("#receipts-list li")
    expect(lines).to_have_count(2)
    assert "CFM-" not in lines.filter(has_text="remis aux personnes").inner_text()
    [made] = cases_of(office, OPERATOR, code)
    assert made["source_id"] == number
    case = Client(office.url, OPERATOR).get("Case", made["name"])
    assert case["owner"] == OPERATOR
    assert json.loads(stored(device))["databases"]["cfm-field.parts"] == []
