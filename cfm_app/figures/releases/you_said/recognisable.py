"""Checks public texts for anything that identifies somebody: numbers, addresses, names."""

import re
from collections.abc import Iterable

import frappe
from frappe import _

from cfm_app.base.doctype_access import PREFIXES
from cfm_app.cases.search.text_normalization import plain

FEWEST_DIGITS = 6
# Whatever stands between the digits of a number, as long as it is no word.
_NUMBER = re.compile(rf"(?:\d\W{{0,3}}){{{FEWEST_DIGITS},}}")
_ADDRESS = re.compile(r"\S+@\S+\.\S+")
_CASE = re.compile(rf"\b(?:{'|'.join(sorted(set(PREFIXES.values())))})-\d", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# A day stands alone, with one sign between its parts; a number of a phone may look like one in its middle.
_DAY_OR_YEAR = re.compile(
    r"(?<![\d./-])[0-3]?\d([./-])[01]?\d\1(?:(?:19|20)\d\d|\d\d)(?![./-]?\d)|\b(?:19|20)\d\d\b"
)
BATCH = 500
PERSON = "Community Member"


def refuse(texts: Iterable[str], people: list[str]) -> None:
    """Throw for phone and case numbers, addresses, and full names of some people.

    Only names that the user may read are compared, so a refusal reveals nobody.
    """
    given = "\n".join(texts)
    if _NUMBER.search(_without_years(given)) or _CASE.search(given):
        frappe.throw(_("Leave out numbers of phones, cards and cases: everybody reads this."))
    if _ADDRESS.search(given):
        frappe.throw(_("Leave out addresses of people: everybody reads this."))
    spoken = f" {' '.join(_words(given))} "
    for name in _names(people):
        words = _words(name)
        if len(words) > 1 and f" {' '.join(words)} " in spoken:
            frappe.throw(_("The words name somebody who spoke to us. Leave names out."))


def _without_years(text: str) -> str:
    """Days are no number of anybody: 12/03/2026, 2025-2026."""
    return _DAY_OR_YEAR.sub(" ", text)


def _words(text: str) -> list[str]:
    return [plain(word) for word in _WORD.findall(text)]


def _names(people: list[str]) -> Iterable[str]:
    if not frappe.has_permission(PERSON, "read"):
        return
    for at in range(0, len(people), BATCH):
        rows = frappe.get_list(
            PERSON,
            filters={"name": ["in", people[at : at + BATCH]]},
            fields=["name", "full_name"],
            limit_page_length=0,
        )
        yield from (row.full_name for row in rows if row.get("full_name"))
