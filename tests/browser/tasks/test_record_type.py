"""A kind of record of the office's own: made, given to people, written about a case, printed."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .task import Task

OPERATOR, ANALYST = "operator@demo.cfm", "analyst@demo.cfm"
ROLE = "Enquêteurs"
LABEL = "Enquête de sortie"
DOCTYPE = "Enquete de sortie"
# Label, kind, choices; the first are seen in the list.
FIELDS = (
    ("Site", "text", ""),
    ("Date de la distribution", "date", ""),
    ("Programme", "link", "CFM Programme"),
    ("Montant reçu", "amount", ""),
    ("Attente en minutes", "number", ""),
    ("Accueil", "choice", "Bon; moyen; mauvais"),
    ("Montant annoncé avant", "yes", ""),
    ("Remarques", "long", ""),
    ("Articles achetés", "table", ""),
)
COLUMNS = ("Article", "Prix")


def last(page: Page) -> Locator:
    return page.locator("#fields > li").last


def ask(page: Page, label: str, kind: str, details: str) -> None:
    """Write down one field; Enter has brought the cursor to its label."""
    row = last(page)
    box = row.locator(":scope > .field input").first
    box.fill(label)
    if kind != "text":
        row.locator(":scope > .kind select").select_option(kind)
    if kind == "choice":
        row.locator("input[id$=choices]").first.fill(details)
    if kind == "link":
        row.locator("select[id$=target]").first.select_option(details)


def test_a_kind_of_record_is_made(task: Task) -> None:
    page = task.begin(
        47,
        "type-de-fiche",
        ("Créer un type de fiche", "Make a kind of record"),
        (
            "Après chaque distribution d'argent, des gens répondent à une enquête : elle reçoit son "
            "formulaire, son rôle, sa liste et son impression, et peut porter sur un cas.",
            "After each distribution of cash people answer a survey: it gets its form, its role, its list "
            "and its printout, and may be about a case.",
        ),
    )
    task.open_tool("New kind of record")
    page.locator("#label").fill(LABEL)
    page.locator("#about_case").check()
    task.step(
        "Écrivez le nom d'une fiche, et cochez si elle peut porter sur un cas.",
        "Write the name of one record, and tick whether it may be about a case.",
        mark=page.locator("#label"),
    )
    for at, (label, kind, details) in enumerate(FIELDS):
        if at:
            last(page).locator(":scope > .field input").first.press("Enter")
        ask(page, label, kind, details)
    task.step(
        "Écrivez les champs l'un après l'autre (**Entrée** passe au suivant) et choisissez ce qu'on y écrit.",
        "Write the fields one after another (**Enter** goes to the next) and choose what is written there.",
        mark=page.locator("#fields > li").nth(5),
    )
    columns = last(page).locator(".fields")
    for at, column in enumerate(COLUMNS):
        if at:
            columns.locator("input").first.press("Enter")
        columns.locator(":scope > li").last.locator("input").first.fill(column)
    task.step(
        "Un **{Table}** reçoit ses colonnes de la même façon.",
        "A **{Table}** gets its columns the same way.",
        mark=last(page),
    )
    page.locator("#own_role").fill(ROLE)
    page.locator("[data-role='CFM Operator']").select_option("write")
    task.step(
        "Nommez un rôle à part, s'il en faut un, et dites ce que peuvent les autres rôles.",
        "Name a role of its own, if one is needed, and say what the other roles may do.",
        mark=page.locator(".pair"),
    )
    page.locator("#save").click()
    expect(page.locator("#done")).to_be_visible()
    task.step(
        "Choisissez **{Make it}** ; de là, vous continuez par **{Make a print format by ticking fields}**.",
        "Choose **{Make it}**; from there go on with **{Make a print format by ticking fields}**.",
        mark=page.locator("#to-print"),
    )
    page.locator("#to-print").click()
    page.wait_for_selector("#main[data-started]")
    page.locator("[data-field=__newname] input").fill("Fiche de sortie")
    page.locator("#print-fields-list li", has_text="Remarques").locator("input").uncheck()
    task.save()
    written_about_a_case(task)
    task.steps.report(1)


def written_about_a_case(task: Task) -> None:
    """The operator writes one on the page of a case, and prints it; whoever has no right sees none."""
    case = task.client(OPERATOR).list("Case", limit=1)[0]["name"]
    with task.seen_by(OPERATOR, f"/cfm/case?name={case}") as seen:
        seen.locator("aside a", has_text=task.tr("Write one")).first.click()
        seen.wait_for_selector("#main[data-started]")
        expect(seen.locator("[data-field=cfm_case] input").first).to_have_value(case)
        seen.locator("[data-field=site] input").fill("Mao")
        seen.keyboard.press("Control+s")
        expect(seen.locator("#unsaved")).to_be_hidden()
        seen.goto(f"/cfm/case?name={case}")
        record = seen.locator("aside").get_by_role("link", name="Mao")
        expect(record).to_be_visible()
        task.effect(
            seen,
            "L'opérateur écrit une fiche depuis la page du cas, où elle reste.",
            "The operator writes a record from the page of the case, where it stays.",
            mark=record,
        )
    name = task.client(OPERATOR).list(DOCTYPE, limit=1)[0]["name"]
    with task.seen_by(
        OPERATOR, f"/app/print/{DOCTYPE.lower().replace(' ', '-')}/{name}?format=Fiche de sortie"
    ) as seen:
        expect(seen.frame_locator("iframe").first.locator("body")).to_contain_text("Mao")
    task.client(ANALYST).refused("GET", f"/api/resource/{DOCTYPE}")
    task.client(ANALYST).refused("GET", f"/api/resource/{DOCTYPE}/{name}")
