"""The calendar of distributions: entered, brought from a sheet, and told to whoever asks."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.clock import office_day

from .task import OVERVIEW, Task
from .test_data import sheet
from .test_masters import choose, field, open_new
from .test_procedures import pick

OPERATOR = "operator@demo.cfm"
PLACE, OTHER, PROGRAMME = "Tibesti Est", "Tibesti Ouest", "Transferts monétaires"
# Days that are near whenever the test runs, and none of the office's own plans.
FIRST, SECOND = (office_day() + timedelta(days=days) for days in (40, 47))
HEAD = ["Lieu", "Programme", "Site", "Date", "Heure", "État", "Raison"]


def test_the_calendar_is_entered_and_imported_and_answers_callers(task: Task) -> None:
    page = task.begin(
        32,
        "calendrier",
        ("Tenir le calendrier des distributions", "Keep the calendar of distributions"),
        (
            "« Quand est la prochaine distribution ? » est la question la plus fréquente : l'opérateur y répond avec "
            "ce que vous avez mis au calendrier.",
            "“When is the next distribution?” is what people ask most: the operator answers with what you put "
            "into the calendar.",
        ),
    )
    enter(task, page)
    task.save()
    task.step(
        "Si elle n'a pas lieu ce jour-là, changez ici l'état, et écrivez la raison telle qu'on la dit aux personnes.",
        "If it does not take place on that day, change the state here, and write the reason as people are told it.",
        mark=field(page, "distribution_status"),
    )
    bring(task, page)
    hears(
        task,
        PLACE,
        "École de Bardaï",
        "Dès que l'opérateur choisit le lieu et la question, la réponse cite le calendrier.",
        "As soon as the operator chooses the place and the question, the answer quotes the calendar.",
    )
    hears(
        task,
        OTHER,
        "est annulée. Pistes coupées.",
        "Ce qui n'a pas lieu est dit aussi, avec la raison.",
        "What does not take place is told, too, with the reason.",
    )


def enter(task: Task, page: Page) -> None:
    open_new(task, "Calendar of distributions")
    choose(page, "location", PLACE)
    choose(page, "programme", PROGRAMME)
    field(page, "site").fill("École de Bardaï")
    task.step(
        "Choisissez le lieu ; si vous les connaissez, le programme et le site.",
        "Choose the place; where you know them, the programme and the site.",
        mark=field(page, "location"),
    )
    field(page, "starts_on").fill(FIRST.isoformat())
    field(page, "from_hour").fill("8:00")
    task.step(
        "Écrivez le jour et, au besoin, le dernier jour et l'heure.",
        "Write the day and, where needed, the last day and the hour.",
        mark=field(page, "starts_on"),
    )


def bring(task: Task, page: Page) -> None:
    """The whole month from the sheet of a partner."""
    task.by_menu(OVERVIEW)
    task.open_tool("Import")
    task.step(
        "Pour un mois entier, choisissez la feuille d'un partenaire sous **{Calendar of distributions}** : "
        "une ligne par distribution, avec au moins le lieu et la date.",
        "For a whole month, choose the sheet of a partner under **{Calendar of distributions}**: a row for each "
        "distribution, with the place and the date at least.",
        mark=page.locator("label[for=calendar-file]"),
    )
    planned = [PLACE, PROGRAMME, "École de Bardaï", FIRST.strftime("%d/%m/%Y"), "9:00", "Prévue"]
    cancelled = [
        OTHER,
        PROGRAMME,
        "",
        SECOND.strftime("%d/%m/%Y"),
        "",
        "Annulée",
        "Pistes coupées.",
    ]
    content = sheet([HEAD, planned, cancelled])
    page.set_input_files(
        "#calendar-file", {"name": "calendrier.xlsx", "mimeType": "", "buffer": content}
    )
    told = page.locator("#calendar-result")
    expect(told).to_have_text(
        task.tr("The calendar has {0} new and {1} changed distributions.", 1, 1)
    )
    task.step(
        "La page dit ce qui est nouveau et ce qui a été mis à jour ; une ligne qui ne peut pas être lue est nommée, "
        "et rien n'est alors enregistré.",
        "The page says what is new and what was brought in line; a row that cannot be read is named, and then "
        "nothing is stored.",
        mark=told,
    )


def hears(task: Task, place: str, words: str, french: str, english: str) -> None:
    """What the operator is offered to say to somebody who calls from a place."""
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        seen.wait_for_selector("body[data-ready]", state="attached")
        pick(seen, "location", place)
        pick(seen, "category", "prochaine distribution")
        seen.locator("input[name=outcome][value=answer]").check()
        said = seen.locator("#information_given")
        expect(said).to_have_value(re.compile(re.escape(words)))
        task.effect(seen, french, english, mark=said)
