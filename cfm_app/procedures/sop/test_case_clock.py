"""The clock of a case through pauses and reopenings: no hour is lost, none is counted twice."""

from datetime import timedelta

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.procedures.sop import case_clock
from cfm_app.testing import CFMTestCase

CATEGORY = "Quantité de la ration"
SOP = "Plainte sur l'assistance"


class TestTimekeeping(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.now = now_datetime().replace(second=0, microsecond=0)

    def received(self, hours_ago: float):
        """A case in progress that was received some hours ago."""
        received_on = self.now - timedelta(hours=hours_ago)
        case = self.case(category=CATEGORY, received_on=received_on)
        return self.act(self.act(case, "Register"), "Start Work")

    def closed(self, hours_ago: float):
        """A closed case that was received some hours ago."""
        case = self.resolve(self.received(hours_ago))
        return self.act(self.inform(case), "Close")

    def move_back(self, case, **hours: float) -> None:
        """Have stops happened some hours earlier than they did."""
        rows = frappe.get_all(
            "Case Clock Stop",
            filters={"parent": case.name},
            fields=["name"],
            parent_doctype="Case",
            order_by="idx desc",
        )
        values = {field: self.now - timedelta(hours=ago) for field, ago in hours.items()}
        frappe.db.set_value("Case Clock Stop", rows[0].name, values)
        case.reload()

    def test_a_pause_moves_the_limit_by_its_length(self) -> None:
        case = self.received(100)
        limit = get_datetime(case.resolve_by)
        case = self.act(case, "Put on Hold")
        self.assertEqual(case.sla_status, "Paused")
        self.assertEqual(get_datetime(case.resolve_by), limit)
        self.move_back(case, stopped_on=30)
        case = self.act(case, "Resume")
        moved = get_datetime(case.resolve_by) - limit
        self.assertLess(abs(moved - timedelta(hours=30)), timedelta(minutes=2))
        self.assertAlmostEqual(case.paused_hours, 30, 0)
        self.assertEqual(case.sla_status, "On track")

    def test_a_pause_moves_no_first_response_though_it_begins_with_the_case(self) -> None:
        case = self.received(30)
        limit = get_datetime(case.respond_by)
        case = self.act(case, "Put on Hold")
        self.move_back(case, stopped_on=30)
        case = self.act(case, "Resume")
        self.assertEqual(get_datetime(case.respond_by), limit)

    def test_a_pause_mends_no_breach(self) -> None:
        case = self.received(400)
        self.assertEqual(case.sla_status, "Breached")
        self.assertEqual(self.act(case, "Put on Hold").sla_status, "Breached")

    def test_where_the_sop_does_not_pause_the_clock_runs_on(self) -> None:
        frappe.db.set_value("CFM SOP", SOP, "pause_on_hold", 0)
        frappe.clear_document_cache("CFM SOP", SOP)
        case = self.received(100)
        limit = get_datetime(case.resolve_by)
        case = self.act(case, "Put on Hold")
        self.assertEqual(case.sla_status, "On track")
        self.move_back(case, stopped_on=30)
        self.assertEqual(get_datetime(self.act(case, "Resume").resolve_by), limit)

    def test_reopening_goes_on_where_the_clock_stood(self) -> None:
        case = self.closed(100)
        limit = get_datetime(case.resolve_by)
        frappe.db.set_value("Case", case.name, "resolved_on", self.now - timedelta(hours=50))
        case.reload()
        case = self.act(case, "Reopen")
        moved = get_datetime(case.resolve_by) - limit
        self.assertLess(abs(moved - timedelta(hours=50)), timedelta(minutes=2))
        self.assertEqual(case.reopened_count, 1)

    def test_reopening_begins_anew_where_the_sop_says_so(self) -> None:
        frappe.db.set_value("CFM SOP", SOP, "reopen_clock", "Restart")
        frappe.clear_document_cache("CFM SOP", SOP)
        case = self.act(self.closed(300), "Reopen")
        ahead = get_datetime(case.resolve_by) - self.now
        self.assertLess(abs(ahead - timedelta(hours=336)), timedelta(minutes=2))

    def test_what_is_resolved_keeps_its_limits(self) -> None:
        case = self.resolve(self.received(100))
        limit = get_datetime(case.resolve_by)
        frappe.db.set_value("CFM SOP", SOP, "resolve_within_hours", 1)
        frappe.clear_document_cache("CFM SOP", SOP)
        case.resolution = "Written down later"
        case.save()
        self.assertEqual((get_datetime(case.resolve_by), case.sla_status), (limit, "On track"))

    def test_first_response_is_late_until_it_is_given(self) -> None:
        received_on = self.now - timedelta(hours=80)
        case = self.case(category=CATEGORY, received_on=received_on)
        self.assertEqual(case.sla_status, "Breached")
        self.assertEqual(self.act(case, "Register").sla_status, "On track")

    def test_the_clock_is_not_written_by_its_user(self) -> None:
        frappe.set_user(self.operator)
        case = self.received(100)
        limit = case.resolve_by
        forged = {"stop_reason": case_clock.ON_HOLD, "stopped_on": case.received_on}
        case.append("clock_stops", {**forged, "resumed_on": self.now})
        case.save()
        case.reload()
        self.assertEqual((case.resolve_by, case.clock_stops), (limit, []))
