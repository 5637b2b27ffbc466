"""The focal point who fits best, and why them."""

import frappe

from cfm_app.base import consts
from cfm_app.procedures.sop import routing
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import absences
from cfm_app.testing import CFMTestCase

AREA = "Résilience"
LAC, MAMDI, KANEM = "TD07", "TD0701", "TD06"


class TestRouting(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)

    def focal(self, name: str, **values) -> str:
        user = self.user(values.pop("role", consts.FOCAL_POINT), email=f"{name}@test.cfm")
        row = {"doctype": "CFM Focal Point", "user": user, "functional_area": AREA}
        frappe.get_doc({**row, **values}).insert()
        return user

    def busy(self, user: str, count: int, category: str = "Quantité de la ration") -> None:
        """Have some referrals wait for a user."""
        for _referral in range(count):
            case = self.case(category=category)
            row = {"cfm_case": case.name, "focal_point": user, "workflow_state": "Accepted"}
            referral = frappe.get_doc({"doctype": "Referral", **row})
            referral.name = frappe.generate_hash(length=10)
            referral.db_insert()

    def test_the_nearest_place_wins(self) -> None:
        far, near, nearest = (
            self.focal(name, location=place)
            for name, place in (("far", None), ("near", LAC), ("nearest", MAMDI))
        )
        self.assertEqual(routing.find(AREA, MAMDI).receiver, nearest)
        self.assertEqual(routing.find(AREA, LAC).receiver, near)
        self.assertEqual(routing.find(AREA, KANEM).receiver, far)
        self.assertEqual(routing.find(AREA).receiver, far)

    def test_a_named_class_before_none_and_a_place_before_a_class(self) -> None:
        self.focal("any")
        own = self.focal("own", sensitivity="Non sensible")
        self.assertEqual(routing.find(AREA, LAC, "Non sensible").receiver, own)
        near = self.focal("near", location=LAC)
        self.assertEqual(routing.find(AREA, LAC, "Non sensible").receiver, near)

    def test_a_restricted_class_is_served_by_its_own_alone(self) -> None:
        self.focal("any", location=LAC)
        psea = self.focal("psea", role=consts.PSEA, sensitivity="EAS et harcèlement sexuel")
        found = routing.candidates(AREA, LAC, "EAS et harcèlement sexuel")
        self.assertEqual([route.receiver for route in found], [psea])
        self.assertNotEqual(routing.find(AREA, LAC, "Non sensible").receiver, psea)

    def test_of_equals_the_least_busy_then_the_name(self) -> None:
        first, second = (self.focal(name) for name in ("a", "b"))
        self.assertEqual(routing.find(AREA).receiver, first)
        self.busy(first, 2)
        self.assertEqual(routing.find(AREA).receiver, second)
        self.busy(second, 3)
        route = routing.find(AREA)
        self.assertEqual((route.receiver, route.load), (first, 2))

    def test_restricted_referrals_do_not_show_in_the_load(self) -> None:
        focal = self.focal("a")
        self.user(consts.PSEA)
        self.busy(focal, 2, "Exploitation ou abus sexuel")
        self.assertEqual(routing.find(AREA).load, 0)

    def test_an_absent_deputy_passes_on_to_the_next(self) -> None:
        absent = {"absent_from": "2000-01-01", "absent_to": "2999-12-31"}
        deputy = self.user(consts.FOCAL_POINT, email="deputy@test.cfm")
        away = self.focal("away", location=LAC, deputy=deputy, **absent)
        far = self.focal("far")
        route = routing.find(AREA, MAMDI)
        self.assertEqual((route.user, route.receiver), (away, deputy))
        self.focal("deputy", **absent)
        self.assertEqual(routing.find(AREA, MAMDI).receiver, far)

    def test_who_is_disabled_receives_nothing(self) -> None:
        gone, here = self.focal("gone", location=LAC), self.focal("here")
        frappe.db.set_value("User", gone, "enabled", 0)
        self.assertEqual(routing.find(AREA, MAMDI).receiver, here)

    def test_the_reason_can_be_read(self) -> None:
        deputy = self.user(consts.FOCAL_POINT, email="deputy@test.cfm")
        self.focal("away", location=LAC, deputy=deputy, absent_from="2000-01-01")
        self.assertEqual(
            routing.find(AREA, MAMDI).reason,
            "area Resilience, place Lac, stands in for away, who is absent, 0 open referrals",
        )

    def test_an_absence_without_an_end_opens_referrals_to_the_deputy(self) -> None:
        deputy = self.user(consts.FOCAL_POINT, email="deputy@test.cfm")
        away = self.focal("away", deputy=deputy, absent_from="2000-01-01")
        self.busy(away, 1)
        name = frappe.get_all("Referral", filters={"focal_point": away}, pluck="name")[0]
        self.assertIn(away, absences.receivers_for(deputy))
        self.assertTrue(access.may_see("Referral", name, deputy))
        frappe.db.set_value("CFM Focal Point", {"user": away}, "absent_to", "2000-02-01")
        self.assertFalse(access.may_see("Referral", name, deputy))
