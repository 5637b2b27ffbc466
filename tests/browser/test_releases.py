"""A bulletin by screens only: composed by accountability, approved by data protection, mailed and received."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.clock import office_day

from ..live import Client, Server
from ..mailbox import Mailbox, account, listening
from ..patterns import Patterns
from .visits import DESKTOP, PHONE, visit, width_of

pytestmark = [
    pytest.mark.embedded("an office of its own that mails"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH"),
]

COMPOSER, GUARDIAN = "aap@demo.cfm", "dataprotection@demo.cfm"
OUTSIDE = ("operator@demo.cfm", "analyst@demo.cfm")
DONOR = "bailleur@donor.example"
TITLE, SAYS = "Bulletin d'essai", "Les retards restent le premier motif."
FIRST, SOME_DAY, LAST = (str(office_day() - timedelta(days=days)) for days in (120, 10, 1))
FAR, ORDINARY = "TD0101", "Qualité des vivres"


@dataclass(frozen=True)
class Office:
    server: Server
    box: Mailbox


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Office]:
    with listening() as (box, port):
        server = patterns.office(tmp_path_factory.mktemp("releases") / "office").start()
        try:
            Client(server.url, "Administrator", server.administrator_password()).create(
                "Email Account", **account(port)
            )
            # From one province a single case came, which is told to nobody.
            Client(server.url, "operator@demo.cfm").create(
                "Case", location=FAR, received_on=f"{SOME_DAY} 10:00:00", category=ORDINARY
            )
            yield Office(server, box)
        finally:
            server.stop()


def compose(page: Page) -> str:
    """A release with words and a recipient; returns its address."""
    page.get_by_role("link", name="Composer des chiffres").click()
    page.locator("body[data-ready]").wait_for(state="attached")
    page.locator("#title").fill(TITLE)
    page.locator("#first_day").fill(FIRST)
    page.locator("#last_day").fill(LAST)
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Choisissez maintenant").click()
    blocks = page.locator(".block")
    expect(blocks).to_have_count(7)
    with page.expect_navigation():
        blocks.last.get_by_role("button", name="Retirer").click()
    expect(blocks).to_have_count(6)
    with page.expect_navigation():
        blocks.nth(1).get_by_role("button", name="Monter").click()
    expect(blocks.first.locator("h2")).to_have_text("Cas reçus · province")
    page.locator("#rows_by").select_option("Month")
    page.locator("#columns_by").select_option("Channel")
    with page.expect_navigation():
        page.locator("#add button[type=submit]").click()
    expect(blocks).to_have_count(7)
    words = page.locator("form[data-act='releases.write']").first
    words.get_by_label("Introduction").fill(SAYS)
    with page.expect_navigation():
        words.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Ajouter une adresse").click()
    page.locator("#email").fill(DONOR)
    with page.expect_navigation():
        page.locator("form[data-act='releases.add_recipient'] button").click()
    expect(page.locator("#recipients")).to_contain_text(DONOR)
    return page.url


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_from_the_first_table_to_the_mail(
    chromium: Browser, mailing: Office, size: dict[str, int]
) -> None:
    mailing.box.received.clear()
    with visit(chromium, mailing.server, COMPOSER, "/cfm/releases", size, locale="fr-FR") as page:
        address = compose(page)
        assert width_of(page) <= size["width"]
        expect(page.locator(".release-table").first).to_contain_text("–")
        pictured(page)
        with page.expect_navigation():
            page.locator("#send form[data-act='releases.submit'] button").click()
        expect(page.locator(".about .pill")).to_have_text("En attente d'approbation")
        expect(page.locator("#decide")).to_have_count(0)
        page.goto(address.replace("/release?", "/release-print?") + "&language=fr")
        expect(page.locator(".sheet")).to_contain_text(SAYS)
        pictured(page)
        assert width_of(page) <= size["width"]
    path = address.removeprefix(mailing.server.url)
    with visit(chromium, mailing.server, GUARDIAN, "/cfm/releases", size, locale="fr-FR") as page:
        page.get_by_role("link", name="Approuver ou renvoyer").first.click()
        page.locator("body[data-ready]").wait_for(state="attached")
        assert page.url.endswith(path)
        with page.expect_navigation():
            page.get_by_role("button", name="Diffuser les chiffres").click()
        expect(page.locator(".about .pill")).to_have_text("Publié")
    with visit(chromium, mailing.server, COMPOSER, path, size, locale="fr-FR") as page:
        with page.expect_navigation():
            page.get_by_role("button", name="L'envoyer maintenant").click()
        expect(page.locator("#recipients")).to_contain_text("Envoyé")
    read(mailing)


def pictured(page: Page) -> None:
    """Provinces are drawn beside their table: a bar for each number, none for a dash."""
    provinces = page.locator(".pair").first
    rows = provinces.locator("tbody tr:not(.sum)")
    assert rows.count() > 2
    for row in rows.all():
        name, told = row.locator("th").inner_text(), row.locator("td").first.inner_text()
        drawn = provinces.locator(".drawn", has=page.get_by_text(name, exact=True))
        expect(drawn.locator("text")).to_have_text(told)
        expect(drawn.locator("rect")).to_have_count(0 if told in ("–", "0") else 1)
        expect(drawn.locator(".gap")).to_have_count(1 if told == "–" else 0)


def read(mailing: Office) -> None:
    """What the donor got: the words, and the tables with their gaps."""
    message = mailing.box.wait_for(DONOR)
    assert message["subject"] == TITLE
    attached = {each.get_filename(): each.get_content() for each in message.iter_attachments()}
    [book] = [content for name, content in attached.items() if name and name.endswith(".xlsx")]
    pages = openpyxl.load_workbook(io.BytesIO(book)).worksheets
    assert SAYS in [row[0].value for row in pages[0].iter_rows()]
    assert "–" in [cell.value for page in pages[1:] for row in page.iter_rows() for cell in row]
    for name, content in attached.items():
        assert name and (not name.endswith(".pdf") or content[:5] == b"%PDF-")


def test_it_reads_from_right_to_left(chromium: Browser, mailing: Office) -> None:
    path = "/cfm/releases?_lang=ar"
    with visit(chromium, mailing.server, COMPOSER, path, PHONE) as page:
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert width_of(page) <= PHONE["width"]


@pytest.mark.parametrize("user", OUTSIDE)
def test_others_have_no_part_in_it(mailing: Office, user: str) -> None:
    answer = Client(mailing.server.url, user).request("GET", "/api/resource/CFM Release")
    assert answer.status_code == 403
