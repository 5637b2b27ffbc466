"""A state and steps are added to the workflow of cases, and a case goes through them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from .task import MANAGER, Task

OPERATOR = "operator@demo.cfm"
STATE, GO, BACK = "Vérification sur place", "Vérifier sur place", "Vérification faite"


def name(dialog: Locator, field: str, words: str) -> None:
    """Type into a link field of a dialog and make an entry of the words."""
    box = dialog.locator(f"#{field}")
    box.fill(words)
    expect(dialog.get_by_role("option", name=words).first).to_be_visible()
    box.press("Enter")
    expect(box).to_have_value(words)


def tick_operators(task: Task, dialog: Locator) -> None:
    for box in dialog.locator("input[name=role]:checked").all():
        box.uncheck()
    dialog.get_by_label(task.tr("CFM Operator"), exact=True).check()


def done(task: Task, dialog: Locator) -> None:
    dialog.get_by_role("button", name=task.tr("Done"), exact=True).click()
    expect(dialog).to_have_count(0)


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
    dialog = page.get_by_role("dialog")
    add_state = page.locator("#workflow-add-state")
    task.step(
        f"Au-dessus du schéma, choisissez **{{New state}}**, tapez « {STATE} », choisissez **Créer**, et cochez "
        "l'opérateur, qui modifie les cas dans cet état.",
        f"Above the diagram, choose **{{New state}}**, type “{STATE}”, choose **Create**, and tick the "
        "operator, who changes cases in this state.",
        mark=add_state,
    )
    add_state.click()
    name(dialog, "state-name", STATE)
    tick_operators(task, dialog)
    done(task, dialog)
    progress = page.locator('#workflow-diagram [data-state="In Progress"]')
    progress.click()
    new_step = page.locator("#workflow-steps").get_by_role(
        "button", name=task.tr("New step from here")
    )
    task.step(
        "Choisissez **{In Progress}** dans le schéma, puis **{New step from here}** : l'action, l'état où elle "
        "mène, le rôle, et la condition : la priorité est « Urgente ».",
        "Choose **{In Progress}** in the diagram, then **{New step from here}**: the action, the state it leads "
        "to, the role, and the condition: the priority is “Urgente”.",
        mark=new_step,
    )
    new_step.click()
    name(dialog, "step-action", GO)
    dialog.locator("#step-to").select_option(STATE)
    tick_operators(task, dialog)
    dialog.get_by_role("button", name=task.tr("Add a condition")).click()
    line = dialog.locator(".condition-line")
    line.locator("select").first.select_option("priority")
    line.locator(".link-input").fill(task.tr("Urgente"))
    page.get_by_role("option", name=task.tr("Urgente")).first.click()
    expect(dialog.locator("#step-condition")).to_have_value('doc.priority == "Urgente"')
    done(task, dialog)
    box = page.locator(f'#workflow-diagram [data-state="{STATE}"]')
    expect(box).to_be_visible()
    task.step(
        f"Tirez de la souris une flèche de « {STATE} » à **{{In Progress}}** : c'est l'étape qui ramène le cas.",
        f"With the mouse, draw an arrow from “{STATE}” to **{{In Progress}}**: that is the step back.",
        mark=box,
    )
    box.drag_to(progress)
    name(dialog, "step-action", BACK)
    expect(dialog.locator("#step-from")).to_have_value(STATE)
    expect(dialog.locator("#step-to")).to_have_value("In Progress")
    tick_operators(task, dialog)
    done(task, dialog)
    expect(page.locator(".finding-error")).to_have_count(0)
    task.step(
        "Le schéma montre l'état et ses étapes, et dit ce qui est douteux : ici, l'état n'a pas "
        "encore de phase; donnez-la dans **{Settings of the mechanism}**.",
        "The diagram shows the state and its steps, and tells what is doubtful: here, the state "
        "has no phase yet; give it one in **{Settings of the mechanism}**.",
        mark=page.locator("#workflow-findings"),
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
