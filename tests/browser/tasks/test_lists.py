"""Lists that the manager extends: channels."""

from __future__ import annotations

from playwright.sync_api import expect

from .task import Task

OPERATOR = "operator@demo.cfm"


def test_a_channel_is_added(task: Task) -> None:
    page = task.begin(
        4,
        "canal",
        ("Ajouter un canal", "Add a channel"),
        (
            "Les usagers vous joignent par une nouvelle voie : ajoutez-la, et les opérateurs la choisissent.",
            "People reach you in a new way: add it, and operators can choose it.",
        ),
    )
    tool = page.locator(".tool", has_text=task.tr("Channels"))
    task.step(
        "Dans **Réglages**, ouvrez **Canaux**.", "Under **Set-up**, open **Channels**.", mark=tool
    )
    tool.click()
    new = page.locator("#new")
    task.step("Choisissez **Nouveau**.", "Choose **New**.", mark=new)
    new.click()
    name = page.locator("[data-field=channel_name] input")
    name.fill("Radio communautaire")
    save = page.locator("#save")
    task.step(
        "Donnez un nom au canal et enregistrez (Ctrl+S).",
        "Name the channel and save (Ctrl+S).",
        mark=save,
    )
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        choice = seen.get_by_text("Radio communautaire").first
        expect(choice).to_be_attached()
        task.effect(
            seen,
            "L'opérateur choisit le canal pour un nouveau cas.",
            "The operator chooses the channel for a new case.",
        )
