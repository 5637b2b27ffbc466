"""What users without access to cases may read: monthly figures and published releases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _

from cfm_app.figures import visible_cases
from cfm_app.figures.dimensions import NO, YES
from cfm_app.figures.performance import CONTENT, FEMALE, SEXES
from cfm_app.figures.releases import entry, figures, sheet, states
from cfm_app.figures.releases.figures import Figures

LISTED = 36


@dataclass(frozen=True)
class KeyFigure:
    """A key figure of a month: label, whether it is a share, and value; None if suppressed."""

    key: str
    label: str
    is_share: bool
    value: float | None


def require_reader() -> None:
    """Throw for users who see a part of the office: the figures cover all of it."""
    if visible_cases.is_limited():
        frappe.throw(
            _("Your account sees a part of the office. These figures count all of it."),
            frappe.PermissionError,
        )


def listed() -> list[Any]:
    """The readable releases, newest days first."""
    return frappe.get_all(
        entry.DOCTYPE,
        filters={"state": states.RELEASED},
        fields=["name", "title", "monthly", "first_day", "last_day"],
        order_by="last_day desc, first_day desc, name desc",
        limit_page_length=LISTED,
    )


def of_month(first: date) -> Any:
    """The figures of the month that begins on a day, or None."""
    same = {"state": states.RELEASED, "monthly": 1, "first_day": first}
    name = frappe.db.get_value(entry.DOCTYPE, same, "name")
    return frappe.get_doc(entry.DOCTYPE, name) if name else None


def published(name: str) -> Any:
    """A published release; throws ``DoesNotExistError`` for any other."""
    require_reader()
    found = frappe.db.get_value(entry.DOCTYPE, {"name": name, "state": states.RELEASED}, "name")
    if not found:
        frappe.throw(_("These figures are not published."), frappe.DoesNotExistError)
    return frappe.get_doc(entry.DOCTYPE, found)


def read(release: Any, language: str) -> sheet.Sheet:
    """A release in one language, as released."""
    return sheet.of(release, figures.thawed(release.figures), language)


def key_figures(release: Any | None) -> list[KeyFigure]:
    """The key figures of a month from what it tells; without one all of them are untold."""
    told = _sums(figures.thawed(release.figures)) if release else {}
    shares = {
        "first_contact": _("Answered at the first contact"),
        "resolved": _("Resolved by then"),
        "in_time": _("Resolved within the limit"),
        "informed": _("Persons informed"),
        "satisfied": _("Satisfied persons"),
        "women": _("Women among those who spoke"),
        "disability": _("Persons with a disability"),
    }
    values = _shares(told)
    received = KeyFigure("received", _("Cases received"), False, told.get(("", "")))
    return [received, *(KeyFigure(key, label, True, values[key]) for key, label in shares.items())]


def _shares(told: dict[tuple[str, str], int | None]) -> dict[str, float | None]:
    def share(fact: str, part: tuple[str, ...], whole: tuple[str, ...]) -> float | None:
        parts = [told.get((fact, value), 0) for value in part]
        wholes = [told.get((fact, value), 0) for value in whole]
        if not told or None in parts or None in wholes:
            return None
        known = sum(each or 0 for each in wholes)
        return round(100 * sum(each or 0 for each in parts) / known, 1) if known else None

    yes, either = (YES,), (YES, NO)
    given = ("1", "2", "3", "4", "5")
    return {
        "first_contact": share("Answered at first contact", yes, either),
        "resolved": share("Resolved or not", yes, either),
        "in_time": share("In time", yes, either),
        "informed": share("Person informed or not", yes, either),
        "satisfied": share("Satisfaction", CONTENT, given),
        "women": share("Sex", (FEMALE,), SEXES),
        "disability": share("Disability", yes, either),
    }


def _sums(found: Figures) -> dict[tuple[str, str], int | None]:
    """The sums of the rows by fact and value; of all under two empty ones."""
    told: dict[tuple[str, str], int | None] = {}
    for shown in found.shown:
        for value, numbers in zip(shown.table.rows, shown.numbers, strict=False):
            told[shown.table.rows_by, value] = numbers[-1]
        told["", ""] = shown.numbers[-1][-1]
    return told
