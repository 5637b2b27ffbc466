"""The base class of the app's tests: the one that the framework at hand offers."""

import importlib
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe


def _base_class() -> type:
    for module, name in (
        ("frappe.tests.utils", "FrappeTestCase"),
        ("frappe.tests", "IntegrationTestCase"),
    ):
        try:
            return getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue
    return unittest.TestCase


class CFMTestCase(_base_class()):
    """Users by role, and short ways to a case, a consent and a referral.

    Each test starts from the same records: what it wrote is rolled back.
    """

    def tearDown(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.rollback()
        frappe.clear_cache()
        frappe.flags.cfm_audit = set()
        super().tearDown()

    @contextmanager
    def as_served(self) -> Iterator[None]:
        """What is called here meets the checks that the framework leaves out while tests run."""
        in_test = frappe.flags.in_test
        frappe.flags.in_test = False
        try:
            yield
        finally:
            frappe.flags.in_test = in_test

    def user(self, *roles: str, email: str | None = None) -> str:
        """A user with exactly these roles, made on first use."""
        email = email or ("-".join(roles).lower().replace(" ", ".") + "@test.cfm")
        if not frappe.db.exists("User", email):
            frappe.get_doc(
                {
                    "doctype": "User",
                    "email": email,
                    "first_name": email.split("@")[0],
                    "send_welcome_email": 0,
                    "user_type": "System User",
                    "roles": [{"role": role} for role in roles],
                }
            ).insert(ignore_permissions=True)
        return email

    def case(self, **values: Any) -> Any:
        """A new case of the user in the session."""
        return frappe.get_doc({"doctype": "Case", "description": "Test", **values}).insert()

    def consent(self, case: str, *granted: str, refused: tuple[str, ...] = ()) -> Any:
        """A decided consent for a case."""
        rows = [{"purpose": purpose, "decision": "Granted"} for purpose in granted]
        rows += [{"purpose": purpose, "decision": "Refused"} for purpose in refused]
        consent = frappe.get_doc({"doctype": "Consent", "cfm_case": case, "purposes": rows})
        return self.act(consent.insert(), "Record Decision")

    def act(self, doc: Any, action: str) -> Any:
        """Take a workflow action as the user in the session."""
        return frappe.get_attr("frappe.model.workflow.apply_workflow")(doc, action)
