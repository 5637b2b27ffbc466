"""The form of a case is changed: fields are added, moved, renamed, hidden and required."""

from __future__ import annotations

import csv
import io

from playwright.sync_api import Locator, Page, expect

from .task import MANAGER, Task

OPERATOR = "operator@demo.cfm"
CHOICES = ("Réfugié", "Déplacé interne", "Retourné", "Population hôte")


def open_form(task: Task, form: str = "Case") -> None:
    """From the overview to the form as it lies; the first two steps of each task here."""
    page = task.page
    task.open_tool("Customise form")
    link = page.locator(".choose-list").get_by_role("link", name=task.tr(form), exact=True).last
    task.step(f"Choisissez **{{{form}}}**.", f"Choose **{{{form}}}**.", mark=link)
    link.click()
    expect(page.locator("#canvas")).to_be_visible()


def card(page: Page, fieldname: str) -> Locator:
    return page.locator(f'#canvas [data-key="{fieldname}"]')


def case_of(task: Task, **values: str) -> str:
    client = task.client(OPERATOR)
    category = client.list("Case Category", filters='[["name","like","Quantit%"]]')[0]["name"]
    case = client.create("Case", category=category, description="Ration", **values)
    return str(case["name"])


def test_a_field_is_added_and_is_in_form_list_print_and_export(task: Task) -> None:
    page = task.begin(
        1,
        "champ",
        ("Ajouter un champ au formulaire", "Add a field to the form"),
        (
            "Votre bureau veut savoir si la personne est déplacée : ajoutez la question au cas.",
            "Your office wants to know whether the person is displaced: add the question to the case.",
        ),
    )
    open_form(task)
    before = card(page, "age_group")
    task.step(
        "Choisissez le champ derrière lequel le nouveau doit venir, puis **{Add a field}**.",
        "Choose the field behind which the new one is to stand, then **{Add a field}**.",
        mark=before,
    )
    before.click()
    page.locator("#add-field").click()
    kind = page.locator(".kind", has_text=task.tr("One of a short list"))
    task.step(
        "Dites quel genre de réponse il reçoit : ici **{One of a short list}**, puis **{Next}**.",
        "Say what kind of answer it takes: here **{One of a short list}**, then **{Next}**.",
        mark=kind,
    )
    kind.click()
    page.get_by_role("button", name=task.tr("Next"), exact=True).click()
    page.locator("#new-label").fill("Statut de déplacement")
    page.locator("#new-extra").fill("\n".join(CHOICES))
    add = page.get_by_role("button", name=task.tr("Add the field"))
    task.step(
        "Écrivez la question et les choix, un par ligne, puis **{Add the field}**.",
        "Write the question and the choices, one on each line, then **{Add the field}**.",
        mark=page.locator("#new-extra"),
    )
    add.click()
    column = page.locator("#fp-in_list_view")
    task.step(
        "Cochez **{A column of the list}** pour le voir aussi dans la liste.",
        "Tick **{A column of the list}** to see it in the list as well.",
        mark=column,
    )
    column.check()
    task.save()
    name = case_of(task, custom_statut_de_déplacement="Réfugié")
    with task.seen_by(OPERATOR, "/app/case/new") as seen:
        field = seen.locator('[data-field="custom_statut_de_déplacement"]')
        expect(field.locator("option")).to_have_text(["", *CHOICES])
        assert field.locator("select").input_value() == ""
        task.effect(
            seen,
            "L'opérateur répond à la question dans le formulaire; rien n'est choisi d'avance.",
            "The operator answers the question in the form; nothing is chosen beforehand.",
            mark=field,
        )
        seen.goto("/app/case")
        expect(seen.locator(f'[data-name="{name}"]')).to_contain_text("Réfugié")
        seen.goto(f"/app/print-sheet/case/{name}?format=Standard")
        expect(seen.locator("body")).to_contain_text("Statut de déplacement")
    exported = task.client(MANAGER).request("GET", "/app/export/case?format=csv").content
    rows = list(csv.reader(io.StringIO(exported.decode("utf-8-sig"))))
    at = rows[0].index("Statut de déplacement")
    assert next(row for row in rows if name in row)[at] == "Réfugié"


