"""Reviews a case: a mark for each question, and a remark for other reviewers."""

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, now_datetime

from cfm_app.office.quality import scales
from cfm_app.office.quality.draw import DOCTYPE, LOOKED_AT
from cfm_app.security.access_rule import open_documents

CRITERION = "CFM Quality Criterion"


def look(name: str, marks: Mapping[str, object], remark: str = "") -> Document:
    """Store the marks of the user's review; questions that do not apply are left out."""
    found = open_documents.get_open(DOCTYPE, name, for_update=True)
    if found.looker != frappe.session.user:
        frappe.throw(_("Somebody else gives this second look."), frappe.PermissionError)
    if found.person == frappe.session.user:
        frappe.throw(_("Nobody looks at their own case."), frappe.PermissionError)
    if found.looked_on:
        frappe.throw(_("You have given this second look already."))
    given = _read(marks)
    if not given:
        frappe.throw(_("Answer at least one question."))
    for each in given:
        values = {"criterion": each.criterion, "scale": each.scale, "weight": each.weight}
        found.append("marks", {**values, "mark": each.mark})
    found.update({"score": scales.score(given), "remark": remark.strip()})
    found.update({"looked_on": now_datetime(), "state": LOOKED_AT})
    found.save(ignore_permissions=True)
    return found


def criteria() -> list[frappe._dict]:
    """The questions of the office, in its order."""
    return frappe.get_all(
        CRITERION,
        filters={"enabled": 1},
        fields=["name", "aspect", "scale", "weight", "hint"],
        order_by="sort_index asc, name asc",
    )


def _read(marks: Mapping[str, object]) -> list[scales.Mark]:
    """What was answered; refused where a mark is not on the scale."""
    found = []
    for each in criteria():
        said = marks.get(each.name)
        if said in (None, ""):
            continue
        mark = cint(said)
        if str(said).strip() != str(mark) or mark not in scales.MARKS[each.scale]:
            frappe.throw(_("Choose one of the marks for “{0}”.").format(_(each.name)))
        found.append(scales.Mark(each.name, each.scale, flt(each.weight), mark))
    return found
