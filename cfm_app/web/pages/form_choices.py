"""Choices of forms: places with their path, categories, the consent text."""

import unicodedata
from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts, spoken_language
from cfm_app.base.fields import field_of
from cfm_app.procedures.sop import phases

SHOWN = 8
PLACE_FIELDS = [
    "name",
    "location_name",
    "pcode",
    "chief_town",
    "aliases",
    "parent_cfm_location",
    "admin_level",
]


def find_places(text: str) -> list[dict[str, Any]]:
    """Matching places, best first: by beginning of the name, by word, by other spellings."""
    wanted = fold(text)
    if len(wanted) < 2:
        return []
    rows = _places()
    names = {row.name: row for row in rows}
    ranked = [(rank, row) for row in rows if (rank := _rank(row, wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return [
        {"value": row.name, "label": row.location_name, "note": _path(row, names)}
        for _rank_of_row, row in ranked[:SHOWN]
    ]


def places() -> list[dict[str, str]]:
    """All places, with their path and search words."""
    rows = _places()
    names = {row.name: row for row in rows}
    return [
        {
            "value": row.name,
            "label": row.location_name,
            "note": _path(row, names),
            "words": "\n".join(filter(None, [row.pcode, row.chief_town, row.aliases])),
        }
        for row in rows
    ]


def _places() -> list[Any]:
    return frappe.get_list(
        "CFM Location",
        filters={"enabled": 1},
        fields=PLACE_FIELDS,
        order_by="lft asc",
        limit_page_length=0,
    )


def fold(text: str | None) -> str:
    """Lower case without accents, so that "Ouaddai" finds "Ouaddaï"."""
    decomposed = unicodedata.normalize("NFD", (text or "").strip().casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _rank(row: frappe._dict, wanted: str) -> int | None:
    name = fold(row.location_name)
    if name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in name.replace("-", " ").split()):
        return 1
    others = [row.pcode, row.chief_town, *(row.aliases or "").splitlines()]
    return 2 if any(fold(other).startswith(wanted) for other in others) else None


def _path(row: frappe._dict, names: dict[str, frappe._dict]) -> str:
    """Level and ancestors of a place, nearest first: "Département · Lac"."""
    parts = [_(row.admin_level)] if row.admin_level else []
    above = names.get(row.parent_cfm_location or "")
    while above and len(parts) < 5:
        parts.append(above.location_name)
        above = names.get(above.parent_cfm_location or "")
    return " · ".join(parts)


def categories() -> list[dict[str, Any]]:
    """Categories to choose from, with their parents and search words."""
    rows = frappe.get_list(
        "Case Category",
        filters={"enabled": 1},
        fields=["name", "parent_case_category", "is_group", "aliases", "search_words"],
        order_by="lft asc",
        limit_page_length=0,
    )
    return [_category(row) for row in rows if not row.is_group]


def _category(row: frappe._dict) -> dict[str, str]:
    label = _(row.name)
    # Whoever knows a category by its own name finds it in every language.
    own_name = "" if label == row.name else row.name
    return {
        "value": row.name,
        "label": label,
        "note": _(row.parent_case_category) if row.parent_case_category else "",
        "words": " ".join(filter(None, [own_name, row.aliases, row.search_words])),
    }


def consent_text(language: str | None) -> dict[str, Any] | None:
    """The newest published statement in a language, in a related one, or in French.

    `is_other_language` means that it has to be translated while it is read.
    """
    rows = frappe.get_all(
        "Consent Statement",
        filters={"status": "Published"},
        fields=["name", "language", "statement_text", "right_to_left"],
        order_by="published_on desc, version_no desc, creation desc",
    )
    screens = spoken_language.screens_of(language)
    for code in spoken_language.nearest(language):
        for row in rows:
            if row.language == code:
                is_near = code == language or screens == spoken_language.screens_of(code)
                return {**row, "is_other_language": not is_near}
    return None


def options(doctype: str, field: str) -> list[dict[str, str]]:
    """The choices of a Select field, translated."""
    df = field_of(doctype, field)
    return [{"value": each, "label": _(each)} for each in (df.options or "").split("\n") if each]


def of_new_case() -> dict[str, list[Any]]:
    """The choices of the form for a new case, in order."""
    return {
        "channels": _master("CFM Channel", ["name", "channel_type"], "sort_index asc, name asc"),
        "languages": _master("CFM Language", ["name", "language_name"], "sort_index asc, name asc"),
        "programmes": _master("CFM Programme", ["name"], "name asc"),
        "partners": _master("CFM Partner", ["name"], "name asc"),
        "states": [{"name": state} for state in phases.states_of(*consts.PHASE_ORDER)],
    }


def _master(doctype: str, fields: list[str], order_by: str) -> list[Any]:
    return frappe.get_list(
        doctype, filters={"enabled": 1}, fields=fields, order_by=order_by, limit_page_length=0
    )
