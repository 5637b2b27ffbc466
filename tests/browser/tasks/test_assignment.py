"""Cases that go to people by themselves."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .task import Task

OPERATOR, SECOND = "operator@demo.cfm", "operator2@demo.cfm"


def control(page: Page, name: str) -> str:
    return f"[data-field={name}]:not(td) :is(input, select, textarea)"


def choose_person(page: Page, user: str, name: str) -> None:
    box = page.locator("[data-field=users] .link-input")
    box.fill(user)
    page.locator("li[role=option]:visible").filter(has_text=name).first.click()
    chip = page.locator(f'[data-field=users] [data-value="{user}"]')
    expect(chip).to_contain_text(name)
    expect(chip).not_to_contain_text("@")


def test_urgent_cases_go_to_people_in_turns(task: Task) -> None:
    page = task.begin(
        15,
        "attribution",
        ("Assigner des cas d'office", "Assign cases by themselves"),
        (
            "Les cas urgents ne doivent pas attendre que quelqu'un les prenne : ils vont aux "
            "opératrices à tour de rôle.",
            "Urgent cases are not to wait until somebody takes them: they go to the operators in turns.",
        ),
    )
    task.open_tool("Assignment rules")
    task.new()
    name = page.locator(control(page, "__newname")).first
    task.step(
        "Créez une règle : son nom, le type de fiche et ce que la personne a à faire.",
        "Make a rule: its name, the kind of entry and what the person has to do.",
        mark=name,
    )
    name.fill("Cas urgents")
    page.locator("[data-field=document_type] .link-input").fill(task.tr("Case"))
    label = re.compile(rf"^{task.tr('Case')}$")
    page.locator("[role=option] > span").filter(has_text=label).first.click()
    page.locator(control(page, "description")).first.fill("Rappeler dans l'heure")
    condition = page.locator("[data-field=assign_condition] .condition")
    task.step(
        "Choisissez quels cas : la priorité est « Urgente ».",
        "Choose which cases: the priority is “Urgente”.",
        mark=condition,
    )
    condition.get_by_role("button", name=task.tr("Add a condition")).click()
    condition.locator("select").first.select_option("priority")
    condition.locator(".link-input").fill(task.tr("Urgente"))
    page.get_by_role("option", name=task.tr("Urgente")).first.click()
    expect(page.locator("[data-field=assign_condition] textarea")).to_have_value(
        'priority == "Urgente"'
    )
    kind = page.locator(control(page, "rule")).first
    task.step(
        "Choisissez comment : à tour de rôle, à qui a le moins à faire, ou selon un champ.",
        "Choose how: in turns, to who has least to do, or as a field says.",
        mark=kind,
    )
    kind.select_option("Round Robin")
    expect(page.locator(".rule-help")).to_have_text(
        task.tr("One after the other, in the order of the list.")
    )
    task.step(
        "Ajoutez les personnes dans l'ordre de leur tour.",
        "Add the people in the order of their turns.",
        mark=page.locator("[data-field=users]"),
    )
    choose_person(page, OPERATOR, "Mariam")
    choose_person(page, SECOND, "Denise")
    days = page.locator(".day-boxes")
    expect(days.locator("input:checked")).to_have_count(7)
    task.step(
        "La règle vaut tous les jours ; décochez ceux où personne ne travaille.",
        "The rule holds on all days; untick those on which nobody works.",
        mark=days,
    )
    task.save()
    page.reload()
    expect(page.locator(".day-boxes input:checked")).to_have_count(7)

    client = task.client(OPERATOR)
    category = client.list("Case Category", filters='[["name","like","Quantit%"]]')[0]["name"]
    cases = [
        client.create("Case", category=category, description="Camion bloqué", priority=priority)
        for priority in ("Urgente", "Normale", "Urgente")
    ]
    given = {
        task.client(user).list(
            "ToDo", fields='["reference_name"]', filters=f'[["allocated_to","=","{user}"]]'
        )[0]["reference_name"]: user
        for user in (OPERATOR, SECOND)
    }
    assert given == {cases[0]["name"]: OPERATOR, cases[2]["name"]: SECOND}
    with task.seen_by(SECOND, f"/app/case/{cases[2]['name']}") as seen:
        held = seen.locator("section[aria-labelledby=side-people]")
        expect(held).to_contain_text("Denise")
        task.effect(
            seen,
            "Le deuxième cas urgent est à la deuxième opératrice ; elle en est avertie.",
            "The second urgent case is with the second operator; she is told of it.",
            mark=held,
        )
