"""A category gets another name, and goes into another one, with all that names it."""

from __future__ import annotations

from playwright.sync_api import expect

from .task import Task

OPERATOR = "operator@demo.cfm"
OLD, NEW, INTO = "Qualité des vivres", "Vivres avariés", "Quantité de la ration"


def test_a_category_is_renamed_and_merged(task: Task) -> None:
    case = task.client(OPERATOR).create("Case", category=OLD, description="Moisi")["name"]
    page = task.begin(
        52,
        "fusion",
        ("Renommer une catégorie, en fusionner deux", "Rename a category, merge two"),
        (
            "Deux catégories disent presque la même chose. Tout ce qui nomme la première suit : cas, "
            "procédures, réponses, chiffres.",
            "Two categories say nearly the same. Whatever names the first one follows: cases, "
            "procedures, answers, figures.",
        ),
    )
    task.open_tool("Categories")
    task.open_record(OLD, "Quality of the food")
    name = page.locator("[data-field=category_name] input")
    task.step(
        f"Pour un autre nom seulement : tapez « {NEW} », puis enregistrez.",
        f"For another name only: type “{NEW}”, then save.",
        mark=name,
    )
    name.fill(NEW)
    page.keyboard.press("Control+s")
    told = page.locator("#other-name-told")
    expect(told).to_be_visible()
    task.step(
        "Avant de renommer, la page dit combien de fiches suivent. Confirmez par **{Rename or merge}**.",
        "Before it renames, the page says how many entries follow. Confirm by **{Rename or merge}**.",
        mark=told,
    )
    rename = page.get_by_role("button", name=task.tr("Rename or merge"), exact=True)
    rename.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEW)
    more = page.locator("#more summary")
    task.step(
        "Pour fusionner : ouvrez le menu **…**, puis **{Rename or merge}…**.",
        "To merge: open the menu **…**, then **{Rename or merge}…**.",
        mark=more,
    )
    more.click()
    page.get_by_role("button", name=f"{task.tr('Rename or merge')}…").click()
    page.locator("#other-name").fill(INTO)
    rename.click()
    merge = page.locator("#other-name-merge")
    expect(merge).to_be_visible()
    task.step(
        f"Tapez « {INTO} », qui existe déjà, et cochez la case : « {NEW} » disparaît, ses cas restent.",
        f"Type “{INTO}”, which exists, and tick the box: “{NEW}” goes, its cases stay.",
        mark=merge,
    )
    merge.check()
    rename.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(task.tr(INTO))
    assert task.client(OPERATOR).get("Case", case)["category"] == INTO
    with task.seen_by(OPERATOR, f"/app/case/{case}") as seen:
        category = seen.locator("[data-field=category]").first
        task.effect(
            seen,
            "Le cas d'avant porte la catégorie qui reste.",
            "The case from before bears the category that stays.",
            mark=category,
        )
        expect(category.locator("input").first).to_have_value(task.tr(INTO))
