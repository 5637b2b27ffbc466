"""Random numbers of paper forms, by which paper and case are matched.

Consecutive numbers would reveal by their gaps that a form was used for something secret.
"""

import secrets

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from cfm_app.base.counting import counted
from cfm_app.office.missions import entry, states

ROW = "CFM Mission Form"
MOST_AT_ONCE, MOST = 50, 500
PREFIX, FIRST, COUNT = "MIS-", 1000, 9000


def draw(name: str, number: object) -> Document:
    """Draw numbers for so many more forms of an approved mission."""
    mission = entry.opened(name, states.APPROVED)
    wanted = cint(number)
    if not 1 <= wanted <= MOST_AT_ONCE:
        frappe.throw(_("Write how many forms you need: 1 to {0} at once.").format(MOST_AT_ONCE))
    if len(mission.paper_forms) + wanted > MOST:
        frappe.throw(counted(_("A mission has {0} paper forms at most."), MOST))
    taken = {row.form_number for row in mission.paper_forms}
    for _each in range(wanted):
        stamp = {"drawn_on": now_datetime(), "drawn_by": frappe.session.user}
        mission.append("paper_forms", {"form_number": _fresh(mission.name, taken), **stamp})
    return entry.save(mission)


def numbers(mission: Document) -> list[str]:
    """The numbers that were drawn for a mission, in an order that tells nothing."""
    return sorted(row.form_number for row in mission.paper_forms)


def is_number(source: object) -> bool:
    """Whether the number that a case has in its source looks like that of a paper form."""
    return isinstance(source, str) and source.strip().upper().startswith(PREFIX)


def mission_of(source: str) -> str | None:
    """The mission for which a number was drawn; none where nobody has drawn it."""
    found = frappe.db.get_value(ROW, {"form_number": canonical(source)}, "parent")
    return str(found) if found else None


def canonical(source: str) -> str:
    """The spelling in which numbers are stored."""
    return source.strip().upper()


def _fresh(mission: str, taken: set[str]) -> str:
    while True:
        number = f"{mission}-{FIRST + secrets.randbelow(COUNT)}"
        if number not in taken:
            taken.add(number)
            return number
