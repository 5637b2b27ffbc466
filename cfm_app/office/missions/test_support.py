"""Missions for tests: planned, checked, approved."""

from typing import Any

import frappe
from frappe.utils import add_days, today

from cfm_app.base import consts
from cfm_app.office.missions import approval, checklist, plan
from cfm_app.testing import CFMTestCase

KIND = "Bureau de plaintes"
CLOSED = (frappe.PermissionError, frappe.DoesNotExistError)


class MissionTestCase(CFMTestCase):
    """An operator who goes, and a manager who decides."""

    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        self.place = self.place_named("Mamdi")
        frappe.set_user(self.operator)

    def place_named(self, name: str) -> str:
        return str(frappe.db.get_value("CFM Location", {"location_name": name}, "name"))

    def planned(self, **values: Any) -> Any:
        """A mission of today with one activity."""
        given = {"purpose": "Complaint desk", "location": self.place, "starts_on": today()}
        mission = plan.plan({**given, "ends_on": add_days(today(), 2), **values})
        return plan.add_activity(mission.name, {"kind": KIND, "wanted_result": "Desk open"})

    def checked(self, mission: Any) -> Any:
        for row in mission.security_checks:
            mission = checklist.tick(mission.name, row.name)
        return mission

    def approved(self, **values: Any) -> Any:
        """The same, approved; the session is the operator's again."""
        mission = self.checked(self.planned(**values))
        approval.submit(mission.name)
        frappe.set_user(self.manager)
        mission = approval.approve(mission.name)
        frappe.set_user(self.operator)
        return mission
