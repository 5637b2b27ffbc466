"""What is printed: a format, the letter head, and a change that is taken back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .task import Task

FOCAL, OPERATOR = "focal@demo.cfm", "operator@demo.cfm"
LETTER = "CFM Referral Letter"


def page_shown(page: Page) -> str:
    """The text of the page in the preview's frame."""
    return page.frame_locator("#preview-page").locator("body").inner_text()


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()


def referral_of(task: Task) -> str:
    return str(task.client(FOCAL).list("Referral", fields='["name"]', limit=1)[0]["name"])


def test_a_print_format_is_changed_with_a_preview(task: Task) -> None:
    page = task.begin(
        13,
        "format-d-impression",
        ("Modifier un format d'impression", "Change a print format"),
        (
            "Le bureau veut une phrase de politesse dans la lettre de référencement.",
            "The office wants a polite sentence in the referral letter.",
        ),
    )
    tool = page.locator(".tool", has_text=task.tr("Print formats"))
    task.step("Ouvrez **Formats d'impression**.", "Open **Print formats**.", mark=tool)
    tool.click()
    link = page.get_by_role("link", name=LETTER)
    task.step(f"Ouvrez **{LETTER}**.", f"Open **{LETTER}**.", mark=link)
    link.click()
    html = page.locator("[data-field=html] textarea")
    expect(page.frame_locator("#preview-page").locator("h1")).to_be_visible()
    task.step(
        "Écrivez la phrase dans le texte du format; l'aperçu à côté suit.",
        "Write the sentence into the text of the format; the preview beside it follows.",
        mark=page.locator("#preview-page"),
    )
    html.fill("{{ doc.nmae }")
    expect(page.locator("#preview-fault .finding-error")).to_be_visible()
    page.reload()
    html = page.locator("[data-field=html] textarea")
    html.fill(html.input_value().replace("</h1>", "</h1><p>Merci de votre aide.</p>", 1))
    expect(page.frame_locator("#preview-page").locator("body")).to_contain_text(
        "Merci de votre aide."
    )
    task.step("Enregistrez (Ctrl+S).", "Save (Ctrl+S).", mark=page.locator("#save"))
    save(page)
    referral = referral_of(task)
    with task.seen_by(FOCAL, f"/app/print/referral/{referral}?format={LETTER}") as seen:
        expect(seen.frame_locator("iframe").first.locator("body")).to_contain_text(
            "Merci de votre aide."
        )
        task.effect(
            seen,
            "Le point focal imprime la lettre avec la phrase.",
            "The focal point prints the letter with the sentence.",
        )


def test_a_print_format_is_made_by_ticking_fields(task: Task) -> None:
    page = task.begin(
        28,
        "format-par-cases",
        ("Composer un format en cochant des champs", "Make a print format by ticking fields"),
        (
            "Une fiche courte d'un cas : seulement ce qu'il faut, sans écrire de modèle.",
            "A short sheet of a case: only what is needed, without writing a template.",
        ),
    )
    tool = page.locator(".tool", has_text=task.tr("Print formats"))
    task.step("Ouvrez **Formats d'impression**.", "Open **Print formats**.", mark=tool)
    tool.click()
    page.goto("/app/print-format/new?doc_type=Case")
    name = page.locator("[data-field=__newname] input")
    task.step(
        "Créez un format pour les cas et nommez-le.",
        "Make a format for cases and name it.",
        mark=name,
    )
    name.fill("Fiche courte")
    ticks = page.locator("#print-fields-list li")
    task.step(
        "Cochez ce qui est imprimé; Alt et les flèches changent l'ordre.",
        "Tick what is printed; Alt and the arrow keys change the order.",
        mark=page.locator("#print-fields-list"),
    )
    wanted = (task.tr("What was said"), task.tr("Category"))
    for at in range(ticks.count()):
        line = ticks.nth(at)
        line.locator("input").set_checked(line.inner_text().strip() in wanted)
    line = page.locator("#print-fields-list li", has_text=task.tr("What was said")).first
    line.locator("input").focus()
    before = line.get_attribute("data-at")
    page.keyboard.press("Alt+ArrowUp")
    moved = page.locator("#print-fields-list li", has_text=task.tr("What was said")).first
    assert int(moved.get_attribute("data-at") or 0) == int(before or 0) - 1
    task.step("Enregistrez (Ctrl+S).", "Save (Ctrl+S).", mark=page.locator("#save"))
    save(page)
    case = task.client(OPERATOR).list(
        "Case", fields='["name","description"]', filters='[["description","is","set"]]', limit=1
    )[0]
    with task.seen_by(OPERATOR, f"/app/print/case/{case['name']}?format=Fiche courte") as seen:
        body = seen.frame_locator("iframe").first.locator("body")
        expect(body).to_contain_text(case["description"][:40])
        expect(body).not_to_contain_text(task.tr("Channel"))
        task.effect(
            seen,
            "L'opérateur imprime la fiche courte.",
            "The operator prints the short sheet.",
        )


def test_the_letter_head_is_changed_and_the_change_undone(task: Task) -> None:
    page = task.begin(
        14,
        "en-tete",
        (
            "Changer l'en-tête et annuler une modification",
            "Change the letter head and undo a change",
        ),
        (
            "L'adresse du bureau change. Toute modification des réglages peut être annulée.",
            "The office's address changes. Every change of the set-up can be undone.",
        ),
    )
    tool = page.locator(".tool", has_text=task.tr("Letter heads"))
    task.step("Ouvrez **En-têtes de lettre**.", "Open **Letter heads**.", mark=tool)
    tool.click()
    page.locator("#main").get_by_role("link", name="CFM").first.click()
    content = page.locator("[data-field=content] textarea")
    task.step("Changez le texte de l'en-tête.", "Change the text of the head.", mark=content)
    content.fill("<p>PAM Tchad, avenue Mobutu, N'Djamena</p>")
    task.step("Enregistrez (Ctrl+S).", "Save (Ctrl+S).", mark=page.locator("#save"))
    save(page)
    sheet = f"/app/print/referral/{referral_of(task)}?format={LETTER}"
    with task.seen_by(FOCAL, sheet) as seen:
        body = seen.frame_locator("iframe").first.locator("body")
        expect(body).to_contain_text("avenue Mobutu")
        task.effect(seen, "L'en-tête est imprimé.", "The head is printed.")
        page.goto("/app/manage")
        history = page.locator(".tool", has_text=task.tr("History of the set-up"))
        task.step(
            "Pour annuler, ouvrez **Historique des réglages**.",
            "To undo, open **History of the set-up**.",
            mark=history,
        )
        history.click()
        newest = page.locator(".change").first
        expect(newest).to_contain_text("avenue Mobutu")
        task.step(
            "Chaque modification montre l'avant et l'après; choisissez **Annuler**.",
            "Each change shows before and after; choose **Undo**.",
            mark=newest,
        )
        newest.get_by_role("button", name=task.tr("Undo")).click()
        expect(page.locator(".change.undone")).to_be_visible()
        seen.reload()
        expect(body).to_contain_text("PAM Tchad")
        expect(body).not_to_contain_text("avenue Mobutu")
