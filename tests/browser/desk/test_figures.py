"""Charts and number cards put together by choosing, dashboards, and reports by e-mail."""

from __future__ import annotations

from typing import Any

import pytest

from ..accessible import serious
from ..interception import intercept
from . import sample
from .conftest import PASSWORD, Server

expect = pytest.importorskip("playwright.sync_api").expect

MAKER = "Administrator"


def saved(page: Any) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()


def report_by_mail(page: Any, name: str) -> None:
    """Save the report that is shown, and begin to send it regularly."""
    page.get_by_role("button", name="Save as…").click()
    page.get_by_label("Name of the report").fill(name)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.locator("#more").click()
    page.get_by_role("link", name="Send it regularly").click()
    expect(page.locator("#mail-next")).not_to_be_empty()


def test_a_chart_is_chosen_seen_and_put_on_a_dashboard(open_page: Any, server: Server) -> None:
    page = open_page(MAKER, "/app/dashboard-chart/new")
    page.get_by_label("Chart Name").fill("Crates by kind")
    page.get_by_label("Chart Type", exact=False).first.select_option(label="Group By")
    kind = page.locator("[data-field=document_type] .link-input")
    kind.fill("Crate")
    page.get_by_role("option", name="Crate").first.click()
    page.locator("[data-field=group_by_based_on] select").select_option(label="Kind")
    page.locator("[data-field=type] select").select_option("Bar")
    preview = page.locator("#figure-preview")
    expect(preview.locator("svg").first).to_be_attached()
    page.get_by_role("button", name="Add filter").click()
    page.locator("#filter-field").select_option(label="Weight")
    page.locator("#filter-operator").select_option(">=")
    page.locator("#filter-value").fill("30")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#figure-filters")).to_contain_text("Weight from 30")
    saved(page)
    assert server.read(
        "select document_type, group_by_based_on, filters_json, color from `tabDashboard Chart`"
        " where name = 'Crates by kind'"
    ) == [("Crate", "kind", '[["Crate","weight",">=","30",false]]', None)]

    page.goto("/app/dashboard/new")
    page.get_by_label("Dashboard Name").fill("Office figures")
    page.locator("[data-grid=charts] .grid-add").click()
    page.locator("[data-grid=charts] .link-input").first.fill("Crates by kind")
    page.get_by_role("option", name="Crates by kind").first.click()
    saved(page)
    page.goto("/app/dashboard-view/Office%20figures")
    tile = page.get_by_role("region", name="Crates by kind")
    tile.get_by_text("As a table").click()
    expect(tile.get_by_role("row")).to_have_count(3)
    tile.get_by_role("link", name="Fragile").click()
    expect(page.locator("tr[data-name]")).to_have_count(2)


def test_a_dashboard_is_given_to_a_role(open_page: Any, server: Server) -> None:
    page = open_page(MAKER, "/app/dashboard/Office%20figures")
    page.locator("#board-roles").get_by_label("Chief", exact=True).check()
    page.locator("#save-board-roles").click()
    expect(page.get_by_role("status").filter(has_text="for these roles")).to_be_visible()
    page.reload()
    expect(page.locator("#board-roles").get_by_label("Chief", exact=True)).to_be_checked()
    other = open_page(sample.CLERK, "/app/dashboard-view/Office%20figures")
    expect(other.locator("#main")).to_have_attribute("data-page", "missing")
    chief = open_page(sample.CHIEF, "/app/dashboard-view/Office%20figures")
    expect(chief.get_by_role("region", name="Crates by kind")).to_be_visible()


def test_what_follows_from_a_choice_is_stored_with_it(open_page: Any, server: Server) -> None:
    """Also when somebody saves before the preview is drawn anew."""
    page = open_page(MAKER, "/app/dashboard-chart/new?chart_type=Group%20By&document_type=Crate")
    page.get_by_label("Chart Name").fill("Crates by day")
    kind = page.get_by_label("Chart Type", exact=False).first
    page.locator("[data-field=group_by_based_on] select").select_option(label="Kind")
    kind.select_option(label="Count")
    page.locator("[data-field=based_on] select").select_option("creation")
    saved(page)
    chosen = "select chart_type, timeseries from `tabDashboard Chart` where name = 'Crates by day'"
    assert server.read(chosen) == [("Count", 1)]