def test_fields_are_moved_renamed_and_hidden(task: Task) -> None:
    page = task.begin(
        2,
        "disposition",
        ("Déplacer, renommer et masquer des champs", "Move, rename and hide fields"),
        (
            "Le formulaire doit suivre l'entretien de votre bureau : rangez ses champs comme on les demande.",
            "The form is to follow how your office talks to people: arrange its fields as they are asked.",
        ),
    )
    open_form(task)
    moved = card(page, "disability")
    task.step(
        "Faites glisser **{Disability}** à sa place, ou déplacez-le avec Alt et les flèches.",
        "Drag **{Disability}** to its place, or move it with Alt and the arrow keys.",
        mark=moved,
    )
    moved.drag_to(card(page, "sex"), target_position={"x": 20, "y": 6})
    moved.focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowUp")
    card(page, "population_group").click()
    label = page.locator("#fp-label")
    task.step(
        "Choisissez **{Population group}** et donnez-lui un autre libellé.",
        "Choose **{Population group}** and give it another label.",
        mark=label,
    )
    label.fill("Communauté")
    card(page, "programme").click()
    hidden = page.locator("#fp-hidden")
    task.step(
        "Choisissez **{Programme}** et cochez **{Hidden}** : il n'est plus imprimé non plus.",
        "Choose **{Programme}** and tick **{Hidden}**: it is not printed any more either.",
        mark=hidden,
    )
    hidden.check()
    task.save()
    with task.seen_by(OPERATOR, "/app/case/new") as seen:
        person = [
            each
            for each in seen.locator("#form [data-field]").evaluate_all(
                "(all) => all.map((each) => each.dataset.field)"
            )
            if each in ("community_member", "disability", "sex", "age_group")
        ]
        assert person == ["community_member", "sex", "disability", "age_group"]
        expect(seen.locator("[data-field=population_group] label")).to_have_text("Communauté")
        expect(seen.locator("[data-field=programme]")).to_have_count(0)
        task.effect(
            seen,
            "L'opérateur voit les champs dans le nouvel ordre, avec le nouveau libellé.",
            "The operator sees the fields in the new order, with the new label.",
            mark=seen.locator("[data-field=population_group]"),
        )


def test_a_field_is_required_when_something_holds(task: Task) -> None:
    page = task.begin(
        3,
        "obligatoire",
        ("Exiger un champ, toujours ou sous condition", "Require a field, always or conditionally"),
        (
            "Le canal est toujours à remplir; la langue seulement quand il y a un interprète.",
            "The channel is always to be filled in; the language only when there is an interpreter.",
        ),
    )
    open_form(task)
    card(page, "channel").click()
    always = page.locator("#fp-reqd")
    task.step(
        "Choisissez **{Channel}** et cochez **{Must be filled in}**.",
        "Choose **{Channel}** and tick **{Must be filled in}**.",
        mark=always,
    )
    always.check()
    card(page, "language").click()
    when = page.locator("[data-property=mandatory_depends_on]")
    add = when.get_by_role("button", name=task.tr("Add a condition"))
    task.step(
        "Choisissez **{Language}**; sous **{Must be filled in when}**, ajoutez une condition.",
        "Choose **{Language}**; under **{Must be filled in when}**, add a condition.",
        mark=add,
    )
    add.click()
    field = when.locator("select").first
    field.select_option("interpreter_used")
    task.step(
        "Choisissez le champ **{Interpreter used}**; à côté, qu'il est coché.",
        "Choose the field **{Interpreter used}** and, beside it, that it is ticked.",
        mark=field,
    )
    task.save()
    with task.seen_by(OPERATOR, "/app/case/new") as seen:
        seen.locator("[data-field=interpreter_used] input").check()
        seen.keyboard.press("Control+s")
        problems = seen.locator(".problem-list")
        expect(problems).to_contain_text(task.tr("{0} is missing", task.tr("Channel")))
        expect(problems).to_contain_text(task.tr("{0} is missing", task.tr("Language")))
        task.effect(
            seen,
            "Sans canal, et sans langue quand il y a un interprète, le cas n'est pas enregistré.",
            "Without a channel, and without a language when there is an interpreter, the case is not saved.",
            mark=problems,
        )
        seen.locator("[data-field=interpreter_used] input").uncheck()
        seen.keyboard.press("Control+s")
        expect(problems).not_to_contain_text(task.tr("{0} is missing", task.tr("Language")))


