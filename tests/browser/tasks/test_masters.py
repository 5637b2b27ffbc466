"""Lists that the manager extends: languages, channels, categories, sensitivity classes."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from .task import Task

OPERATOR, OTHER = "operator@demo.cfm", "operator2@demo.cfm"
FRAUD = "fraud@demo.cfm"


def open_new(task: Task, label: str) -> None:
    """From the overview to a blank entry of a list."""
    task.open_tool(label)
    task.new()


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[data-field={name}] :is(input, select, textarea)").first


def choose(page: Page, name: str, words: str) -> None:
    """Type into a link, or open it, and take what is offered first."""
    if words:
        field(page, name).fill(words)
    else:
        field(page, name).click()
    page.locator(f"[data-field={name}] .options [role=option]").first.click()


def test_a_language_of_callers_is_added(task: Task) -> None:
    page = task.begin(
        7,
        "langue",
        ("Ajouter une langue des usagers", "Add a language of callers"),
        (
            "On vous parle dans une langue que la liste ne connaît pas encore : ajoutez-la.",
            "People call in a language that the list does not know yet: add it.",
        ),
    )
    open_new(task, "Languages of callers")
    field(page, "code").fill("shk")
    field(page, "language_name").fill("Chérif")
    task.step(
        "Écrivez le code de la langue (ISO 639-3, ou le vôtre) et son nom.",
        "Write the code of the language (ISO 639-3, or your own) and its name.",
        mark=field(page, "language_name"),
    )
    task.save()
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        language = seen.locator("#language")
        expect(language.locator("option", has_text="Chérif")).to_be_attached()
        language.select_option(label="Chérif")
        task.effect(
            seen,
            "L'opérateur la choisit pour un nouveau cas.",
            "The operator chooses it for a new case.",
            mark=language,
        )


def test_a_channel_is_added(task: Task) -> None:
    page = task.begin(
        6,
        "canal",
        ("Ajouter un canal", "Add a channel"),
        (
            "Les usagers vous joignent par une nouvelle voie : ajoutez-la, et les opérateurs la choisissent.",
            "People reach you in a new way: add it, and operators can choose it.",
        ),
    )
    open_new(task, "Channels")
    name = field(page, "channel_name")
    name.fill("Radio communautaire")
    task.step("Donnez un nom au canal.", "Name the channel.", mark=name)
    task.save()
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        seen.locator("#more-channels").click()
        choice = seen.locator(".chip", has_text="Radio communautaire")
        task.effect(
            seen,
            "L'opérateur choisit le canal pour un nouveau cas.",
            "The operator chooses the channel for a new case.",
            mark=choice,
        )


def test_a_category_with_its_sensitivity_is_added(task: Task) -> None:
    page = task.begin(
        5,
        "categorie",
        ("Ajouter une catégorie", "Add a category"),
        (
            "On vous parle souvent d'un sujet qui n'a pas sa catégorie : ajoutez-la, avec sa priorité.",
            "People often speak of something that has no category: add it, with its priority.",
        ),
    )
    open_new(task, "Categories")
    name = field(page, "category_name")
    name.fill("Zakat mal distribuée")
    task.step("Nommez la catégorie.", "Name the category.", mark=name)
    choose(page, "priority", "")
    task.step(
        "Choisissez sa priorité; au besoin sa sensibilité, sa procédure et le domaine compétent.",
        "Choose its priority; where needed its sensitivity, its procedure and the area in charge.",
        mark=field(page, "priority"),
    )
    task.save()
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        seen.locator("#category").fill("zakat")
        offered = seen.locator("#category-list li[role=option]").first
        expect(offered).to_contain_text("Zakat mal distribuée")
        task.effect(
            seen,
            "L'opérateur la trouve en tapant quelques lettres.",
            "The operator finds it by typing a few letters.",
            mark=offered,
        )


def in_class(task: Task, name: str) -> dict[str, Any]:
    """A case whose category is in a sensitivity class."""
    operator = task.client(OPERATOR)
    category = operator.list("Case Category", filters='[["name","like","Quantit%"]]')[0]["name"]
    return operator.create("Case", category=category, description="Secret", sensitivity=name)


def test_a_sensitivity_class_closes_cases_to_others(task: Task) -> None:
    page = task.begin(
        8,
        "sensibilite",
        ("Ajouter une classe de sensibilité", "Add a sensitivity class"),
        (
            "Certains cas ne regardent qu'une personne de confiance : donnez-leur une classe fermée.",
            "Some cases concern nobody but a person of trust: give them a closed class.",
        ),
    )
    open_new(task, "Sensitivity classes")
    field(page, "sensitivity_name").fill("Vol de stock")
    task.step("Nommez la classe.", "Name the class.", mark=field(page, "sensitivity_name"))
    hidden = field(page, "hidden")
    hidden.check()
    task.step(
        "Cochez **{Restricted}** : ces cas sont fermés aux autres.",
        "Tick **{Restricted}**: such cases are closed to others.",
        mark=page.locator("[data-field=hidden]"),
    )
    choose(page, "handler_role", task.tr("CFM Fraud Focal Point"))
    task.step(
        "Sous **{Handler role}**, choisissez qui les traite.",
        "Under **{Handler role}**, choose who handles them.",
        mark=field(page, "handler_role"),
    )
    task.save()
    case = in_class(task, "Vol de stock")["name"]
    with task.seen_by(FRAUD, "/app/case") as seen:
        expect(seen.locator(f'[data-name="{case}"]')).to_be_visible()
        task.effect(
            seen,
            "Le point focal désigné voit le cas.",
            "The focal point in charge sees the case.",
            mark=seen.locator(f'[data-name="{case}"]'),
        )
    with task.seen_by(OTHER, "/app/case") as seen:
        expect(seen.locator(".list tbody tr").first).to_be_visible()
        expect(seen.locator(f'[data-name="{case}"]')).to_have_count(0)
        assert seen.goto(f"/app/case/{case}").status == 404  # type: ignore[union-attr]
        task.effect(
            seen,
            "Pour les autres, le cas n'existe pas.",
            "For others the case does not exist.",
        )
