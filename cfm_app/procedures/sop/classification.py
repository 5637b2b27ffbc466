"""Sets sensitivity and priority of a case from all signs: what was chosen, its category and its words.

Every way in ends here, so what a form, a file or a message says of its own class can only be raised.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import batch_cache
from cfm_app.base.settings import setting
from cfm_app.procedures.sop.trees import chain
from cfm_app.security.entitlement import clearance
from cfm_app.security.sensitivity import accounts
from cfm_app.security.sensitivity.strictest import of_account, phrases_in, strictest


def apply(case: Document) -> None:
    """Fill sensitivity and priority; throw if a class is lowered without its handler role."""
    case.sensitivity = _settled_sensitivity(case)
    if not case.priority:
        case.priority = usual_priority(case.category)
    _refuse_lowering(case)


@batch_cache.cached_in_batch
def inherited(category: str | None, field: str) -> str | None:
    """The value of a field of the category, or of its nearest ancestor that has one."""
    for name in chain("Case Category", category):
        value = frappe.get_cached_value("Case Category", name, field)
        if value:
            return value
    return None


def class_of_category(category: str | None) -> str | None:
    """The class of a category, or the default class."""
    return inherited(category, "sensitivity") or setting("default_sensitivity")


def usual_priority(category: str | None) -> str | None:
    """The priority of a category, or the default priority."""
    return inherited(category, "priority") or setting("default_priority")


def check_lifted(case: Document) -> None:
    """Require a category that is not restricted, once a case leaves a restricted class."""
    before = case.get_doc_before_save()
    if before and clearance.is_restricted(before.sensitivity):
        check_category(case.category, case.sensitivity)


def check_category(category: str | None, sensitivity: str | None) -> None:
    """Throw for a category of a restricted class in a case that is not restricted."""
    if not clearance.is_restricted(sensitivity) and clearance.is_restricted(
        class_of_category(category)
    ):
        frappe.throw(
            _("{0} is a category of a restricted class. Choose what the case is about.").format(
                _(category or "")
            ),
            title=_("Category"),
        )


def _settled_sensitivity(case: Document) -> str | None:
    before = case.get_doc_before_save()
    if before and clearance.is_restricted(before.sensitivity):
        # Its handlers decide; a restricted category that comes later restricts it again.
        found = case.sensitivity
    else:
        found = strictest(case.sensitivity, _of_words(case))
    asked = inherited(case.category, "sensitivity")
    is_new_sign = not before or case.has_value_changed("category")
    if is_new_sign and clearance.is_restricted(asked):
        return strictest(found, asked)
    return found or class_of_category(case.category)


def _of_words(case: Document) -> str | None:
    """The class to be clarified for words that point to a restricted one and that nobody has judged.

    Whoever records a case judges them by writing why it is an ordinary one; nobody does so from outside.
    """
    before = case.get_doc_before_save()
    told = accounts.told_in(case)
    if before and told == accounts.told_in(before):
        return None
    is_judged = (case.sensitivity_reason or "").strip() and not case.flags.comes_from_outside
    if before and is_judged:
        known = phrases_in(accounts.told_in(before))
        is_judged = case.has_value_changed("sensitivity_reason") or set(phrases_in(told)) <= set(
            known
        )
    return None if is_judged else of_account(told)


def _refuse_lowering(case: Document) -> None:
    """Throw unless a handler takes the case out of a restricted class, with a reason."""
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
