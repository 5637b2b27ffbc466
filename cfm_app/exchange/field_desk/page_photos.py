"""Photos of paper forms: files of the case with the page's number.

A photo that arrives before its page was typed waits invisibly. So its sender gets the same answer, and
sees the same, whether there is a restricted case or none.
"""

from __future__ import annotations

import re

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, cint, now_datetime

from cfm_app.base import clock_jobs
from cfm_app.base.counting import counted
from cfm_app.channels import media
from cfm_app.exchange.field_desk import enclosures
from cfm_app.exchange.paper_forms import numbers
from cfm_app.security.obligations import gate

PICTURES = ("jpg", "png", "webp", "pdf")
MOST_OF_PAGE = 8
MOST_BYTES = enclosures.MOST_BYTES
KEPT_DAYS = 92
# As phones and people write it: any mark between the groups, anything before and after.
IN_NAME = re.compile(r"PAD\W?_?([0-9A-Z]{4})\W?_?(\d{4})(?!\d)", re.IGNORECASE)


def number_in(file_name: str) -> str:
    """The number of a page that the name of a file says; empty where it says none."""
    found = IN_NAME.search(file_name)
    return f"{numbers.PREFIX}{found[1].upper()}-{found[2]}" if found else ""


def take(number: str, content: bytes) -> None:
    """Keep a photo of a page with its case, or until that is there."""
    gate.require()
    number = numbers.canonical(number or "")
    if not numbers.is_number(number) or not numbers.is_printed(number):
        frappe.throw(
            _(
                "This office has printed no page with the number {0}. Look at the page again."
            ).format(number or "–")
        )
    ending = media.kind_of(content)
    if ending not in PICTURES:
        frappe.throw(_("The file is no picture and no PDF, so it was not kept."))
    if len(content) > MOST_BYTES:
        frappe.throw(_("The file is larger than {0} MB.").format(MOST_BYTES // 1024**2))
    _count(number)
    if case := _case_of(number):
        _keep(case, number, content, str(ending))
        return
    file = frappe.get_doc(
        {
            "doctype": "File",
            "file_name": f"{number}.{ending}",
            "is_private": 1,
            "content": content,
            "attached_to_doctype": numbers.PAGE,
            "attached_to_name": number,
        }
    ).insert(ignore_permissions=True)
    # Its sender would see that it waits no more, though no case that they see has it.
    file.db_set("owner", "Administrator", update_modified=False)


def follow(case: Document) -> None:
    """Event of a case: attach the photos that waited for its page."""
    number = case.flags.pop(numbers.OF_CASE, None)
    if not number:
        return
    for name in frappe.get_all("File", _waiting(number), pluck="name", order_by="creation asc"):
        file = frappe.get_doc("File", name)
        content = file.get_content()
        raw = content.encode() if isinstance(content, str) else content
        _keep(str(case.name), number, raw, str(media.kind_of(raw)))
        _drop(name)


@clock_jobs.destroys
def tidy() -> None:
    """Forget photos whose pages nobody has typed for long."""
    before = add_to_date(now_datetime(), days=-KEPT_DAYS)
    late = {"attached_to_doctype": numbers.PAGE, "creation": ["<", before]}
    for name in frappe.get_all("File", late, pluck="name", order_by="creation asc"):
        _drop(name)


def forget(pad: str) -> None:
    """A pad is withdrawn: so are the photos that waited for its pages."""
    of_pad = {"attached_to_doctype": numbers.PAGE, "attached_to_name": ["like", f"{pad}-%"]}
    for name in frappe.get_all("File", of_pad, pluck="name", order_by="creation asc"):
        _drop(name)


def _count(number: str) -> None:
    """Refuse more photos of a page than there may be, whatever has become of those that came."""
    come = cint(frappe.db.get_value(numbers.PAGE, number, "photos", for_update=True))
    if come >= MOST_OF_PAGE:
        frappe.throw(counted(_("At most {0} files come with a case."), MOST_OF_PAGE))
    frappe.db.set_value(numbers.PAGE, number, "photos", come + 1, update_modified=False)


def _case_of(number: str) -> str | None:
    """The case of a page, whoever may see it: nothing of it is told."""
    found = frappe.db.get_value("Case", {"source_id": number}, "name")
    return found or frappe.db.get_value("Sensitive Report", {"source_id": number}, "cfm_case")


def _keep(case: str, number: str, content: bytes, ending: str) -> None:
    enclosures.keep(case, f"{number}.{ending}", content)


def _waiting(number: str) -> dict[str, str]:
    return {"attached_to_doctype": numbers.PAGE, "attached_to_name": number}


def _drop(name: str) -> None:
    frappe.delete_doc("File", name, ignore_permissions=True, delete_permanently=True)
