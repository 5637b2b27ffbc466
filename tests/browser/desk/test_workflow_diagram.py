"""A workflow is drawn in its diagram: several roles on a step, a role that takes over, rows that stay Frappe's."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ...live import PASSWORD, Client, Server
from ..chromium import PATIENCE_MS

MANAGER = "manager@demo.cfm"
NAME = "CFM Case"
FORM = f"/app/workflow/{NAME}"


@pytest.fixture
def page(chromium: Browser, own_office: Server) -> Any:
    context = chromium.new_context(
        base_url=own_office.url, viewport={"width": 1280, "height": 900}, locale="en-GB"
    )
    context.set_default_timeout(PATIENCE_MS)
    answer = context.request.post("/api/method/login", data={"usr": MANAGER, "pwd": PASSWORD})
    assert answer.ok, answer.text()
    client = Client(own_office.url, MANAGER, PASSWORD)
    client.change("User", MANAGER, language="en")
    window = context.new_page()
    window.goto(FORM)
    yield window
    context.close()


def stored(page: Page) -> dict[str, Any]:
    return dict(page.request.get(f"/api/resource/Workflow/{NAME}").json()["data"])


def steps_of(workflow: dict[str, Any], state: str, action: str) -> list[tuple[str, str]]:
    rows = workflow["transitions"]
    return [
        (row["next_state"], row["allowed"])
        for row in rows
        if (row["state"], row["action"]) == (state, action)
    ]


def choose(page: Page, state: str) -> Locator:
    page.locator(f'#workflow-diagram [data-state="{state}"]').click()
    return page.locator("#workflow-steps")


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()


def test_several_roles_take_one_step_and_each_is_a_row(page: Page) -> None:
    before = steps_of(stored(page), "In Progress", "Put on Hold")
    assert before == [("On Hold", "CFM Caseworker")]
    steps = choose(page, "In Progress")
    steps.get_by_role("button", name="Change the step: Put on Hold").click()
    dialog = page.get_by_role("dialog")
    for role in ("CFM Manager", "CFM Operator"):
        dialog.get_by_label(role, exact=True).check()
    dialog.get_by_role("button", name="Done").click()
    line = steps.locator("li").filter(has_text="Put on Hold")
    expect(line).to_contain_text("CFM Operator")
    save(page)
    roles = {role for _, role in steps_of(stored(page), "In Progress", "Put on Hold")}
    assert roles == {"CFM Caseworker", "CFM Manager", "CFM Operator"}


def approval(page: Page, state: str, action: str, role: str) -> Locator:
    """The question about an approval before a step, with who approves."""
    steps = choose(page, state) if state else page.locator("#workflow-steps")
    steps.get_by_role("button", name=f"Ask for an approval first: {action}").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("#approval-role").fill(role)
    return dialog


def done(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Done", exact=True).click()
    expect(dialog).to_have_count(0)


def test_two_approvals_of_a_step_are_two_stages(page: Page) -> None:
    """Each waits in a state of its own: one of the two does not approve for both."""
    first, second = "Out of Mandate: to be approved", "Out of Mandate: to be approved (2)"
    approval(page, "Registered", "Out of Mandate", "CFM Manager")
    done(page)
    dialog = approval(page, "", "Approve", "CFM Data Protection")
    state = dialog.locator("#approval-state")
    dialog.get_by_text("What it is called").click()
    expect(state).to_have_value(second)
    state.fill(first)
    dialog.get_by_role("button", name="Done", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("a state of its own")
    state.fill(second)
    done(page)
    save(page)
    assert steps_of(stored(page), first, "Ask for: Approve") == [(second, "CFM Manager")]
    assert steps_of(stored(page), second, "Approve") == [("Out of Mandate", "CFM Data Protection")]
    assert steps_of(stored(page), first, "Approve") == []


def test_what_would_stop_for_everybody_is_said_before_it_is_saved(
    page: Page, own_office: Server
) -> None:
    """Referring goes straight to its state: with an approval on the way it does not come there."""
    before = stored(page)
    approval(page, "Registered", "Refer", "CFM Manager")
    done(page)
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name="This stops work")
    expect(dialog).to_contain_text("Refer a case: nobody can do this any more.")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.locator("#unsaved")).to_be_visible()
    assert stored(page)["modified"] == before["modified"]
    page.keyboard.press("Control+s")
    dialog.get_by_role("button", name="Save all the same").click()
    expect(page.locator("#unsaved")).to_be_hidden()
    assert steps_of(stored(page), "Registered", "Refer") == []
    rows = {
        table: [
            {key: value for key, value in row.items() if key != "name"} for row in before[table]
        ]
        for table in ("states", "transitions")
    }
    gone = {"Referred: to be approved": "Registered"}
    Client(own_office.url, MANAGER, PASSWORD).change("Workflow", NAME, **rows, state_moves=gone)


def test_a_role_takes_over_what_another_does(page: Page) -> None:
    page.locator("#workflow-take-over").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("#take-from").select_option("CFM Caseworker")
    dialog.locator("#take-to").select_option("CFM Gender Focal Point")
    expect(dialog.get_by_role("status")).to_contain_text("are added for this role")
    dialog.get_by_role("button", name="Done").click()
    save(page)
    workflow = stored(page)
    for table, field, keys in (
        ("states", "allow_edit", ("state",)),
        ("transitions", "allowed", ("state", "action", "next_state")),
    ):
        held = [
            {tuple(row[key] for key in keys) for row in workflow[table] if row[field] == role}
            for role in ("CFM Caseworker", "CFM Gender Focal Point")
        ]
        assert held[0] == held[1] != set(), table


def test_a_role_is_looked_at_alone(page: Page) -> None:
    rows = page.locator("[data-grid=transitions] .grid-row")
    everything = rows.count()
    page.locator("#workflow-role").select_option("CFM Manager")
    expect(rows.filter(visible=True)).not_to_have_count(everything)
    page.locator("#workflow-role").select_option("")
    expect(rows.filter(visible=True)).to_have_count(everything)


def test_what_is_taken_out_comes_back_and_a_step_is_copied(page: Page) -> None:
    before = stored(page)
    choose(page, "On Hold").get_by_role("button", name="Take the state out").click()
    expect(page.locator('#workflow-diagram [data-state="On Hold"]')).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator('#workflow-diagram [data-state="On Hold"]')).to_be_visible()
    steps = choose(page, "In Progress")
    steps.get_by_role("button", name="Copy the step to another state: Put on Hold").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("select").select_option("Registered")
    dialog.get_by_role("button", name="Copy").click()
    save(page)
    after = stored(page)
    copied = steps_of(before, "In Progress", "Put on Hold")
    assert steps_of(after, "Registered", "Put on Hold") == copied
    assert len(after["transitions"]) == len(before["transitions"]) + len(copied)
    assert [row["name"] for row in after["states"]] == [row["name"] for row in before["states"]]


def test_keys_are_enough(page: Page) -> None:
    page.locator('#workflow-diagram [data-state="In Progress"]').focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="New step from here")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Done").click()
    expect(dialog.get_by_role("alert")).to_contain_text("what the button is called")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
