"""Task 6: hours of Ramadan for a month and a holiday; open cases follow."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.clock import office_day

from ..tasks.task import MANAGER
from .round import Round, new_row, saved

OPERATOR, SOP, CATEGORY = "operator@demo.cfm", "Plainte sur l'assistance", "Quantité de la ration"
FIRST = office_day()
LAST = FIRST + timedelta(days=29)
MOVED = """async ([address, before]) => {
  for (;;) {
    const { data } = await (await fetch(address)).json();
    if (data.resolve_by !== before) return data.resolve_by;
    await new Promise((again) => { setTimeout(again, 200); });
  }
}"""


def test_ramadan_and_a_holiday_move_open_cases(task: Round) -> None:
    task.client(MANAGER).change("CFM SOP", SOP, use_working_hours=1)
    case = task.client(OPERATOR).create("Case", category=CATEGORY, description="Ration")
    before = datetime.fromisoformat(case["resolve_by"])
    page = task.begin_round()
    task.tool("Settings of the mechanism")
    set_hours(task, page)
    # A day on which the case would have been worked on.
    holiday = before.date() - timedelta(days=1)
    set_holiday(task, page, holiday)
    saved(page)
    task.steps.report(6)
    moved = page.evaluate(MOVED, [f"/api/resource/Case/{case['name']}", case["resolve_by"]])
    assert datetime.fromisoformat(moved) > before
    now = task.client(OPERATOR).get("Case", case["name"])
    assert now["resolve_by"] == moved
    with task.seen_by(OPERATOR, f"/cfm/case?name={case['name']}") as seen:
        due = now["next_due_on"][:16].replace(" ", "T")
        expect(seen.locator(f"time[datetime='{due}']").first).to_be_visible()
    notices = task.client(MANAGER).list(
        "Notification Log", fields='["subject"]', limit=20, order_by="creation desc"
    )
    assert any("recalculées" in each["subject"] for each in notices)


def set_hours(task: Round, page: Page) -> None:
    if not page.locator("[data-grid=other_hours]").is_visible():
        page.get_by_text(task.tr("Other hours")).first.click()
    row = new_row(page, "other_hours")
    for name, value in (
        ("first_day", FIRST.isoformat()),
        ("last_day", LAST.isoformat()),
        ("work_start", "09:00"),
        ("work_end", "14:00"),
    ):
        row.locator(f"[data-field={name}] input").fill(value)


def set_holiday(task: Round, page: Page, day: date) -> None:
    if not page.locator("[data-grid=holidays]").is_visible():
        page.get_by_text(task.tr("Holidays")).first.click()
    row = new_row(page, "holidays")
    row.locator("input[type=date]").fill(day.isoformat())
