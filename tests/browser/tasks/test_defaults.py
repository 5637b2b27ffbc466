"""What the app brought along and somebody broke or deleted comes back."""

from __future__ import annotations

from playwright.sync_api import expect

from .task import MANAGER, Task

FOCAL, OPERATOR = "focal@demo.cfm", "operator@demo.cfm"
LETTER = "CFM Referral Letter"
ANSWER = ("CFM Standard Answer", "Carte perdue ou code PIN oublié")


def break_and_delete(task: Task) -> None:
    """Somebody took the summary out of the letter, and deleted a standard answer."""
    manager = task.client(MANAGER)
    html = manager.get("Print Format", LETTER)["html"]
    assert "doc.shared_summary" in html
    manager.change("Print Format", LETTER, html=html.replace("doc.shared_summary", "doc.nothing"))
    manager.ok("DELETE", "/api/resource/" + "/".join(ANSWER))


def test_shipped_defaults_are_restored(task: Task) -> None:
    focal = task.client(FOCAL)
    referral = focal.list("Referral", fields='["name","shared_summary"]', limit=1)[0]
    summary = referral["shared_summary"][:40]
    print_page = f"/app/print/referral/{referral['name']}?format={LETTER}"
    break_and_delete(task)
    with task.seen_by(FOCAL, print_page) as seen:
        body = seen.frame_locator("iframe").first.locator("body")
        expect(body).to_contain_text(task.tr("What is shared with you"))
        expect(body).not_to_contain_text(summary)

    page = task.begin(
        25,
        "defauts",
        ("Rétablir un réglage livré", "Restore a shipped default"),
        (
            "Un format ou un texte livré a été abîmé ou supprimé : voyez ce qui diffère, et remettez-le.",
            "A shipped format or text was broken or deleted: see what differs, and put it back.",
        ),
    )
    task.open_tool("Shipped defaults")
    letter = page.locator("#lines .row", has_text=LETTER)
    task.step(
        "La liste dit ce qui a été modifié ou supprimé. Ouvrez le format d'impression.",
        "The list says what was changed or deleted. Open the print format.",
        mark=letter,
    )
    letter.click()
    expect(page.locator(".diff .gone")).to_contain_text("doc.nothing")
    restore = page.locator("[data-do=take]")
    task.step(
        "Comparez votre version avec la version livrée.",
        "Compare your version with the shipped one.",
        mark=page.locator(".difference").first,
    )
    task.step("Choisissez **{Restore}**.", "Choose **{Restore}**.", mark=restore)
    page.wait_for_selector("body[data-ready]", state="attached")
    restore.click()
    task.step(
        "Ce qui sera perdu est nommé; confirmez.",
        "What will be lost is named; confirm.",
        mark=page.locator("#sure"),
    )
    page.locator("#do-it").click()
    page.wait_for_url("**restored=*")
    expect(letter).to_have_count(0)
    answer = page.locator("#lines .row", has_text=task.tr(ANSWER[1]))
    task.step(
        "Ouvrez la réponse standard qui a été supprimée.",
        "Open the standard answer that was deleted.",
        mark=answer,
    )
    answer.click()
    page.wait_for_selector("body[data-ready]", state="attached")
    task.step(
        "Rétablissez-la : rien n'est perdu, rien n'est demandé.",
        "Restore it: nothing is lost, nothing is asked.",
        mark=restore,
    )
    restore.click()
    page.wait_for_url("**restored=*")
    expect(answer).to_have_count(0)

    with task.seen_by(FOCAL, print_page) as seen:
        body = seen.frame_locator("iframe").first.locator("body")
        expect(body).to_contain_text(summary)
        task.effect(
            seen,
            "Le point focal imprime de nouveau la lettre avec ce qui lui est transmis.",
            "The focal point prints the letter with what is shared with him again.",
        )
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        seen.wait_for_selector("body[data-ready]", state="attached")
        seen.locator("#category").fill("code pin")
        seen.locator("#category-list li[role=option]").first.click()
        answers = seen.locator("#answers")
        expect(answers.locator(f'option[value="{ANSWER[1]}"]')).to_be_attached()
        seen.locator("input[name=outcome][value=answer]").check()
        answers.select_option(ANSWER[1])
        task.effect(
            seen,
            "L'opérateur retrouve la réponse standard pour cette catégorie.",
            "The operator finds the standard answer for this category again.",
            mark=answers,
        )
