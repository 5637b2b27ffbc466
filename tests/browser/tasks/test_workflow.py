"""A state and steps are added to the workflow of cases, and a case goes through them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from .task import MANAGER, Task

OPERATOR = "operator@demo.cfm"
STATE, GO, BACK = "Vérification sur place", "Vérifier sur place", "Vérification faite"


def new_row(page: Page, table: str) -> Locator:
    page.locator(f"[data-grid={table}] .grid-add").click()
    return page.locator(f"[data-grid={table}] .grid-row").last


def choose(row: Locator, field: str, words: str) -> None:
    """Type into a link field and take what is offered first, or what is made of the words."""
    box = row.locator(f"[data-field={field}] .link-input")
    box.fill(words)
    expect(box.page.get_by_role("option", name=words).first).to_be_visible()
    box.press("Enter")


def in_progress(task: Task, priority: str) -> dict[str, Any]:
    """A case that is being dealt with."""
    client = task.client(OPERATOR)
    category = client.list("Case Category", filters='[["name","like","Quantit%"]]')[0]["name"]
    case = client.create("Case", category=category, description="Ration", priority=priority)
    client.act("Case", case["name"], "Register")
    return client.act("Case", case["name"], "Start Work")


def test_a_state_is_added_and_a_case_goes_through_it(task: Task) -> None:
    page = task.begin(
        9,
        "circuit",
        ("Ajouter un état et une étape au circuit", "Add a state and a step to the workflow"),
        (
            "Votre bureau vérifie certains cas sur place : ajoutez l'état, l'étape qui y mène et celle qui en sort.",
            "Your office checks some cases on site: add the state, the step to it and the step out of it.",
        ),
    )
    task.open_tool("Workflows")
    task.open_record("CFM Case")
    add_state = page.locator("[data-grid=states] .grid-add")
    task.step(
        f"Sous **États**, ajoutez une ligne, tapez « {STATE} » et choisissez **Créer**; puis le rôle qui modifie.",
        f"Under **States**, add a row, type “{STATE}” and choose **Create**; then the role that edits.",
        mark=add_state,
    )
    state = new_row(page, "states")
    choose(state, "state", STATE)
    choose(state, "allow_edit", task.tr("CFM Operator"))
    add_step = page.locator("[data-grid=transitions] .grid-add")
    task.step(
        "Sous **{Transitions}**, ajoutez l'étape : de quel état, par quelle action, vers quel état, par quel rôle.",
        "Under **{Transitions}**, add the step: from which state, by which action, to which state, by which role.",
        mark=add_step,
    )
    there = new_row(page, "transitions")
    for field, words in (
        ("state", task.tr("In Progress")),
        ("action", GO),
        ("next_state", STATE),
        ("allowed", task.tr("CFM Operator")),
    ):
        choose(there, field, words)
    task.step(
        "Ouvrez la ligne (crayon) et choisissez la condition : la priorité est « Urgente ».",
        "Open the row (pencil) and choose the condition: the priority is “Urgente”.",
        mark=there.locator(".grid-open"),
    )
    there.locator(".grid-open").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=task.tr("Add a condition")).click()
    line = dialog.locator(".condition-line")
    line.locator("select").first.select_option("priority")
    choose_value = line.locator(".link-input")
    choose_value.fill(task.tr("Urgente"))
    page.get_by_role("option", name=task.tr("Urgente")).first.click()
    expect(dialog.locator("[data-field=condition] textarea")).to_have_value(
        'doc.priority == "Urgente"'
    )
    dialog.get_by_role("button", name=task.tr("Done"), exact=True).click()
    task.step(
        "Ajoutez de la même façon l'étape qui ramène le cas au traitement.",
        "Add the step that leads the case back in the same way.",
        mark=add_step,
    )
    back = new_row(page, "transitions")
    for field, words in (
        ("state", STATE),
        ("action", BACK),
        ("next_state", task.tr("In Progress")),
        ("allowed", task.tr("CFM Operator")),
    ):
        choose(back, field, words)
    box = page.locator(f'#workflow-diagram [data-state="{STATE}"]')
    expect(box).to_be_visible()
    expect(page.locator(".finding-error")).to_have_count(0)
    task.step(
        "Le schéma montre l'état et ses étapes, et dit ce qui est douteux : ici, l'état n'a pas "
        "encore de phase; donnez-la dans **{Settings of the mechanism}**.",
        "The diagram shows the state and its steps, and tells what is doubtful: here, the state "
        "has no phase yet; give it one in **{Settings of the mechanism}**.",
        mark=box,
    )
    task.save()

    urgent, ordinary = in_progress(task, "Urgente"), in_progress(task, "Normale")
    with task.seen_by(OPERATOR, f"/app/case/{ordinary['name']}") as seen:
        seen.locator("#steps > summary").click()
        expect(seen.locator(f'[data-step="{GO}"]')).to_have_count(0)
    with task.seen_by(OPERATOR, f"/app/case/{urgent['name']}") as seen:
        seen.locator("#steps > summary").click()
        step = seen.locator(f'[data-step="{GO}"]')
        task.effect(
            seen,
            "L'opérateur trouve l'étape pour un cas urgent, et seulement pour celui-là.",
            "The operator finds the step for an urgent case, and only for that.",
            mark=step,
        )
        step.click()
        expect(seen.locator(".form-title .pill").first).to_have_text(STATE)
        seen.locator("#steps > summary").click()
        seen.locator(f'[data-step="{BACK}"]').click()
        expect(seen.locator(".form-title .pill").first).to_have_text(task.tr("In Progress"))


def test_a_state_that_is_taken_out_hands_its_cases_on(task: Task) -> None:
    """On the screen: what is asked, and that the case and its phase follow."""
    held = in_progress(task, "Normale")
    client = task.client(OPERATOR)
    client.act("Case", held["name"], "Put on Hold")
    page = task.window(MANAGER)
    page.goto("/app/workflow/CFM%20Case")
    hold = task.tr("On Hold")
    for table in ("transitions", "states"):
        rows = page.locator(f"[data-grid={table}] .grid-row")
        at = rows.count()
        while at:
            at -= 1
            values = (
                rows.nth(at).locator(".link-input").evaluate_all("all => all.map(i => i.value)")
            )
            if hold in values:
                rows.nth(at).locator(".grid-remove").click()
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(hold)
    dialog.locator("select").select_option("In Progress")
    dialog.locator("[type=submit]").click()
    expect(page.locator("#unsaved")).to_be_hidden()
    case = client.get("Case", held["name"])
    assert (case["workflow_state"], case["phase"]) == ("In Progress", "In progress")
