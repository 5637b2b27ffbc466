"""Settling sensitivity and priority of a case from its category and the settings."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import batch_cache
from cfm_app.privacy import clearance
from cfm_app.settings import setting
from cfm_app.sop.trees import chain


def apply(case: Document) -> None:
    """Fill sensitivity and priority, and refuse to lower a class without its handler role."""
    case.sensitivity = _settled_sensitivity(case)
    if not case.priority:
        case.priority = usual_priority(case.category)
    _refuse_lowering(case)


@batch_cache.cached_in_batch
def inherited(category: str | None, field: str) -> str | None:
    """The value of a field on the category, or on the nearest one above that has it."""
    for name in chain("Case Category", category):
        value = frappe.get_cached_value("Case Category", name, field)
        if value:
            return value
    return None


def settled(category: str | None) -> str | None:
    """The class that a category brings along, or the usual one."""
    return inherited(category, "sensitivity") or setting("default_sensitivity")


def usual_priority(category: str | None) -> str | None:
    """The priority that a category brings along, or the usual one."""
    return inherited(category, "priority") or setting("default_priority")


def check_lifted(case: Document) -> None:
    """A case that is restricted no more says what it is about."""
    before = case.get_doc_before_save()
    if before and clearance.is_restricted(before.sensitivity):
        check_category(case.category, case.sensitivity)


def check_category(category: str | None, sensitivity: str | None) -> None:
    """Refuse a category of a restricted class where the class is open."""
    if not clearance.is_restricted(sensitivity) and clearance.is_restricted(settled(category)):
        frappe.throw(
            _("{0} is a category of a restricted class. Choose what the case is about.").format(
                _(category or "")
            ),
            title=_("Category"),
        )


def _settled_sensitivity(case: Document) -> str | None:
    asked = inherited(case.category, "sensitivity")
    if not case.sensitivity:
        return settled(case.category)
    # A restricted category restricts the case, whatever the form said when it was recorded.
    is_settled = case.get_doc_before_save() and not case.has_value_changed("category")
    if is_settled or clearance.is_restricted(case.sensitivity):
        return case.sensitivity
    return asked if clearance.is_restricted(asked) else case.sensitivity


def _refuse_lowering(case: Document) -> None:
    """A restricted class is left by those who handle it, who say why."""
    before = case.get_doc_before_save()
    if not before or before.sensitivity == case.sensitivity:
        return
    if not clearance.is_restricted(before.sensitivity) or frappe.session.user == "Administrator":
        return
    role = clearance.handler_role(before.sensitivity)
    if role not in frappe.get_roles():
        frappe.throw(
            _("Only {0} may change the sensitivity of this case.").format(_(role)),
            frappe.PermissionError,
        )
    if not (case.sensitivity_reason or "").strip():
        frappe.throw(
            _("Write why the class of this case changes."), frappe.exceptions.MandatoryError
        )
