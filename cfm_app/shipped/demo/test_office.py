"""The demo office is whole: users, restricted cases, consents before referrals."""

import json

import frappe
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.cases import missing_evidence
from cfm_app.figures.trend_alerts import states as trend_states
from cfm_app.office.improvement import states as improvement_states
from cfm_app.office.quality import draw
from cfm_app.procedures.setup import framework_wizard
from cfm_app.security.obligations import team
from cfm_app.shipped.demo import cases, inbox, learning, office, stories
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
        standings = {each.user: each.status for each in people}
        self.assertEqual(standings.pop("gender@demo.cfm"), "grace")
        self.assertEqual(set(standings.values()), {"done"})
        reports = frappe.get_all(
            "Sensitive Report", fields=["name", "cfm_case"], order_by="name asc", as_list=True
        )
        for report, name in reports:
            self.assertFalse(frappe.db.get_value("Case", name, "description"))
            self.assertTrue(frappe.db.count("CFM Case Handler", {"parent": report}))

    def test_nothing_of_its_history_lies_ahead(self) -> None:
        frappe.set_user("Administrator")
        office.create("a-long-demo-password-7", count=0)
        # Enough that some were referred within the last hours.
        cases.create(400, seed=2)
        happened = {"Case": ["answered_on"], "Referral": ["responded_on"], "Sensitive Report": []}
        for doctype, fields in happened.items():
            for field in ("creation", "modified", *fields):
                filters = {field: [">", now_datetime()]}
                self.assertEqual(frappe.db.count(doctype, filters), 0, (doctype, field))

    def test_it_has_learned_something_and_nothing_of_it_waits(self) -> None:
        frappe.set_user("Administrator")
        office.create("a-long-demo-password-7", count=0)
        made = (consts.TREND_ALERT, consts.IMPROVEMENT, draw.DOCTYPE)
        for doctype in ("Case", "Sensitive Report", *made):
            frappe.db.delete(doctype)
        cases.create(300, seed=2026)
        learning.create()
        [alert] = frappe.get_all(
            consts.TREND_ALERT, fields=["category", "state", "evidence", "observed", "expected"]
        )
        self.assertEqual((alert.category, alert.state), (stories.TROUBLE, trend_states.DECIDED))
        self.assertTrue(json.loads(alert.evidence)["members"])
        self.assertGreater(alert.observed, 5 * alert.expected)
        [proposal] = frappe.get_all(consts.IMPROVEMENT, fields=["state", "answer"])
        self.assertEqual(proposal.state, improvement_states.DONE)
        self.assertTrue(proposal.answer)
        looks = frappe.get_all(draw.DOCTYPE, pluck="state", order_by="name asc")
        self.assertGreater(len(looks), 5)
        self.assertEqual(set(looks), {draw.LOOKED_AT})
        unread = {"read": 0, "document_type": ["in", made]}
        self.assertEqual(frappe.get_all("Notification Log", unread, pluck="subject"), [])

    def test_a_small_office_has_nothing_to_learn_from(self) -> None:
        frappe.set_user("Administrator")
        office.create("a-long-demo-password-7", count=0)
        for doctype in ("Case", consts.TREND_ALERT, draw.DOCTYPE):
            frappe.db.delete(doctype)
        learning.create()
        self.assertFalse(frappe.db.count(consts.TREND_ALERT) or frappe.db.count(draw.DOCTYPE))

    def test_people_have_written_and_called(self) -> None:
        frappe.set_user("Administrator")
        office.create("a-long-demo-password-7", count=0)
        inbox.create()
        kinds = inbox.ACCOUNTS.values()
        of_inbox = {"account": ["in", [name for name, _channel in kinds]]}
        frappe.set_user("operator@demo.cfm")
        waiting = frappe.get_list(
            consts.CONVERSATION, {**of_inbox, "state": "Waiting"}, pluck="to_be_clarified"
        )
        self.assertEqual(waiting, [1, 1, 1])
        calls = frappe.get_all(
            consts.CALL,
            {**of_inbox, "call_back_state": "Open"},
            pluck="number",
            order_by="number asc",
        )
        self.assertEqual(calls, sorted(number for number, _times, _minutes in inbox.MISSED))
        # A demo office sends nothing.
        enabled = frappe.get_all(
            "CFM Channel Account",
            {"name": of_inbox["account"]},
            pluck="enabled",
            order_by="name asc",
        )
        self.assertEqual(enabled, [0] * len(kinds))
        on_their_way = {**of_inbox, "direction": "Out", "state": ["!=", "Delivered"]}
        self.assertFalse(frappe.db.count(consts.MESSAGE, on_their_way))
