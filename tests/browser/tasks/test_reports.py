"""Reports, charts and exports that the manager makes alone."""

from __future__ import annotations

import io

import openpyxl
from playwright.sync_api import Page, expect

from ...mailbox import LOGIN, SECRET, listening
from .task import MANAGER, OVERVIEW, Task

OPERATOR = "operator@demo.cfm"
READER = "direction@mail.test"
LEAST = 5
"""Below which the office tells no number to whoever does not read cases."""


def test_a_report_and_a_chart_are_made_and_mailed_weekly(task: Task) -> None:
    page = task.begin(
        20,
        "rapport",
        (
            "Composer un rapport et un graphique, et les envoyer",
            "Build a report and a chart, and send them",
        ),
        (
            "La direction veut savoir chaque lundi de quoi les gens parlent : vous composez le rapport, "
            "il arrive de lui-même.",
            "The management wants to know every Monday what people speak about: you build the report, "
            "and it arrives by itself.",
        ),
    )
    with listening() as (box, port):
        task.client(MANAGER).create(
            "Email Account",
            email_account_name="Bureau",
            email_id=LOGIN,
            enable_outgoing=1,
            default_outgoing=1,
            smtp_server="127.0.0.1",
            smtp_port=str(port),
            password=SECRET,
        )
        build_report(task, page)
        make_chart(task, page)
        mail_it(task, page)
        message = box.wait_for(READER)
        sheet = next(message.iter_attachments())
        rows = openpyxl.load_workbook(io.BytesIO(sheet.get_content())).active.iter_rows(
            values_only=True
        )
        head, first, *others = list(rows)
        assert head[0] == task.tr("Category")
        assert isinstance(first[1], int) and first[1] >= LEAST
        # They do not read cases: nothing that is small is told, nor what would tell it.
        assert all(row[1] is None or row[1] >= LEAST for row in others)
        assert None in [row[1] for row in others]
    add_to_dashboard(task, page)
    with task.seen_by(OPERATOR, "/app/dashboard-view") as seen:
        tile = seen.get_by_role("region", name="Motifs en graphique")
        expect(tile.locator("svg").first).to_be_attached()
        task.effect(
            seen,
            "Les opérateurs voient le graphique sur le tableau de bord.",
            "Operators see the chart on the dashboard.",
            mark=tile,
        )


def build_report(task: Task, page: Page) -> None:
    task.open_tool("Reports")
    new = page.locator("#new-report")
    task.step(
        "Choisissez **{New report}**, puis **{Case}**.",
        "Choose **{New report}**, then **{Case}**.",
        mark=new,
    )
    new.locator("summary").click()
    new.get_by_role("link", name=task.tr("Case"), exact=True).click()
    page.wait_for_url("**/view/report")
    group = page.locator("#group")
    task.step(
        "Choisissez **{Group}**, puis une ligne par **{Category}**. Un second choix donne des colonnes, "
        "les canaux ou les mois par exemple.",
        "Choose **{Group}**, then one line for each **{Category}**. A second choice gives columns, the "
        "channels or months for instance.",
        mark=group,
    )
    group.click()
    page.locator("#group-by").select_option(label=task.tr("Category"))
    page.locator("dialog .button.primary").click()
    expect(page.locator("table.report.grouped")).to_be_visible()
    add = page.locator("#add-filter")
    task.step(
        "Ajoutez un filtre : **{Received on}**, dans la période, **{the last six months}**.",
        "Add a filter: **{Received on}**, within, **{the last six months}**.",
        mark=add,
    )
    add.click()
    page.locator("#filter-field").select_option(label=task.tr("Received on"))
    page.locator("#filter-value").select_option("last 6 months")
    page.locator("dialog .button.primary").click()
    expect(page.locator(".chips .chip")).to_have_count(2)
    save = page.locator("#save-report")
    task.step("Enregistrez le rapport sous un nom.", "Save the report under a name.", mark=save)
    save.click()
    page.locator("#report-name").fill("Motifs du semestre")
    page.locator("dialog .button.primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Motifs du semestre")


def make_chart(task: Task, page: Page) -> None:
    more = page.locator("#more")
    task.step(
        "Sous **{More}**, choisissez **{Make a chart of it}**, donnez-lui un nom et enregistrez.",
        "Under **{More}**, choose **{Make a chart of it}**, give it a name and save.",
        mark=more,
    )
    more.locator("summary").click()
    more.get_by_role("link", name=task.tr("Make a chart of it")).click()
    page.wait_for_url("**/dashboard-chart/new*")
    page.wait_for_selector("#main[data-started]")
    page.locator("[data-field=chart_name] input").fill("Motifs en graphique")
    expect(page.locator("#figure-preview svg").first).to_be_attached()
    task.store()


def mail_it(task: Task, page: Page) -> None:
    task.by_menu(OVERVIEW)
    page.locator(".tool[href='/app/reports']").click()
    page.get_by_role("link", name="Motifs du semestre").first.click()
    page.wait_for_url("**/view/report/**")
    more = page.locator("#more")
    task.step(
        "Revenez au rapport (**{Set-up}**, **{Reports}**); sous **{More}**, choisissez **{Send it regularly}**.",
        "Go back to the report (**{Set-up}**, **{Reports}**); under **{More}**, choose **{Send it regularly}**.",
        mark=more,
    )
    more.locator("summary").click()
    more.get_by_role("link", name=task.tr("Send it regularly")).click()
    page.wait_for_url("**/auto-email-report/new*")
    page.locator("[data-field=email_to] textarea").fill(READER)
    page.locator("[data-field=frequency] select").select_option("Weekly")
    page.locator("[data-field=format] select").select_option("XLSX")
    expect(page.locator("#mail-next")).not_to_be_empty()
    task.step(
        "Écrivez l'adresse, choisissez chaque semaine et Excel, puis enregistrez. Qui ne lit pas les cas ne "
        "reçoit aucun nombre trop petit : sa case est vide.",
        "Write the address, choose weekly and Excel, then save. Whoever does not read cases gets no number "
        "that is too small: its cell is empty.",
        mark=page.locator("#mail-next"),
    )
    task.store()
    send = page.locator("#send-now")
    task.step(
        "Envoyez-le une première fois tout de suite.", "Send it a first time at once.", mark=send
    )
    send.click()
    expect(page.locator("#toasts")).to_contain_text(READER)


def add_to_dashboard(task: Task, page: Page) -> None:
    task.by_menu("/app/dashboard-view")
    edit = page.locator(".page-head a.button").last
    task.step(
        "Ouvrez le **{Dashboard}**, choisissez **{Edit}**, ajoutez le graphique et enregistrez.",
        "Open the **{Dashboard}**, choose **{Edit}**, add the chart and save.",
        mark=edit,
    )
    edit.click()
    page.wait_for_url("**/app/dashboard/**")
    grid = page.locator("[data-grid=charts]")
    grid.locator(".grid-add").click()
    chosen = grid.locator(".grid-row").last.locator(".link-input").first
    chosen.fill("Motifs")
    page.get_by_role("option", name="Motifs en graphique").first.click()
    task.store()
