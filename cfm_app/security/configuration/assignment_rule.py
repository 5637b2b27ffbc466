"""Assignment rules that never tell anybody about a case that they may not see.

A task names its document, and an open one entrusts somebody with a restricted case. Frappe's rules check
no permissions: they would share the document with the next user, which is refused, and the save with it.
This is the same rule without that: it gives, takes and closes nothing on restricted documents.
"""

from typing import Any

import frappe
from frappe.automation.doctype.assignment_rule.assignment_rule import AssignmentRule

from cfm_app.base import doctype_access
from cfm_app.security.access_rule import own_types
from cfm_app.security.entitlement import clearance
from cfm_app.security.restricted_cases import classes

ASSIGNABLE = ("Case", "Referral", "Consent")


class GuardedRule(AssignmentRule):
    """An Assignment Rule that only assigns protected documents to users who may see them."""

    def do_assignment(self, doc: Any) -> bool:
        if not own_types.follows_rule(doc.get("doctype")):
            return super().do_assignment(doc)
        frappe.db.savepoint("guarded_rule")
        told = list(frappe.local.message_log)
        try:
            return bool(super().do_assignment(doc))
        except Exception as error:
            frappe.db.rollback(save_point="guarded_rule")
            frappe.local.message_log = told
            self._note_failure(type(error).__name__)
            return False

    def _note_failure(self, what: str) -> None:
        """Log the failure without naming the document or its contents: administrators read this log."""
        frappe.log_error(title="An assignment rule failed", message=f"{self.name}: {what}")

    def safe_eval(self, fieldname: str, doc: Any) -> Any:
        """False for documents that rules leave alone, without evaluating their condition.

        Frappe shows a failing condition to whoever saves, who can do nothing about it; here it is logged.
        """
        if _is_left_alone(doc):
            return False
        if not own_types.follows_rule(doc.get("doctype")):
            return super().safe_eval(fieldname, doc)
        told = list(frappe.local.message_log)
        try:
            return super().safe_eval(fieldname, doc)
        finally:
            if len(frappe.local.message_log) > len(told):
                frappe.local.message_log = told
                self._note_failure(fieldname)

    users: list[Any]

    def get_user(self, doc: Any) -> str | None:
        kind, name = doc.get("doctype"), doc.get("name")
        if not own_types.follows_rule(kind):
            return super().get_user(doc)
        if _is_left_alone(doc):
            return None
        if self.rule == "Load Balancing":
            seeing = [row.user for row in self.users if _sees(row.user, kind, name)]
            return min(seeing, key=lambda user: _ordinary_tasks(kind, user), default=None)
        everybody = self.users
        self.users = [row for row in everybody if _sees(row.user, kind, name)]
        try:
            user = super().get_user(doc) if self.users or self.rule == "Based on Field" else None
        finally:
            self.users = everybody
        return user if user and _sees(user, kind, name) else None


def _is_left_alone(doc: Any) -> bool:
    """Whether rules do not apply to a document."""
    kind = doc.get("doctype")
    if not own_types.follows_rule(kind):
        return False
    if kind in doctype_access.PROTECTED and kind not in ASSIGNABLE:
        return True
    return bool(classes.is_restricted(kind, doc.get("name")))


def _ordinary_tasks(kind: str, user: str) -> int:
    """The load of a user without restricted cases, which the next assignee must not reveal."""
    filters = {"reference_type": kind, "allocated_to": user, "status": "Open"}
    names = frappe.get_all("ToDo", filters=filters, pluck="reference_name")
    if kind != "Case":
        about = {"name": ["in", names or [""]]}
        names = frappe.get_all(kind, filters=about, pluck="cfm_case")
    hidden = list(clearance.restricted_classes())
    about = {"name": ["in", names or [""]], "sensitivity": ["in", hidden or [""]]}
    closed = set(frappe.get_all("Case", filters=about, pluck="name"))
    return sum(name not in closed for name in names)


def _sees(user: str, kind: str, name: str) -> bool:
    return bool(
        frappe.db.get_value("User", user, "enabled")
        and frappe.has_permission(kind, "read", doc=name, user=user)
    )
