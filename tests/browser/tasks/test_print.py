"""What is printed: a format, a sheet of ticked fields, the letter head; and a change that is taken back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .task import MANAGER, Task
from .test_masters import choose

FOCAL, OPERATOR = "focal@demo.cfm", "operator@demo.cfm"
LETTER = "CFM Referral Letter"
ADDRESS = "PAM Tchad, avenue Mobutu, N'Djamena"


def page_shown(page: Page) -> str:
    """The text of the page in the preview's frame."""
    return page.frame_locator("#preview-page").locator("body").inner_text()


def as_pdf(page: Page, referral: str) -> bytes:
    """The letter as the browser prints it into a file."""
    page.goto(f"/app/print-sheet/referral/{referral}?format={LETTER}")
    expect(page.locator("body")).to_contain_text("avenue Mobutu")
    return page.pdf()


def referral_of(task: Task) -> str:
    return str(task.client(FOCAL).list("Referral", fields='["name"]', limit=1)[0]["name"])


def test_a_print_format_is_changed_with_a_preview(task: Task) -> None:
    page = task.begin(
        16,
        "format-d-impression",
        ("Modifier un format d'impression", "Change a print format"),
        (
            "Le bureau veut une phrase de politesse dans la lettre de référencement.",
            "The office wants a polite sentence in the referral letter.",
        ),
    )
    task.open_tool("Print formats")
    task.open_record(LETTER)
    html = page.locator("[data-field=html] textarea")
    expect(page.frame_locator("#preview-page").locator("h1")).to_be_visible()
    task.step(
        "Écrivez la phrase dans le texte du format, par exemple après le titre : `<p>Merci de "
        "votre aide.</p>`. L'aperçu à côté suit, et dit ce qui ne va pas.",
        "Write the sentence into the text of the format, after the title for instance: `<p>Merci "
        "de votre aide.</p>`. The preview beside it follows, and says what is wrong.",
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
    task.save()
    referral = referral_of(task)
    with task.seen_by(FOCAL, f"/app/print/referral/{referral}?format={LETTER}") as seen:
        expect(seen.frame_locator("iframe").first.locator("body")).to_contain_text(
            "Merci de votre aide."
        )
        task.effect(
            seen,
            "Le point focal imprime la lettre avec la phrase.",
            "The focal point prints the letter with the sentence.",
            mark=seen.locator("iframe"),
        )


def test_a_print_format_is_made_by_ticking_fields(task: Task) -> None:
    page = task.begin(
        17,
        "format-coche",
        ("Composer un format en cochant des champs", "Make a print format by ticking fields"),
        (
            "Une fiche courte d'un cas : seulement ce qu'il faut, sans écrire de modèle.",
            "A short sheet of a case: only what is needed, without writing a template.",
        ),
    )
    task.open_tool("Print formats")
    task.new()
    name = page.locator("[data-field=__newname] input")
    name.fill("Fiche courte")
    choose(page, "doc_type", task.tr("Case"))
    task.step(
        "Nommez le format et choisissez ce qu'il imprime : **{Case}**.",
        "Name the format and choose what it prints: **{Case}**.",
        mark=page.locator("[data-field=doc_type]"),
    )
    ticks = page.locator("#print-fields-list li")
    expect(ticks.first).to_be_visible()
    task.step(
        "Cochez ce qui est imprimé; Alt et les flèches changent l'ordre.",
        "Tick what is printed; Alt and the arrow keys change the order.",
        mark=page.locator("#print-fields-list li", has_text=task.tr("What was said")).last,
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
    page.locator("[data-part=sentence]").click()
    page.locator(".tick-own textarea").fill("Nous vous remercions {{ de votre aide }}.")
    page.locator("[data-part=signature]").click()
    page.locator("[data-part=thumb]").click()
    preview = page.frame_locator("#preview-page").locator("body")
    expect(preview).to_contain_text("Nous vous remercions {{ de votre aide }}.")
    task.step(
        "Ajoutez une **{Own sentence}**, une **{Line to sign on}** ou une **{Box for a thumbprint}** ; "
        "l'aperçu les montre.",
        "Add an **{Own sentence}**, a **{Line to sign on}** or a **{Box for a thumbprint}**; the preview "
        "shows them.",
        mark=page.locator(".tick-parts"),
    )
    task.save()
    case = task.client(OPERATOR).list(
        "Case", fields='["name","description"]', filters='[["description","is","set"]]', limit=1
    )[0]
    with task.seen_by(OPERATOR, f"/app/print/case/{case['name']}?format=Fiche courte") as seen:
        body = seen.frame_locator("iframe").first.locator("body")
        expect(body).to_contain_text(case["description"][:40])
        expect(body).not_to_contain_text(task.tr("Channel"))
        for words in ("Nous vous remercions", task.tr("Signature"), task.tr("Thumbprint")):
            expect(body).to_contain_text(words)
        task.effect(
            seen,
            "L'opérateur imprime la fiche courte.",
            "The operator prints the short sheet.",
            mark=seen.locator("iframe"),
        )


def test_the_letter_head_is_changed(task: Task) -> None:
    page = task.begin(
        18,
        "en-tete",
        ("Changer l'en-tête de lettre", "Change the letter head"),
        (
            "L'adresse du bureau change : elle doit figurer sur tout ce qui est imprimé.",
            "The office's address changes: it is to stand on everything that is printed.",
        ),
    )
    task.open_tool("Letter heads")
    task.open_record("CFM")
    content = page.locator("[data-field=content] textarea")
    content.fill(f"<p>{ADDRESS}</p>")
    task.step("Changez le texte de l'en-tête.", "Change the text of the head.", mark=content)
    task.save()
    referral = referral_of(task)
    with task.seen_by(FOCAL, f"/app/print/referral/{referral}?format={LETTER}") as seen:
        body = seen.frame_locator("iframe").first.locator("body")
        expect(body).to_contain_text("avenue Mobutu")
        task.effect(
            seen,
            "Le point focal imprime la lettre avec la nouvelle adresse.",
            "The focal point prints the letter with the new address.",
            mark=seen.locator("iframe"),
        )
        assert as_pdf(seen, referral).startswith(b"%PDF")


def test_a_change_of_the_set_up_is_undone(task: Task) -> None:
    before = task.client(MANAGER).get("Letter Head", "CFM")["content"]
    task.client(MANAGER).change("Letter Head", "CFM", content=f"<p>{ADDRESS}</p>")
    page = task.begin(
        29,
        "annuler",
        ("Annuler une modification des réglages", "Undo a change of the set-up"),
        (
            "Quelqu'un a remplacé l'en-tête des lettres par erreur : retrouvez qui, et remettez l'ancien.",
            "Somebody replaced the letter head by mistake: find out who, and put the old one back.",
        ),
    )
    task.open_tool("History of the set-up")
    newest = page.locator(".change").first
    expect(newest).to_contain_text("avenue Mobutu")
    task.step(
        "Trouvez la modification : chacune dit qui, quand, et montre l'avant et l'après.",
        "Find the change: each says who, when, and shows before and after.",
        mark=newest,
    )
    undo = newest.get_by_role("button", name=task.tr("Undo"))
    task.step("Choisissez **{Undo}**.", "Choose **{Undo}**.", mark=undo)
    undo.click()
    undone = page.locator(".change.undone")
    expect(undone).to_be_visible()
    task.step(
        "La modification est marquée comme annulée; cela aussi peut être annulé.",
        "The change is marked as undone; that can be undone as well.",
        mark=undone,
    )
    assert task.client(MANAGER).get("Letter Head", "CFM")["content"] == before
    with task.seen_by(FOCAL, f"/app/print/referral/{referral_of(task)}?format={LETTER}") as seen:
        body = seen.frame_locator("iframe").first.locator("body")
        expect(body).to_contain_text("PAM Tchad")
        expect(body).not_to_contain_text("avenue Mobutu")
        task.effect(
            seen,
            "Le point focal imprime de nouveau la lettre avec l'ancien en-tête.",
            "The focal point prints the letter with the old head again.",
            mark=seen.locator("iframe"),
        )
