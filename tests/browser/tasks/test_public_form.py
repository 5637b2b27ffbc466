"""A public form: opened, with a question of the office, its words in other languages, and its poster."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .task import Task

PAGE, POSTER = "/cfm/feedback", "/cfm/poster"


def question(page: Page, label: str) -> Locator:
    """The row of a field of the case."""
    cell = page.locator("[data-field=field_label]").filter(
        has=page.locator(f"input[value='{label}']").or_(page.get_by_text(label, exact=True))
    )
    return page.locator("[data-grid=questions] .grid-row").filter(has=cell).first


def test_the_public_form_is_opened_with_a_question_and_its_poster(task: Task) -> None:
    page = task.begin(
        36,
        "formulaire-public",
        (
            "Ouvrir le formulaire public et imprimer son affiche",
            "Open the public form, print its poster",
        ),
        (
            "Qui a un téléphone peut écrire au bureau sans compte, depuis un lien ou une affiche.",
            "Whoever has a phone can write to the office without an account, from a link or a poster.",
        ),
    )
    task.open_tool("Public form")
    form = page.locator("table.list tbody tr a.row-link").first
    task.step(
        "Ouvrez le formulaire du bureau. **{New}** en fait un autre, pour un site ou des partenaires : "
        "il a son adresse, ses jours, ses questions, et son canal dans les chiffres.",
        "Open the form of the office. **{New}** makes another one, for a site or for partners: it has "
        "its own address, days, questions, and channel in the figures.",
        mark=form,
    )
    form.click()
    page.wait_for_selector("[data-grid=questions]")
    opened = page.locator("[data-field=enabled] input")
    task.step(
        "Cochez **{The form is open}**. Le nombre de messages par heure et de fichiers peut rester.",
        "Tick **{The form is open}**. The number of messages an hour and of files may stay as it is.",
        mark=opened,
    )
    opened.check()
    row = page.locator("[data-grid=questions] .grid-row").nth(1)
    task.step(
        "Sous **{Questions}**, cochez **{Asked}** dans la ligne de chaque champ que le formulaire "
        "demande, et écrivez la question comme les gens la lisent.",
        "Under **{Questions}**, tick **{Asked}** in the row of each field that the form asks, and write "
        "the question as people read it.",
        mark=row,
    )
    row.locator("[data-field=asked] input").check()
    row.locator("[data-field=label] input").fill("Homme ou femme ?")
    task.save()
    words = page.locator("[data-grid=translations] .grid-row").first
    task.step(
        "Sous **{Your words in other languages}**, écrivez chacun de vos textes dans les langues du "
        "bureau, puis enregistrez.",
        "Under **{Your words in other languages}**, write each of your texts in the languages of the "
        "office, then save.",
        mark=words,
    )
    words.locator("[data-field=translation]").locator("textarea, input").first.fill("رجل أم امرأة؟")
    task.store()
    phone = task.guest({"width": 390, "height": 844})
    phone.goto(f"{PAGE}?language=fra")
    expect(phone.locator("label[for=sex]")).to_have_text("Homme ou femme ?")
    expect(phone.locator("button[type=submit]")).to_be_visible()
    task.effect(
        phone,
        "La page est ouverte à tous, dans chaque langue qui a un texte de consentement publié.",
        "The page is open to everybody, in each language that has a published consent text.",
    )
    link = page.get_by_role("link", name=task.tr("Print the poster"))
    task.step(
        "Choisissez **{Print the poster}**, puis imprimez : une page A4 par langue.",
        "Choose **{Print the poster}**, then print: one A4 page for each language.",
        mark=link,
    )
    link.click()
    page.wait_for_url(f"**{POSTER}?form=*")
    expect(page.locator(".sheet svg").first).to_be_visible()