def test_what_an_office_asks_is_asked_on_the_fast_page_too(task: Task) -> None:
    """A required field of the office's own must not stand in the way of whoever takes a call."""
    page = task.begin(
        4,
        "page-rapide",
        ("Poser une question pendant l'appel", "Ask a question during the call"),
        (
            "Une question doit être posée à chaque appel : elle figure aussi sur la page rapide.",
            "A question is to be asked at each call: it stands on the fast page as well.",
        ),
    )
    open_form(task)
    card(page, "population_group").click()
    page.locator("#add-field").click()
    page.locator(".kind", has_text=task.tr("Yes or no")).first.click()
    page.get_by_role("button", name=task.tr("Next"), exact=True).click()
    page.locator("#new-label").fill("Réside en zone inondée")
    task.step(
        "Choisissez **{Add a field}**, le genre **{Yes or no}**, **{Next}**; écrivez la question, "
        "puis **{Add the field}**.",
        "Choose **{Add a field}**, the kind **{Yes or no}**, **{Next}**; write the question, then **{Add the field}**.",
        mark=page.locator("#new-label"),
    )
    page.get_by_role("button", name=task.tr("Add the field")).click()
    quick = page.locator("#fp-allow_in_quick_entry")
    task.step(
        "Cochez **{Asked in short forms as well}**.",
        "Tick **{Asked in short forms as well}**.",
        mark=quick,
    )
    quick.check()
    card(page, "sex").click()
    page.locator("#fp-label").fill("Homme ou femme")
    required = page.locator("#fp-reqd")
    task.step(
        "Ce qui est obligatoire y est demandé de toute façon : exigez par exemple **{Sex}**.",
        "What is required is asked there in any case: require **{Sex}**, for instance.",
        mark=required,
    )
    required.check()
    task.save()
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        seen.wait_for_selector("body[data-ready]", state="attached")
        expect(seen.locator("label[for=sex]")).to_have_text("Homme ou femme *")
        own = seen.locator("#own")
        own.get_by_label("Réside en zone inondée").check()
        task.effect(
            seen,
            "L'opérateur répond à la question pendant l'appel.",
            "The operator answers the question during the call.",
            mark=own,
        )
        seen.locator("#category").fill("quantit")
        seen.locator("#category-list li[role=option]").first.click()
        seen.locator("#description").fill("Ration incomplète")
        seen.keyboard.press("Control+Enter")
        expect(seen.locator("#errors")).to_contain_text(
            task.tr("{0} is missing.", "Homme ou femme")
        )
        seen.locator("#sex").select_option("Female")
        for question in seen.locator("[data-purpose]").all():
            question.locator("input[value=Granted]").press("Space")
        seen.locator("#consent_partner").select_option(index=1)
        seen.locator("#statement_read").check()
        seen.keyboard.press("Control+Enter")
        expect(seen.locator("#result")).to_contain_text("CFM-")
    (newest,) = task.client(MANAGER).list(
        "Case",
        fields='["name","custom_réside_en_zone_inondée","sex"]',
        order_by="creation desc",
        limit=1,
    )
    assert (newest["custom_réside_en_zone_inondée"], newest["sex"]) == (1, "Female")
