"""How often standard answers were given, and did not help."""

from collections.abc import Sequence
from dataclasses import dataclass

import frappe
from frappe.utils import nowdate

from cfm_app.base.framework import aggregate

DOCTYPE = "CFM Answer Use"
STANDARD_ANSWER = "CFM Standard Answer"


@dataclass(frozen=True)
class Uses:
    """How often an answer was given, and how often somebody said that it did not help."""

    given: int = 0
    unhelpful: int = 0


def note_given(standard_answer: str) -> None:
    """Count a given answer. Callers leave out restricted cases, which the count would reveal."""
    _note(standard_answer, did_not_help=False)


def note_unhelpful(standard_answer: str) -> None:
    """Count an answer that did not help. Callers leave out pages of restricted cases."""
    _note(standard_answer, did_not_help=True)


def counts(names: Sequence[str]) -> dict[str, Uses]:
    """For each of some answers how often it was given and did not help, by one query.

    Nothing for whoever reads no cases: counts of the day, looked at twice, would tell of single ones.
    """
    if not frappe.has_permission("Case", "read"):
        return {}
    rows = frappe.get_all(
        DOCTYPE,
        filters={"standard_answer": ["in", list(names) or [""]]},
        fields=[
            "standard_answer",
            aggregate("count", "name", "number"),
            aggregate("sum", "did_not_help", "unhelpful"),
        ],
        group_by="standard_answer",
        order_by="standard_answer asc",
        limit_page_length=0,
    )
    found = {row.standard_answer: (int(row.number), int(row.unhelpful or 0)) for row in rows}
    return {name: _uses(*found.get(name, (0, 0))) for name in names}


def _uses(number: int, unhelpful: int) -> Uses:
    return Uses(number - unhelpful, unhelpful)


def _note(standard_answer: str, *, did_not_help: bool) -> None:
    if not frappe.db.exists(STANDARD_ANSWER, standard_answer):
        return
    row = frappe.new_doc(DOCTYPE)
    row.update({"standard_answer": standard_answer, "did_not_help": int(did_not_help)})
    row.update({"used_on": nowdate(), "used_by": frappe.session.user})
    row.insert(ignore_permissions=True)
