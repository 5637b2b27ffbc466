"""The numbers of printed pages: which of them this office has printed, and that each becomes one case.

They are drawn by chance: counted ones would tell by their gaps that a page was used for what nobody else is to see.
`PAD-` and four characters more are given to nothing else: a device begins with three, the office with other letters.
"""

import re

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.security.restricted_cases import known_sources

PAGE = consts.PAPER_PAGE
PREFIX = "PAD-"
# A device may have these three letters as its code.
OF_DEVICE = re.compile(rf"{PREFIX}\d+")
OF_CASE = "cfm_paper_page"


def is_number(source: object) -> bool:
    """Whether the number that a case has in its source looks like that of a printed page."""
    text = str(source or "").strip().upper()
    return text.startswith(PREFIX) and not OF_DEVICE.fullmatch(text)


def canonical(source: str) -> str:
    """The spelling in which such numbers are stored; any other number of a source stays as it is."""
    return source.strip().upper() if is_number(source) else source


def check(case: Document) -> None:
    """Refuse a case with the number of a page that nobody has printed here, or that another case has.

    That a restricted case has it shows to whoever recorded or reads that one alone.
    """
    if not case.has_value_changed("source_id") or not is_number(case.source_id):
        return
    number = canonical(str(case.source_id))
    case.source_id = number
    # Two who type the same page at once are let in one after the other.
    if not is_printed(number, for_update=True):
        frappe.throw(
            _(
                "This office has printed no page with the number {0}. Look at the page again."
            ).format(number)
        )
    if known_sources.known_ids([number]):
        frappe.throw(taken(number))
    case.flags[OF_CASE] = number


def is_printed(number: str, for_update: bool = False) -> bool:
    """Whether a pad of this office has a page with the number."""
    return bool(frappe.db.get_value(PAGE, number, "name", for_update=for_update))


def taken(number: str) -> str:
    """The message for a page whose number already has a case."""
    return _(
        "A case has the number {0} already, with other words. Look at the page again; what was typed wrong is"
        " changed in the case."
    ).format(number)


def note_row(number: str, mark: str) -> None:
    """Note which row of a sheet became the case of a page, by a hash of it."""
    if is_number(number):
        frappe.db.set_value(PAGE, number, "row_mark", mark, update_modified=False)


def is_other_row(number: str, mark: str) -> bool:
    """Whether a row of a sheet is another one than that which became the case of a page."""
    return is_number(number) and frappe.db.get_value(PAGE, number, "row_mark") != mark
