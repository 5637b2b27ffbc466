"""Task 9: a state with 40 cases is removed; yesterday's bad change is found, with who made it, and undone."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from playwright.sync_api import Page, expect

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.core.site import forget_site, get_site
from frappe_embedded.kernel.query.opening import opened

from ...live import Client, Server
from ..tasks.task import MANAGER
from .round import Round

OPERATOR, OTHER = "operator@demo.cfm", "operator2@demo.cfm"
CATEGORY, MANY = "Quantité de la ration", 40
STATE, INSTEAD = "On Hold", "In Progress"
HIDDEN, HISTORY = "age_group", "Configuration Change"


def test_a_state_goes_and_a_bad_change_goes_back(task: Round) -> None:
    held = cases_in_state(task)
    held += [held_case(task) for _each in range(MANY - len(held))]
    yesterday = bad_change(task)
    page = task.begin_round()
    with task.seen_by(OTHER, "/app/case/new") as seen:
        expect(seen.locator("[data-field=sex]")).to_be_visible()
        expect(seen.locator(f"[data-field={HIDDEN}]")).to_have_count(0)
    remove_state(task, page)
    undo_bad_change(task, page, yesterday)
    task.steps.report(9)
    with task.seen_by(OPERATOR, f"/app/case/{held[-1]}") as seen:
        expect(seen.locator(".form-title .pill").first).to_have_text(task.tr(INSTEAD))
        seen.goto("/app/case/new")
        expect(seen.locator(f"[data-field={HIDDEN}]")).to_be_visible()
    now = task.client(MANAGER).list(
        "Case",
        fields='["workflow_state","phase"]',
        filters=json.dumps([["name", "in", held]]),
        limit_page_length=0,
    )
    assert [tuple(each.values()) for each in now] == [(INSTEAD, "In progress")] * MANY


def cases_in_state(task: Round) -> list[str]:
    """What the made-up office has in the state already."""
    filters = json.dumps({"workflow_state": STATE})
    rows = task.client(MANAGER).list("Case", filters=filters, limit_page_length=0)
    return [each["name"] for each in rows]


def held_case(task: Round) -> str:
    operator = task.client(OPERATOR)
    case = operator.create("Case", category=CATEGORY, description="Ration")
    for action in ("Register", "Start Work", "Put on Hold"):
        case = operator.call(
            "frappe.model.workflow.apply_workflow", doc={**case, "doctype": "Case"}, action=action
        )
    return str(case["name"])


def bad_change(task: Round) -> date:
    """Somebody else took a question off the form, a day ago; the day on which they did."""
    office = task.office
    assert isinstance(office, Server)
    other = Client(office.url, "Administrator", office.administrator_password())
    other.create(
        "Property Setter",
        doctype_or_field="DocField",
        doc_type="Case",
        field_name=HIDDEN,
        property="hidden",
        property_type="Check",
        value="1",
    )
    newest = {"fields": '["name","creation"]', "order_by": "creation desc", "limit": 1}
    (change,) = other.list(HISTORY, **newest)
    moment = datetime.fromisoformat(change["creation"]) - timedelta(days=1)
    with opened(get_site(office.site.name, office.site.parent)):
        local.db.set_value(HISTORY, change["name"], "creation", moment)
        local.db.commit()
    forget_site(office.site.name, office.site.parent)
    return moment.date()


def remove_state(task: Round, page: Page) -> None:
    task.tool("Workflows")
    task.open_record("CFM Case")
    page.locator(f'#workflow-diagram [data-state="{STATE}"]').click()
    page.get_by_role("button", name=task.tr("Take the state out")).click()
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(str(MANY))
    dialog.locator("select").select_option(INSTEAD)
    dialog.locator("[type=submit]").click()
    expect(page.locator("#unsaved")).to_be_hidden()


def undo_bad_change(task: Round, page: Page, yesterday: date) -> None:
    task.tool("History of the set-up")
    changes = page.locator(".change")
    expect(changes.first).to_contain_text(str(MANY))
    page.locator("#h-since").fill(yesterday.isoformat())
    page.locator("#h-until").fill(yesterday.isoformat())
    page.get_by_role("button", name=task.tr("Search"), exact=True).last.click()
    expect(changes).to_have_count(1)
    expect(changes).to_contain_text("Administrator")
    expect(changes).to_contain_text(task.tr("Age group"))
    changes.get_by_role("button", name=task.tr("Undo"), exact=True).click()
    expect(page.locator(".change.undone")).to_be_visible()
