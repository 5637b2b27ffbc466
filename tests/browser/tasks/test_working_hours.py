"""Hours that differ for a while: the month of Ramadan. Open cases follow, and nobody switches back by hand."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.clock import office_day

from .rows import new_row
from .task import MANAGER, Task

OPERATOR, SOP = "operator@demo.cfm", "Plainte sur l'assistance"
CATEGORY = "Quantité de la ration"
FIRST = office_day()
LAST = FIRST + timedelta(days=29)
MOVED = """async ([address, before]) => {
  for (;;) {
    const { data } = await (await fetch(address)).json();
    if (data.resolve_by !== before) return data.resolve_by;
    await new Promise((again) => { setTimeout(again, 200); });
  }
}"""


def test_the_month_of_ramadan_has_hours_of_its_own(task: Task) -> None:
    page = task.begin(
        49,
        "horaires-ramadan",
        ("Donner au ramadan ses propres horaires", "Give Ramadan hours of its own"),
        (
            "Pendant un mois, le bureau ouvre moins longtemps. Les délais en heures de travail suivent, aussi ceux des "
            "cas ouverts, et le mois passé tout redevient comme avant sans que personne n'y pense.",
            "For a month the office is open for fewer hours. Limits in working hours follow, those of open cases as "
            "well, and after the month all is as before without anybody thinking of it.",
        ),
    )
    task.client(MANAGER).change("CFM SOP", SOP, use_working_hours=1)
    client = task.client(OPERATOR)
    case = client.create("Case", category=CATEGORY, description="Ration incomplète")
    task.open_tool("Settings of the mechanism")
    add_hours(task, page)
    task.save()
    moved = page.evaluate(MOVED, [f"/api/resource/Case/{case['name']}", case["resolve_by"]])
    assert moved > case["resolve_by"]
    page.goto(f"/cfm/try-sop?{urlencode({'category': CATEGORY})}")
    times = page.locator("#answer section", has_text="09:00–14:00").first
    expect(times).to_be_visible()
    task.effect(
        page,
        "L'essai d'une procédure montre les horaires, et les délais qui en découlent. Vous apprenez dans vos avis "
        "combien de cas ouverts ont une nouvelle échéance.",
        "The trial of a procedure shows the hours, and the limits that follow from them. Your notices say how many "
        "open cases have a new due time.",
        mark=times,
    )


def add_hours(task: Task, page: Page) -> None:
    grid = page.locator("[data-grid=other_hours]")
    if not grid.is_visible():
        page.get_by_text(task.tr("Other hours")).first.click()
    row = new_row(page, "other_hours")
    for name, value in (("first_day", FIRST), ("last_day", LAST)):
        row.locator(f"[data-field={name}] input").fill(value.isoformat())
    task.step(
        "Sous **{Other hours}**, ajoutez une ligne, du premier au dernier jour.",
        "Under **{Other hours}**, add a row, from the first to the last day.",
        mark=grid,
    )
    for name, value in (("work_start", "09:00"), ("work_end", "14:00")):
        row.locator(f"[data-field={name}] input").fill(value)
    task.step(
        "Écrivez quand le bureau ouvre et ferme ces jours-là. Une ligne avec **{Only on}** et sans dates vaut pour un "
        "vendredi plus court.",
        "Write when the office opens and closes on these days. A row with **{Only on}** and without dates is for a "
        "shorter Friday.",
        mark=grid,
    )
