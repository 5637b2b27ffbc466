"""What a desk without a network takes beside words: signatures, photos, voice notes. Whole in the office, then gone."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cfm_app.security.file_contents.metadata import without_metadata

from ..live import PASSWORD, Client, Server
from .calling import OPERATOR
from .chromium import OPTIONS, find_chromium
from .interception import intercept
from .test_field import (
    FIELD,
    PIN,
    UNTIL_KEPT,
    WATCH_SEALING,
    record,
    stored,
    unlock,
    withdraw_devices,
)
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER = "manager@demo.cfm"
HANDLER = "psea@demo.cfm"
PLACE_OF_THE_PHOTO = b"GPSPLACEMARK"
# Draws a photo as a camera writes it, with a mark where it was taken.
PHOTO = """async (size) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size / 2 });
  const pen = canvas.getContext('2d');
  for (let at = 0; at < 4000; at += 1) {
    pen.fillStyle = `hsl(${Math.random() * 360} 90% 50%)`;
    pen.fillRect(Math.random() * size, Math.random() * size / 2, size / 40, size / 40);
  }
  return canvas.toDataURL('image/jpeg', 0.95);
}"""


def photo(page: Page, size: int = 2400) -> bytes:
    """A JPEG with an EXIF block that tells a place."""
    drawn = base64.b64decode(page.evaluate(PHOTO, size).partition(",")[2])
    told = b"Exif\0\0" + PLACE_OF_THE_PHOTO
    block = b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told
    return drawn[:2] + block + drawn[2:]


def choose_file(page: Page, field: str, *files: bytes, kind: str = "image/jpeg") -> None:
    """Take files; waits until the form has them."""
    before = page.locator("#enclosed-list li").count()
    given: Any = [
        {"name": f"{n}.bin", "mimeType": kind, "buffer": each} for n, each in enumerate(files)
    ]
    page.locator(f"#{field}").set_input_files(given)
    expect(page.locator("#enclosed-list li")).to_have_count(before + len(files))


def sign(page: Page) -> None:
    field = page.locator("#sign-field")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] + 20 + 30 * step, box["y"] + 20 + 12 * (step % 3))
    page.mouse.up()
    before = page.locator("#enclosed-list li").count()
    page.locator("#sign-keep").click()
    expect(page.locator("#enclosed-list li")).to_have_count(before + 1)


def digests(page: Page) -> list[str]:
    """Of the files that the form has."""
    return [each["digest"] for each in json.loads(page.locator("#files").input_value() or "[]")]


def files_in_office(office: Server, user: str, doctype: str, name: str) -> list[tuple[str, bytes]]:
    return files_for(Client(office.url, user), doctype, name)


def files_for(client: Client, doctype: str, name: str) -> list[tuple[str, bytes]]:
    """Names and bytes of the files of a document, as somebody reads them."""
    filters = {"attached_to_doctype": doctype, "attached_to_name": name}
    fields = json.dumps(["file_name", "file_url", "is_private"])
    rows = client.list("File", filters=json.dumps(filters), fields=fields, order_by="creation asc")
    assert all(row["is_private"] for row in rows), rows
    return [
        (row["file_name"], client.http.get(client.url + row["file_url"]).content) for row in rows
    ]


def hashes(found: list[tuple[str, bytes]]) -> list[str]:
    return [hashlib.sha256(content).hexdigest() for _name, content in found]


def case_of(office: Server, number: str) -> str:
    filters = json.dumps({"source_id": number})
    [case] = Client(office.url, OPERATOR).list("Case", filters=filters)
    return str(case["name"])


@pytest.fixture(params=[DESKTOP, PHONE], ids=["1280", "390"])
def device(chromium: Browser, office: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A device that is open, and without a network."""
    withdraw_devices(office)
    with visit(chromium, office, OPERATOR, FIELD, request.param) as page:
        prepare(page)
        yield page


@pytest.fixture
def speaking(chromium: Browser, office: Server) -> Iterator[Page]:
    """One that hears a tone instead of a voice."""
    withdraw_devices(office)
    options = [*OPTIONS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    path = chromium.browser_type.executable_path
    browser = chromium.browser_type.launch(executable_path=find_chromium() or path, args=options)
    try:
        with visit(browser, office, OPERATOR, FIELD, PHONE, permissions=["microphone"]) as page:
            prepare(page)
            yield page
    finally:
        browser.close()


def prepare(page: Page) -> None:
    page.get_by_label("Nom de l'appareil").fill("Téléphone de l'arbre")
    page.locator("#pin").fill(PIN)
    page.locator("#pin_again").fill(PIN)
    page.get_by_role("button", name="Préparer").click()
    expect(page.locator("#unlock")).to_be_visible(timeout=60_000)
    page.context.set_offline(True)
    unlock(page)


def go_online(page: Page) -> None:
    page.context.set_offline(False)
    asks = page.context.request
    if asks.get("/api/method/frappe.auth.get_logged_user").ok:
        return
    # Other log-ins have ended the one of the device meanwhile: in another tab they log in again.
    again = asks.post("/api/method/login", data={"usr": OPERATOR, "pwd": PASSWORD})
    assert again.ok, again.text()


def send(page: Page, count: int) -> None:
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator("#sending")).to_contain_text(f"{count} envoyé", timeout=60_000)
    expect(page.locator("#held-empty")).to_be_visible()


