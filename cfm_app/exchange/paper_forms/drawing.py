"""Creates pads: numbered pages for a committee without devices."""

import secrets

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.exchange.paper_forms.numbers import PAGE, PREFIX
from cfm_app.security import spoken_codes

PAD = consts.PAPER_PAD
CODE_LENGTH = 4
MOST_PAGES, MOST_PADS, LONGEST_TITLE = 100, 1000, 60
FIRST, COUNT = 1000, 9000
COLUMNS = "name creation modified modified_by owner docstatus idx pad".split()


def draw(title: str, place: str | None, pages: object) -> Document:
    """Create a pad with a number of pages, each with a unique number."""
    named = " ".join((title or "").split())[:LONGEST_TITLE]
    wanted = cint(pages)
    if not named:
        frappe.throw(_("Write for whom the pad is: the committee, the village."))
    if not 1 <= wanted <= MOST_PAGES:
        frappe.throw(_("Write how many pages the pad has: 1 to {0}.").format(MOST_PAGES))
    if place and not frappe.db.exists("CFM Location", place):
        frappe.throw(_("{0} is no known place.").format(place))
    if frappe.db.count(PAD) >= MOST_PADS:
        frappe.throw(counted(_("There are {0} pads. Delete those that are used up."), MOST_PADS))
    stamp = {"drawn_on": now_datetime(), "drawn_by": frappe.session.user}
    values = {"pad_title": named, "place": place or None, "pages": wanted, **stamp}
    pad = frappe.get_doc({"doctype": PAD, **values})
    pad.name = _free_code()
    pad.flags.name_set = True
    # Nobody has a right to write pads: they are made here alone.
    pad.insert(ignore_permissions=True)
    _print_on(str(pad.name), wanted)
    return pad


def numbers_of(pad: str) -> list[str]:
    """The numbers of a pad, in an order that tells nothing."""
    return frappe.get_all(PAGE, {"pad": pad}, pluck="name", order_by="name asc")


def forget(pad: str) -> None:
    """Withdraw a pad: its numbers are no longer accepted."""
    frappe.db.delete(PAGE, {"pad": pad})


def _print_on(pad: str, wanted: int) -> None:
    drawn: set[str] = set()
    while len(drawn) < wanted:
        drawn.add(f"{pad}-{FIRST + secrets.randbelow(COUNT)}")
    now, user = now_datetime(), frappe.session.user
    rows = [(number, now, now, user, user, 0, 0, pad) for number in sorted(drawn)]
    frappe.db.bulk_insert(PAGE, COLUMNS, rows)


def _free_code() -> str:
    """A code that no pad has and none had: cases of a pad that is withdrawn keep its numbers."""
    while True:
        code = PREFIX + spoken_codes.random_code(CODE_LENGTH)
        of_pad = {"source_id": ["like", f"{code}-%"]}
        places = ((PAD, {"name": code}), ("Case", of_pad), ("Sensitive Report", of_pad))
        if not any(frappe.db.exists(doctype, filters) for doctype, filters in places):
            return code
