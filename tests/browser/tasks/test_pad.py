"""A committee without any device: a pad is drawn, and what comes back on paper becomes cases."""

from __future__ import annotations

from playwright.sync_api import expect

from .task import Task


def test_a_pad_is_drawn_for_a_committee(task: Task) -> None:
    page = task.begin(
        55,
        "carnet-papier",
        ("Donner un carnet papier à un comité", "Give a committee a paper pad"),
        (
            "Un comité sans téléphone ni ordinateur écrit sur des pages numérotées ; chaque page devient un cas.",
            "A committee without phone or computer writes on numbered pages; each page becomes a case.",
        ),
    )
    page.goto("/cfm/pads")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.locator("#title").fill("Comité de Bagasola")
    page.locator("#pages").fill("2")
    form = page.locator("#draw")
    task.step(
        "Ouvrez **{Paper pads}** dans le menu. Dites pour qui est le carnet, quel lieu il dessert et combien de pages "
        "il a, puis choisissez **{Draw the pad}**.",
        "Open **{Paper pads}** in the menu. Say for whom the pad is, which place it serves and how many pages it has, "
        "then choose **{Draw the pad}**.",
        mark=form,
    )
    form.get_by_role("button", name=task.tr("Draw the pad")).click()
    page.wait_for_url("**/cfm/pad?**")
    expect(page.locator(".blank")).to_have_count(2)
    task.step(
        "Choisissez les langues lues à haute voix, puis **{Print}** : règles, catégories, consentement, et une page "
        "par personne.",
        "Choose the languages that are read out, then **{Print}**: rules, categories, consent, and a page for each "
        "person.",
    )
    page.goto("/cfm/pads")
    page.wait_for_selector("body[data-ready]", state="attached")
    task.step(
        "Quand les pages reviennent, téléchargez la **{Sheet to type into}**, saisissez chaque page à la ligne de son "
        "numéro, et importez-la sous **{Import}**.",
        "When the pages come back, download the **{Sheet to type into}**, type each page into the row of its number, "
        "and bring it in under **{Import}**.",
    )
    back = page.locator("section[aria-labelledby=h-back]")
    task.step(
        "Ajoutez les photos des pages, plusieurs à la fois : elles rejoignent leurs cas.",
        "Add photos of the pages, several at once: they join their cases.",
        mark=back,
    )
    task.effect(
        None,
        "Un numéro que le bureau n'a pas imprimé, ou qui porte déjà d'autres mots, est signalé avec sa ligne ; une "
        "ligne déjà prise n'est pas reprise.",
        "A number that the office has not printed, or that has other words already, is named with its row; a row that "
        "was taken is not taken again.",
    )
