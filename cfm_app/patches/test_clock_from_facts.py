"""A site from before keeps its due times."""

from datetime import timedelta

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.patches import clock_from_facts
from cfm_app.testing import CFMTestCase


class TestClockFromFacts(CFMTestCase):
    def test_due_times_stay(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.OPERATOR)
        now = now_datetime().replace(microsecond=0)
        received_on = now - timedelta(hours=100)
        case = self.case(category="Quantité de la ration", received_on=received_on)
        limit = get_datetime(case.resolve_by) + timedelta(hours=30)
        # As they were stored before: the limit moved by hand, the pauses as a sum.
        before = {"resolve_by": limit, "paused_hours": 30, "at_risk_on": None}
        before |= {"phase": consts.PHASE_PAUSED, "paused_on": now - timedelta(hours=2)}
        before |= {"first_response_on": received_on}
        frappe.db.set_value("Case", case.name, before)
        clock_from_facts.execute()
        clock_from_facts.execute()
        case.reload()
        self.assertEqual(get_datetime(case.resolve_by), limit)
        self.assertEqual((case.paused_hours, case.sla_status), (30, "Paused"))
        self.assertEqual(get_datetime(case.paused_on), now - timedelta(hours=2))
        self.assertEqual(len(case.clock_stops), 2)
        self.assertTrue(case.at_risk_on)
