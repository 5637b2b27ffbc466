"""The demo office is whole: users, restricted cases, consents before referrals."""

import frappe

from cfm_app.cases import missing_evidence
from cfm_app.demo import cases, office
from cfm_app.obligations import team
from cfm_app.setup import framework_wizard
from cfm_app.testing import CFMTestCase


class TestOffice(CFMTestCase):
    def test_office(self) -> None:
        frappe.set_user("Administrator")
        office.create("a-long-demo-password-7", count=0)
        cases.create(60, seed=3)
        self.assertEqual(
            frappe.db.count("User", {"name": ["in", list(office.USERS)]}), len(office.USERS)
        )
        self.assertTrue(frappe.db.get_single_value("System Settings", "setup_complete"))
        self.assertEqual(
            frappe.db.get_default(framework_wizard.HOME_PAGE), framework_wizard.WORKSPACES
        )
        for row in frappe.get_all("Referral", fields=["consent", "cfm_case"], order_by="name asc"):
            self.assertTrue(row.consent)
        for subject, found, advice in missing_evidence.findings():
            self.assertFalse(advice, f"{subject}: {found}")
        # Other tests leave people of their own on the site.
        people = [each for each in team.overview() if each.user in office.USERS]
        self.assertGreater(len(people), 10)
        standings = {each.user: each.standing for each in people}
        self.assertEqual(standings.pop("gender@demo.cfm"), "grace")
        self.assertEqual(set(standings.values()), {"done"})
        reports = frappe.get_all(
            "Sensitive Report", fields=["name", "cfm_case"], order_by="name asc", as_list=True
        )
        for report, name in reports:
            self.assertFalse(frappe.db.get_value("Case", name, "description"))
            self.assertTrue(frappe.db.count("CFM Case Handler", {"parent": report}))
