"""Before a step somebody else agrees: one question in the diagram of the workflow."""

from __future__ import annotations

from playwright.sync_api import expect

from .task import MANAGER, Task

OPERATOR = "operator@demo.cfm"
CATEGORY, ROLE = "Quantité de la ration", "CFM Manager"


def answered(task: Task, priority: str) -> str:
    """A case whose person has their answer: what is left is to close it."""
    client = task.client(OPERATOR)
    told = {"category": CATEGORY, "description": "Ration", "priority": priority}
    granted = [{"purpose": "Record", "decision": "Granted"}]
    made = client.call(
        "cfm_app.api.console.new_case",
        case={**told, "information_given": "Dit quand vient la ration."},
        consent={"purposes": granted, "statement": client.list("Consent Statement")[0]["name"]},
        outcome="answer",
    )
    return str(made["case"])


def test_urgent_cases_are_closed_with_an_approval(task: Task) -> None:
    page = task.begin(
        51,
        "approbation",
        ("Demander un accord avant une étape", "Ask for an approval before a step"),
        (
            "Un cas urgent ne se clôt que si un responsable est d'accord : le circuit le demande.",
            "An urgent case is closed only if a manager agrees: the workflow asks for it.",
        ),
    )
    task.open_tool("Workflows")
    task.open_record("CFM Case")
    state = page.locator('#workflow-diagram [data-state="Loop Closed"]')
    task.step(
        "Dans le schéma, choisissez l'état d'où part l'étape : **{Loop Closed}**.",
        "In the diagram, choose the state from which the step leads: **{Loop Closed}**.",
        mark=state,
    )
    state.click()
    line = page.locator("#workflow-steps li", has_text=task.tr("Close"))
    ask = line.get_by_role("button", name=task.tr("Ask for an approval first")).first
    task.step(
        "À côté de **{Close}**, choisissez **{Ask for an approval first}**.",
        "Beside **{Close}**, choose **{Ask for an approval first}**.",
        mark=ask,
    )
    ask.click()
    dialog = page.get_by_role("dialog")
    dialog.locator("#approval-role").fill(task.tr(ROLE))
    dialog.get_by_role("button", name=task.tr("Add a condition")).click()
    condition = dialog.locator(".condition-line")
    condition.locator("select").first.select_option("priority")
    condition.locator(".link-input").fill(task.tr("Urgente"))
    page.get_by_role("option", name=task.tr("Urgente")).first.click()
    task.step(
        "Dites qui approuve, et pour quels cas : la priorité est « Urgente ». Un modèle d'e-mail avertit qui "
        "approuve ; sans modèle, la cloche suffit. Choisissez **{Done}**.",
        "Say who approves, and for which cases: the priority is “Urgente”. An e-mail template tells whoever "
        "approves; without one, the bell does. Choose **{Done}**.",
        mark=dialog,
    )
    dialog.get_by_role("button", name=task.tr("Done"), exact=True).click()
    expect(dialog).to_have_count(0)
    # Names are stored with plain spaces.
    waits = task.tr("{0}: to be approved", task.tr("Closed")).replace("\u00a0", " ")
    waiting = page.locator(f'#workflow-diagram [data-state="{waits}"]')
    task.step(
        "Le schéma a un état de plus : le cas y attend, et en sort approuvé ou renvoyé.",
        "The diagram has one more state: the case waits there, and leaves it approved or sent back.",
        mark=waiting,
    )
    task.save()

    ordinary, urgent = answered(task, "Normale"), answered(task, "Urgente")
    with task.seen_by(OPERATOR, f"/app/case/{ordinary}") as seen:
        seen.locator("#steps > summary").click()
        expect(seen.locator('[data-step="Close"]')).to_be_visible()
    with task.seen_by(OPERATOR, f"/app/case/{urgent}") as seen:
        seen.locator("#steps > summary").click()
        expect(seen.locator('[data-step="Close"]')).to_have_count(0)
        step = seen.locator("[data-step]", has_text=task.tr("Ask for: {0}", task.tr("Close")))
        task.effect(
            seen,
            "L'opérateur ne clôt plus un cas urgent lui-même : il demande.",
            "The operator no longer closes an urgent case themself: they ask.",
            mark=step,
        )
        step.click()
        expect(seen.locator(".form-title .pill").first).to_have_text(waits)
    with task.seen_by(MANAGER, f"/app/case/{urgent}") as seen:
        seen.locator("#steps > summary").click()
        seen.locator("[data-step]", has_text=task.tr("Approve")).click()
        expect(seen.locator(".form-title .pill").first).to_have_text(task.tr("Closed"))
