"""What people sign: a new version that everybody signs again."""

from __future__ import annotations

from playwright.sync_api import expect

from .task import Task
from .test_masters import field

OPERATOR = "operator@demo.cfm"
OATH, NAME = "Serment de confidentialité", "Serment de confidentialité 1.0"


def test_a_new_version_of_an_agreement_is_published(task: Task) -> None:
    page = task.begin(
        38,
        "engagement",
        (
            "Faire signer une nouvelle version d'un engagement",
            "Have a new version of an agreement signed",
        ),
        (
            "Le serment change. Chacun lit et signe le nouveau ; ce qui a été signé reste tel quel.",
            "The oath changes. Everybody reads and signs the new one; what was signed stays as it is.",
        ),
    )
    task.open_tool("Agreements")
    link = page.locator(f'[data-name="{NAME}"] .row-link')
    task.step("Ouvrez la version publiée.", "Open the published version.", mark=link)
    link.click()
    page.wait_for_selector("#main[data-started]")
    more = page.locator("#more")
    task.step(
        "Un texte publié ne change plus : sous **{More}**, choisissez **{Duplicate:verb}**.",
        "A published text changes no more: under **{More}**, choose **{Duplicate:verb}**.",
    )
    more.locator("summary").click()
    more.get_by_role("link", name=task.tr("Duplicate", context="verb")).click()
    page.wait_for_url("**/new*")
    page.wait_for_selector("#main[data-started]")
    field(page, "version_no").fill("2.0")
    task.step(
        "Donnez un nouveau numéro, et changez sous **{Text by language}** ce qui est nouveau, dans chaque langue.",
        "Give a new number, and change under **{Text by language}** what is new, in each language.",
        mark=page.locator("[data-grid=texts]"),
    )
    status = field(page, "status")
    status.select_option("Published")
    task.step(
        "Choisissez l'état **{Published}**. **{Asks everybody again}** reste coché, sauf pour une petite correction.",
        "Choose the state **{Published}**. **{Asks everybody again}** stays ticked, but for a small correction.",
        mark=status,
    )
    task.save()
    with task.seen_by(OPERATOR, "/cfm/obligations") as seen:
        duty = seen.locator("article.duty").first
        expect(duty).to_contain_text(
            task.tr("“{0}”: there is a new version to sign", task.tr(OATH))
        )
        expect(duty.locator("a.button")).to_be_visible()
        task.effect(
            seen,
            "Chacun le trouve sur sa page et dans un bandeau, avec le jour avant lequel il doit signer.",
            "Everybody finds it on their page and in a banner, with the day before which they have to sign.",
            mark=duty,
        )
    old = task.client("manager@demo.cfm").get("CFM Agreement", NAME)
    assert old["status"] == "Retired"
