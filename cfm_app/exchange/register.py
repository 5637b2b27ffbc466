"""A register of paper forms as a workbook: a row for each number, which the import reads back."""

import io
from collections.abc import Sequence
from typing import Any

import frappe
import openpyxl
from frappe import _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cfm_app.base import workbook
from cfm_app.base.fields import options_of
from cfm_app.procedures.sop import classification
from cfm_app.security.entitlement import clearance

# Columns as `exchange.headers` knows them whatever language the importer reads, in French and English.
COLUMNS = {
    "source_id": ("Référence", "Reference"),
    "received_on": ("Date de réception", "Date received"),
    "channel": ("Canal", "Channel"),
    "language": ("Langue", "Language"),
    "category": ("Catégorie", "Category"),
    "location": ("Lieu", "Place"),
    "place_details": ("Village ou site", "Village or site"),
    "speaker_relation": ("Parle pour", "Speaks for"),
    "sex": ("Sexe", "Sex"),
    "age_group": ("Tranche d'âge", "Age group"),
    "disability": ("Handicap", "Disability"),
    "description": ("Plainte", "What was said"),
    "information_given": ("Réponse", "Answer"),
    "full_name": ("Nom", "Name"),
    "phone": ("Téléphone", "Phone"),
}
LISTS = 500


def write(title: str, numbers: Sequence[str], place: str | None) -> bytes:
    """A workbook with a row for each number, and lists to choose from; places are those at and below one, or all."""
    width = len(COLUMNS)
    rows = [[number, *[None] * (width - 1)] for number in numbers]
    content = workbook.write(title, headers(), rows)
    return _with_lists(content, _choices(place), len(rows))


def headers() -> list[str]:
    """The columns as they are called in the language of the user; English for all but French."""
    at = 0 if (frappe.local.lang or "").startswith("fr") else 1
    return [spellings[at] for spellings in COLUMNS.values()]


def _choices(place: str | None) -> dict[str, list[str]]:
    """What some columns offer, as it is called in the language of the user."""
    bounds = frappe.db.get_value("CFM Location", place, ["lft", "rgt"]) if place else None
    below = {"lft": [">=", bounds[0]], "rgt": ["<=", bounds[1]]} if bounds else {}
    within = {**below, "enabled": 1}
    asked: dict[str, Any] = {"limit_page_length": LISTS}
    selects = ("speaker_relation", "sex", "age_group", "disability")
    return {
        "channel": [
            _(each)
            for each in frappe.get_list(
                "CFM Channel", {"enabled": 1}, pluck="name", order_by="sort_index asc", **asked
            )
        ],
        "language": [
            _(each)
            for each in frappe.get_list(
                "CFM Language",
                {"enabled": 1},
                pluck="language_name",
                order_by="sort_index asc",
                **asked,
            )
        ],
        "category": [_(each) for each in ordinary_categories()],
        "location": frappe.get_list(
            "CFM Location", within, pluck="location_name", order_by="lft asc", **asked
        ),
        **{field: [_(each) for each in options_of("Case", field) if each] for field in selects},
    }


def ordinary_categories() -> list[str]:
    """The categories for a file that travels: none of a restricted class."""
    names = frappe.get_list(
        "Case Category", {"enabled": 1}, pluck="name", order_by="lft asc", limit_page_length=LISTS
    )
    return [
        each
        for each in names
        if not clearance.is_restricted(classification.class_of_category(each))
    ]


def _with_lists(content: bytes, choices: dict[str, list[str]], rows: int) -> bytes:
    """The workbook with a second sheet of choices that the cells of the first one offer."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet, lists = book.worksheets[0], book.create_sheet(_("Choices"))
    for place, (field, values) in enumerate(choices.items(), start=1):
        letter = get_column_letter(place)
        for at, value in enumerate(values, start=1):
            cell = lists.cell(row=at, column=place, value=value)
            cell.data_type = "s"
        if not values:
            continue
        source = f"'{lists.title}'!${letter}$1:${letter}${len(values)}"
        offer = DataValidation(
            type="list", formula1=source, allow_blank=True, showErrorMessage=False
        )
        column = get_column_letter(list(COLUMNS).index(field) + 1)
        offer.add(f"{column}2:{column}{rows + 1}")
        sheet.add_data_validation(offer)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
