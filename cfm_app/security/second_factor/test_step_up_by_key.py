"""A key gives no code: what asks for one stays closed to it."""

from unittest import mock

import frappe

from cfm_app.security.access_rule import access, open_documents
from cfm_app.security.access_rule.test_access import PSEA_CATEGORY, SECRET
from cfm_app.security.second_factor import step_up
from cfm_app.security.second_factor.test_step_up import FactorTestCase
from cfm_app.testing import request_of


class TestByKey(FactorTestCase):
    def test_a_key_opens_no_restricted_reports(self) -> None:
        """Nobody gives a code with a key: where one is asked, the reports stay closed to it."""
        with mock.patch.object(frappe.db, "commit"):
            frappe.set_user(self.operator)
            case = self.case(category=PSEA_CATEGORY, description=SECRET).name
        frappe.set_user("Administrator")
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case})
        frappe.set_user(self.psea)
        frappe.local.flags.pop(step_up.KNOWN, None)
        frappe.local.request = None
        self.assertTrue(access.may_see("Sensitive Report", report))
        frappe.local.request = request_of("/api/resource/Sensitive Report", "GET")
        frappe.local.request.environ["HTTP_AUTHORIZATION"] = "token key:secret"
        self.assertFalse(access.may_see("Sensitive Report", report))
        with self.assertRaisesRegex(step_up.StepUpError, "key"):
            open_documents.get_open("Sensitive Report", report)

    def test_a_key_changes_no_factor_and_agrees_to_no_rights(self) -> None:
        step_up.confirm(self.code())
        frappe.local.request = request_of("/api/method/ping", "POST")
        frappe.local.request.environ["HTTP_AUTHORIZATION"] = "token key:secret"
        frappe.session.sid = self.psea
        for act in (step_up.FACTOR, step_up.RIGHTS):
            with self.subTest(act=act), self.assertRaises(step_up.StepUpError):
                step_up.require(act)
        # What programs do by a key goes on, and whoever is asked for no factor gives rights by one.
        step_up.require(step_up.EXPORT)
        self.sit(self.operator)
        frappe.session.sid = self.operator
        step_up.require(step_up.RIGHTS)
