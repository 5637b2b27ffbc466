"""The clocks of open cases, looked at twice."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.procedures.sop import sla_status
from cfm_app.testing import CFMTestCase

# The procedure of this category gives 72 hours for a response and 336 for a resolution; a case is
# at risk after 80 %, that is 57.6 and 268.8 hours.
CATEGORY = "Quantité de la ration"
HOURS = {"On track": 100, "At risk": 270, "Breached": 337}
WITHOUT_RESPONSE = {"On track": 50, "At risk": 60, "Breached": 73}


class TestWatch(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.user(consts.OPERATOR)

    def received(self, hours_ago: float, *actions: str) -> str:
        received_on = now_datetime() - timedelta(hours=hours_ago)
        case = self.case(category=CATEGORY, received_on=received_on)
        for action in actions:
            case = self.act(case, action)
        # As it was stored when it came in.
        frappe.db.set_value("Case", case.name, "sla_status", "On track")
        return case.name

    def statuses(self, names: dict[str, str]) -> dict[str, str]:
        return {name: frappe.db.get_value("Case", name, "sla_status") for name in names}

    def test_status_follows_the_time_and_stays(self) -> None:
        cases = {self.received(hours, "Register"): status for status, hours in HOURS.items()}
        cases |= {self.received(hours): status for status, hours in WITHOUT_RESPONSE.items()}
        sla_status.refresh()
        self.assertEqual(self.statuses(cases), cases)
        self.assertEqual(sla_status.refresh(), 0)

    def test_a_pause_stops_the_clock_only_where_the_sop_says_so(self) -> None:
        name = self.received(337, "Register", "Start Work")
        frappe.db.set_value("Case", name, "phase", consts.PHASE_PAUSED)
        sla_status.refresh()
        self.assertEqual(frappe.db.get_value("Case", name, "sla_status"), "On track")
        frappe.db.set_value("CFM SOP", "Plainte sur l'assistance", "pause_on_hold", 0)
        sla_status.refresh()
        self.assertEqual(frappe.db.get_value("Case", name, "sla_status"), "Breached")

    def test_many_cases_are_looked_at_in_batches(self) -> None:
        batch, sla_status.BATCH = sla_status.BATCH, 2
        self.addCleanup(setattr, sla_status, "BATCH", batch)
        cases = {self.received(337, "Register"): "Breached" for _case in range(5)}
        self.assertEqual(sla_status.refresh(), 5)
        self.assertEqual(self.statuses(cases), cases)