def test_a_card_shows_its_figure_before_it_is_saved(open_page: Any) -> None:
    page = open_page(MAKER, "/app/number-card/new?type=Document%20Type&document_type=Crate")
    page.get_by_label("Label").fill("Heaviest crate")
    page.locator("[data-field=function] select").select_option("Maximum")
    expect(page.locator("#figure-preview")).to_contain_text("needs")
    page.locator("[data-field=aggregate_function_based_on] select").select_option(label="Weight")
    expect(page.locator("#figure-preview")).to_contain_text("37.5")
    saved(page)


def test_a_preview_that_comes_late_changes_nothing_on_the_page_after(open_page: Any) -> None:
    page = open_page(MAKER, "/app/crate/view/report?columns=subject,kind")
    report_by_mail(page, "Crates that come late")
    late: list[Any] = []
    intercept(
        page, "**/app/mail-preview", lambda route: route.continue_() if late else late.append(route)
    )
    with page.expect_request("**/app/mail-preview"):
        page.locator("[data-field=email_to] textarea").fill("late@example.org")
    saved(page)
    send = page.locator("#send-now")
    expect(send).to_be_visible()
    with page.expect_response("**/app/mail-preview"):
        late[0].continue_()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(send).to_be_visible()


def test_a_report_by_mail_shows_the_mail_and_is_sent_at_once(
    open_page: Any, server: Server
) -> None:
    page = open_page(MAKER, "/app/crate/view/report?columns=subject,kind&order_by=subject+asc")
    report_by_mail(page, "Crates for the mail")
    page.locator("[data-field=email_to] textarea").fill("chief@example.org")
    page.locator("[data-field=frequency] select").select_option("Weekly")
    page.locator("[data-field=format] select").select_option("HTML")
    expect(page.locator("#mail-next")).to_contain_text("Next on Monday")
    frame = page.frame_locator("#mail-preview")
    expect(frame.get_by_text("Crate 01")).to_be_visible()
    saved(page)
    page.context.request.post(
        "/api/resource/Email%20Account",
        data={
            "email_account_name": "Office",
            "email_id": "office@example.org",
            "enable_outgoing": 1,
            "default_outgoing": 1,
            "smtp_server": "127.0.0.1",
            "smtp_port": "9",
        },
        headers={
            "X-Frappe-CSRF-Token": page.evaluate(
                "document.querySelector('meta[name=csrf-token]').content"
            )
        },
    )
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#toasts")).to_contain_text("chief@example.org")
    rows = server.read(
        "select r.recipient from `tabEmail Queue` q join `tabEmail Queue Recipient` r on r.parent = q.name"
        " where q.reference_doctype = 'Auto Email Report'"
    )
    assert rows == [("chief@example.org",)]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(open_page: Any, width: int) -> None:
    page = open_page(MAKER, "/app/reports", width=width)
    faults = []
    for path in (
        "/app/reports",
        "/app/crate/view/report?totals=1",
        "/app/crate/view/report?group_by=town&function=sum&on=weight",
        "/app/dashboard-view/Office%20figures",
        "/app/dashboard-view",
        "/app/dashboard-chart/new?chart_type=Group%20By&document_type=Crate&group_by_based_on=kind&type=Donut",
        "/app/number-card/new?type=Document%20Type&document_type=Crate&function=Count",
        "/app/auto-email-report/new",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        faults += [(path, each) for each in serious(page)]
    assert faults == []


def test_who_sees_no_figures_has_no_dashboard(open_page: Any) -> None:
    assert PASSWORD
    page = open_page(sample.VISITOR, "/app/dashboard-view")
    expect(page.get_by_role("heading", name="No dashboard yet")).to_be_visible()
    assert page.goto("/app/dashboard-view/Office%20figures").status == 404
