"""What still hangs on a category that is taken out of use, told to whoever does it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.base import consts
from cfm_app.base.counting import counted


def tell(category: Document, method: str | None = None) -> None:
    """Event after a save: say what stays, if the category has just been taken out of use."""
    before = category.get_doc_before_save()
    if not before or not cint(before.enabled) or cint(category.enabled):
        return
    told = list(filter(None, (_of_cases(category.name), _of_procedures(category))))
    if told:
        frappe.msgprint(
            " ".join(told),
            title=_("{0} is offered no more").format(_(category.name)),
            indicator="orange",
        )


def _of_cases(category: str) -> str:
    """The open cases of it that the user sees: a word about others would tell that there are some."""
    open_ = {"category": category, "phase": ["!=", consts.PHASE_CLOSED]}
    number = len(frappe.get_list("Case", filters=open_, pluck="name", limit_page_length=0))
    if not number:
        return ""
    return counted(
        _(
            "{0} open cases that you see keep this category. Reclassify them if they belong elsewhere."
        ),
        number,
    )


def _of_procedures(category: Document) -> str:
    """The procedures made for it, which from now on find no new case."""
    own = [category.sop] if category.sop else []
    made = frappe.get_list(
        "CFM SOP", {"category": category.name, "enabled": 1}, pluck="name", order_by="name asc"
    )
    names = dict.fromkeys((*own, *made))
    if not names:
        return ""
    text = _("These procedures go on for its cases and find no new ones: {0}.")
    return text.format(", ".join(_(each) for each in names))
