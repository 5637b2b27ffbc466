"""Task 5: the class *Corruption de haut niveau* with its role, its procedure in hours, escalation and a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from .round import WORK_MS, Round, choose, choose_in_row, entry, new_row, saved

OPERATOR, OTHER = "operator@demo.cfm", "operator2@demo.cfm"
SECOND_PERSON, NEW = "dataprotection@demo.cfm", "zara@demo.cfm"
CLASS, SOP = "Corruption de haut niveau", "Corruption en 4 heures"
CATEGORY = "Détournement de vivres ou d'argent"
CHOSEN = "Un-mot-bien-long-42"
TIMES = ("received_on", "resolve_by")
ASK = "async (address) => (await (await fetch(address)).json()).data"


def test_a_class_has_its_people_and_its_hours(task: Round) -> None:
    page = task.begin_round()
    make_class(task, page)
    add_person(task, page)
    make_procedure(task, page)
    second_person_agrees(task)
    zara = first_log_in(task, page)
    task.steps.report(5)
    case = task.client(OPERATOR).create(
        "Case", category=CATEGORY, description="Un camion vendu", sensitivity=CLASS
    )["name"]
    zara.goto(f"/app/case/{case}")
    expect(zara.get_by_role("heading", level=1)).to_have_text(case)
    stored = zara.evaluate(ASK, f"/api/resource/Case/{case}")
    assert stored["sop"] == SOP
    received, limit = (stored[name] for name in TIMES)
    hours = datetime.fromisoformat(limit) - datetime.fromisoformat(received)
    assert hours == timedelta(hours=4)
    with task.seen_by(OTHER, "/app/case") as seen:
        expect(seen.locator(".list tbody tr").first).to_be_visible()
        expect(seen.locator(f'[data-name="{case}"]')).to_have_count(0)
    task.client(OTHER).refused("GET", f"/api/resource/Case/{case}")


def make_class(task: Round, page: Page) -> None:
    task.tool("Sensitivity classes")
    task.new()
    entry(page, "sensitivity_name").fill(CLASS)
    entry(page, "hidden").check()
    entry(page, "handler_role").fill(CLASS)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("option", name=task.tr("Create “{0}”", CLASS)).click()
    expect(page.locator("[data-field=handler_role] [role=listbox]")).to_be_hidden()
    page.keyboard.press("Control+s")
    notice = page.locator("#form-errors")
    notice.get_by_role("link", name=task.tr("Who takes the cases")).click()
    page.wait_for_url("**/cfm/reach")
    page.wait_for_selector("body[data-ready]", state="attached")
    give = page.get_by_role("button", name="ce qu'a")
    give.click()
    expect(give).to_have_count(0, timeout=WORK_MS)


def add_person(task: Round, page: Page) -> None:
    """The person is new; that they see what is closed to others, a second person has to agree to."""
    task.tool("Users")
    task.new()
    entry(page, "email").fill(NEW)
    entry(page, "first_name").fill("Zara")
    page.get_by_role("tab").nth(1).click()
    page.locator(".role-box", has_text=CLASS).locator("input").check()
    page.keyboard.press("Control+s")
    expect(page.locator("#form-errors")).to_contain_text("deuxième personne")


def make_procedure(task: Round, page: Page) -> None:
    task.tool("Operating procedures")
    task.new()
    entry(page, "title").fill(SOP)
    choose(page, "category", CATEGORY)
    choose(page, "sensitivity", CLASS)
    entry(page, "respond_within_hours").fill("1")
    entry(page, "resolve_within_hours").fill("4")
    rung = new_row(page, "escalations")
    rung.locator("[data-field=trigger_on] select").select_option("Percent of limit")
    rung.locator("[data-field=threshold] input").fill("80")
    choose_in_row(rung, "to_role", CLASS)
    saved(page)


def second_person_agrees(task: Round) -> None:
    """The new person is there, with the role, as soon as data protection agrees."""
    page = task.window(SECOND_PERSON)
    page.goto("/cfm/access-requests")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.locator("article.request", has_text="Zara").locator("[data-do=agree]").click()
    expect(page.locator("li.request", has_text="Zara").first).to_be_visible()


def first_log_in(task: Round, page: Page) -> Page:
    """The manager hands a link over, with which the person chooses a password; their window."""
    task.tool("Users")
    page.locator(f'[data-name="{NEW}"] .row-link').click()
    page.locator('[data-person="link"]').click()
    address = page.locator("dialog input.code").input_value()
    guest = task.guest()
    guest.goto(address[address.index("/update-password") :])
    for box in guest.locator("input[type=password]").all():
        box.fill(CHOSEN)
    guest.keyboard.press("Enter")
    expect(guest.locator("#usr")).to_be_visible()
    return task.window(NEW, password=CHOSEN)