def test_signature_photos_and_voice_are_whole_in_the_office(device: Page, office: Server) -> None:
    page = device
    sign(page)
    page.locator("#sign_name").fill("زارا محمد")
    page.locator("#sign-keep").press("Enter")
    expect(page.locator("#enclosed-list li")).to_have_count(2)
    picture = photo(page)
    choose_file(page, "photo-file", picture, picture)
    choose_file(page, "thumb-file", picture)
    assert width_of(page) <= page.viewport_size["width"]  # type: ignore[index]
    expect(page.locator("#enclosed-list img[src]")).to_have_count(5)
    page.get_by_role("button", name="Retirer : Photo").first.click()
    expect(page.locator("#enclosed-list li")).to_have_count(4)
    expected = digests(page)
    first = record(page, "quantité", "RATIONMARK")
    expect(page.locator("#enclosed-list li")).to_have_count(0)

    # The next person's case has none of it; the battery dies while a file is only begun.
    choose_file(page, "photo-file", picture)
    unlock(page)
    expect(page.locator("#held-list")).to_contain_text("Fichiers : 4")
    page.get_by_role("button", name="Corriger").click()
    expect(page.locator("#enclosed-list li")).to_have_count(4)
    assert digests(page) == expected
    record(page, "quantité", "RATIONMARK, corrigé")
    held = json.loads(stored(page))["databases"]["cfm-field.parts"]
    go_online(page)
    send(page, 1)

    found = files_in_office(office, OPERATOR, "Case", case_of(office, first))
    assert hashes(found) == expected
    assert [name.partition("-")[0] for name, _content in found] == [
        "signature",
        "signature",
        "photo",
        "thumb",
    ]
    assert not any(PLACE_OF_THE_PHOTO in content for _name, content in found)
    assert all(len(content) < len(picture) for name, content in found if name.endswith("jpg"))
    assert len(held) == sum(-(-len(content) // (128 << 10)) for _name, content in found)
    # They stay, closed to this device, for an office that loses them, and go after the days that it set.
    assert len(json.loads(stored(page))["databases"]["cfm-field.parts"]) == len(held)
    page.clock.set_system_time(datetime.now() + timedelta(days=8))
    unlock(page)
    assert json.loads(stored(page))["databases"]["cfm-field.parts"] == []


def test_a_voice_note_is_recorded_in_the_page(speaking: Page, office: Server) -> None:
    page = speaking
    page.get_by_role("button", name="Enregistrer une note vocale").click()
    expect(page.locator("#record")).to_contain_text("Arrêter (2 s)")
    page.locator("#record").click()
    expect(page.get_by_role("button", name="Écouter")).to_be_visible()
    size = json.loads(page.locator("#files").input_value())[0]["size"]
    # Saved while it still runs: what was said by then belongs to this case.
    page.locator("#record").click()
    expect(page.locator("#record")).to_contain_text("Arrêter (1 s)")
    number = record(page, "quantité", "RATIONMARK")
    expect(page.locator("#held-list")).to_contain_text("Fichiers : 2")
    expect(page.locator("#enclosed-list li")).to_have_count(0)
    go_online(page)
    send(page, 1)
    found = files_in_office(office, OPERATOR, "Case", case_of(office, number))
    # The same length: what the recorder noted beside the voice became zeros.
    assert len(found[0][1]) == size
    assert without_metadata(found[0][1]) == found[0][1]
    assert [name.partition("-")[0] for name, _content in found] == ["recording", "recording"]
    assert {name.rpartition(".")[2] for name, _content in found} <= {"ogg", "m4a", "mp4", "webm"}


def test_a_draft_keeps_its_files_and_the_next_case_does_not(device: Page) -> None:
    page = device
    page.locator("#category").fill("quantité")
    page.keyboard.press("Enter")
    expect(page.locator("#advice .pill")).to_be_visible()
    page.evaluate(WATCH_SEALING, "digest")
    sign(page)
    expected = digests(page)
    page.evaluate(UNTIL_KEPT)
    unlock(page)
    expect(page.locator("#enclosed-list li")).to_have_count(0)
    page.get_by_role("button", name="Reprendre l'appel").click()
    expect(page.locator("#enclosed-list li")).to_have_count(1)
    assert digests(page) == expected
    # Whoever refuses to be recorded signs nothing.
    page.locator('[data-purpose="Record"] label.no').click()
    expect(page.locator("#enclosed")).to_be_hidden()
    page.locator("#save").click()
    expect(page.locator("#result")).to_contain_text("Rien")
    unlock(page)
    assert json.loads(stored(page))["databases"]["cfm-field.parts"] == []


def test_files_of_a_sensitive_case_open_in_its_report_alone(device: Page, office: Server) -> None:
    page = device
    choose_file(page, "sound-file", b"OggS" + bytes(range(256)) * 900, kind="audio/ogg")
    choose_file(page, "photo-file", photo(page, 800))
    expected = digests(page)
    secret = record(page, "sexuel", "SECRETMARK")
    unlock(page)
    expect(page.get_by_role("button", name="Corriger")).to_have_count(0)
    assert page.locator("#files").input_value() == ""
    go_online(page)
    send(page, 1)
    client = Client(office.url, HANDLER)
    filters = json.dumps({"source_id": secret})
    [report] = client.list("Sensitive Report", filters=filters)
    found = files_in_office(office, HANDLER, "Sensitive Report", report["name"])
    assert hashes(found) == expected
    assert files_in_office(office, OPERATOR, "Sensitive Report", report["name"]) == []


def test_a_line_that_breaks_among_the_parts_goes_on_where_it_was(
    device: Page, office: Server
) -> None:
    page = device
    choose_file(page, "photo-file", photo(page), photo(page))
    expected = digests(page)
    number = record(page, "quantité", "RATIONMARK")
    go_online(page)
    sent: list[str] = []
    intercept(
        page,
        "**/cfm_app.api.field_desk.send_part*",
        lambda route: (
            sent.append(str(route.request.post_data_json["number"])),
            route.abort() if len(sent) == 3 else route.fallback(),
        ),
    )
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator("#sending")).to_contain_text("0 envoyé · 1 encore")
    expect(page.locator("#held-list")).to_contain_text("ses fichiers n'y sont pas encore")
    expect(page.get_by_role("button", name="Corriger")).to_have_count(0)
    unlock(page)
    send(page, 1)
    # One was asked for twice: the one whose way broke.
    found = files_in_office(office, OPERATOR, "Case", case_of(office, number))
    assert hashes(found) == expected
    assert len(sent) == 1 + sum(-(-len(content) // (128 << 10)) for _name, content in found)


def test_a_browser_that_was_started_anew_still_sends(device: Page, office: Server) -> None:
    """It forgets the cookies that say who is logged in, not the log-in itself."""
    page = device
    number = record(page, "quantité", "RATIONMARK")
    go_online(page)
    page.context.clear_cookies(name="user_id")
    unlock(page)
    send(page, 1)
    assert case_of(office, number)


def test_what_the_office_refuses_of_files_leaves_the_case(device: Page, office: Server) -> None:
    page = device
    choose_file(page, "sound-file", b"no sound at all", kind="audio/mpeg")
    number = record(page, "quantité", "RATIONMARK")
    go_online(page)
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator("#held-list")).to_contain_text("Pas accepté")
    assert case_of(office, number)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Oublier ses fichiers").click()
    expect(page.locator("#held-empty")).to_be_visible()
    assert json.loads(stored(page))["databases"]["cfm-field.parts"] == []


def test_files_go_along_in_the_file_that_is_carried(
    chromium: Browser, device: Page, office: Server, tmp_path: Path
) -> None:
    page = device
    picture = photo(page)
    choose_file(page, "photo-file", picture)
    expected = digests(page)
    number = record(page, "quantité", "RATIONMARK")
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer dans un fichier").click()
    carried = tmp_path / "carried.cfm"
    download.value.save_as(carried)
    assert b"RATIONMARK" not in carried.read_bytes()
    with visit(chromium, office, MANAGER, "/cfm/import") as computer:
        for _time in ("once", "again"):
            computer.locator("#carried").set_input_files(carried)
            expect(computer.locator("#brought")).to_contain_text("1 sur 1")
        expect(computer.locator("#brought-list")).to_contain_text(number)
    found = files_in_office(office, OPERATOR, "Case", case_of(office, number))
    assert hashes(found) == expected
    go_online(page)
    send(page, 1)
    assert len(files_in_office(office, OPERATOR, "Case", case_of(office, number))) == 1
