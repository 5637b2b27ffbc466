"""Answers by heart: found by words, by category, in the language of the person."""

from typing import Any

import frappe
from frappe.utils import nowdate
from rapidfuzz import fuzz, utils

from cfm_app.sop.trees import chain

SHOWN = 8
ALIKE = 60
FIELDS = ["name", "title", "category", "language", "answer_text", "valid_until"]


def find(
    text: str = "", category: str | None = None, language: str | None = None
) -> list[dict[str, Any]]:
    """Valid answers: with words, those that contain them or nearly; else those of the category.

    Answers in the language come first, then those of the category itself, then of those above it.
    """
    rows = frappe.get_list(
        "CFM Standard Answer",
        filters={"enabled": 1},
        fields=FIELDS,
        order_by="title asc",
        limit_page_length=0,
    )
    valid = [row for row in rows if not row.valid_until or str(row.valid_until) >= nowdate()]
    categories = chain("Case Category", category)
    wanted = utils.default_process(text or "")
    if wanted:
        found = [row for row in valid if _likeness(wanted, row) >= ALIKE]
    else:
        found = [row for row in valid if row.category in categories]

    def rank(row: Any) -> tuple[bool, int, float]:
        near = categories.index(row.category) if row.category in categories else len(categories)
        return (row.language != language, near, -_likeness(wanted, row) if wanted else 0.0)

    return sorted(found, key=rank)[:SHOWN]


def _likeness(wanted: str, row: Any) -> float:
    """How well words fit, also those that are not written to the end; 0 to 100."""
    whole = utils.default_process(f"{row.title} {row.category or ''} {row.answer_text}")
    title = utils.default_process(row.title)
    return max(fuzz.partial_token_set_ratio(wanted, title), _share(wanted, whole))


def _share(wanted: str, whole: str) -> float:
    words = wanted.split()
    return 100.0 * sum(word in whole for word in words) / len(words)
