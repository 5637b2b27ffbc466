"""Task 8: a monthly report to donors as XLSX and PDF; weekly cases by channel; a number card; dashboards by role."""

from __future__ import annotations

import io

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from ...mailbox import Mailbox, account, listening
from ..tasks.task import MANAGER
from .round import WORK_MS, Round, choose, choose_in_row, entry, new_row, saved

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

SECOND_PERSON = "dataprotection@demo.cfm"
OPERATOR, READER, DONOR = "operator@demo.cfm", "aap@demo.cfm", "bailleur@donor.example"
REPORT, CHART, CARD, BOARD = "CFM Cases by Week", "Semaines par canal", "Tous les cas", "Bailleurs"
CHANNEL, TITLE = "Ligne verte", "Chiffres pour les bailleurs"


def test_figures_reach_donors_and_roles(task: Round) -> None:
    with listening() as (box, port):
        task.client(MANAGER).create("Email Account", **account(port))
        page = task.begin_round()
        release_figures(task, page)
        donor_reads(box)
    make_chart(task, page)
    make_card(task, page)
    task.steps.report(8)
    with task.seen_by(READER, f"/app/dashboard-view/{BOARD}") as seen:
        tile = seen.get_by_role("region", name=CHART)
        expect(tile.locator("svg").first).to_be_attached()
        expect(tile).to_contain_text(CHANNEL)
        expect(seen.locator(".figures")).to_contain_text(CARD)
    # Its one chart is for that role, and so is the dashboard.
    for other in (OPERATOR, "focal@demo.cfm"):
        with task.seen_by(other, f"/app/dashboard-view/{BOARD}") as seen:
            expect(seen.locator("main")).to_contain_text("rien ici que vous puissiez voir")


def release_figures(task: Round, page: Page) -> None:
    """Figures leave the office guarded, after a second person has agreed; each month anew."""
    task.tool("Figures to release")
    page.get_by_role("link", name="Composer des chiffres").click()
    ready(page)
    page.locator("#title").fill(TITLE)
    page.keyboard.press("Control+Enter")
    page.locator("#go-on").click()
    ready(page)
    page.get_by_text("Ajouter une adresse").click()
    page.locator("#email").fill(DONOR)
    press(page.locator("form[data-act='releases.add_recipient'] button"))
    press(page.locator("form[data-act='releases.repeat'] button"))
    press(page.locator("#send form[data-act='releases.submit'] button"))
    path = page.url.removeprefix(task.office.url)
    with task.seen_by(SECOND_PERSON, path) as other:
        press(other.get_by_role("button", name="Diffuser les chiffres"))
    page.reload()
    ready(page)
    press(page.get_by_role("button", name="L'envoyer maintenant"))


def press(button: Locator) -> None:
    """An act of a page, which is drawn anew after it."""
    with button.page.expect_navigation():
        button.click()
    ready(button.page)


def ready(page: Page) -> None:
    page.wait_for_selector("body[data-ready]", state="attached")


def open_report(task: Round, page: Page) -> None:
    task.tool("Reports")
    page.get_by_role("link", name=task.tr(REPORT)).first.click()
    page.wait_for_url("**/query-report/**")
    page.wait_for_selector("#main[data-started]")


def donor_reads(box: Mailbox) -> None:
    """The words and the tables, in both forms."""
    files = {
        str(each.get_filename()).rsplit(".", 1)[1]: each.get_content()
        for each in box.wait_for(DONOR).iter_attachments()
    }
    assert sorted(files) == ["pdf", "xlsx"]
    pages = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets
    told = {str(cell.value) for page in pages for row in page.iter_rows() for cell in row}
    assert CHANNEL in told
    text = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(files["pdf"])).pages)
    assert TITLE in text and CHANNEL in text


def make_chart(task: Round, page: Page) -> None:
    """The same report as a picture of several lines, for one role."""
    open_report(task, page)
    page.locator("#more summary").click()
    page.get_by_role("link", name=task.tr("Make a chart of it")).click()
    page.wait_for_url("**/dashboard-chart/new*")
    page.wait_for_selector("#main[data-started]")
    entry(page, "chart_name").fill(CHART)
    choose_in_row(new_row(page, "roles"), "role", task.tr("CFM AAP Focal Point"))
    expect(page.locator("#figure-preview svg").first).to_be_attached()
    saved(page)
    place(page)


def make_card(task: Round, page: Page) -> None:
    task.tool("Number cards")
    task.new()
    entry(page, "label").fill(CARD)
    choose(page, "document_type", task.tr("Case"))
    saved(page)
    place(page)


def place(page: Page) -> None:
    """On the dashboard of the donors, which the first one makes."""
    expect(page.locator("#figure-place")).to_be_visible()
    page.locator("#figure-board").fill(BOARD)
    page.locator("#figure-place button").click()
    expect(page.locator("#figure-placed")).to_contain_text(BOARD, timeout=WORK_MS)
