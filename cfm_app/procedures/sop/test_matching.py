"""The most specific procedure wins, and so does the nearest focal point."""

import frappe

from cfm_app.base import consts
from cfm_app.procedures.sop import matching, routing
from cfm_app.testing import CFMTestCase


class TestMatching(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")

    def sop(self, title: str, **values) -> str:
        return frappe.get_doc({"doctype": "CFM SOP", "title": title, **values}).insert().name

    def test_category_and_place_win(self) -> None:
        general = matching.match("Quantité de la ration", "Non sensible")
        self.assertEqual(general.sop, "Plainte sur l'assistance")
        self.sop("Ration au Lac", category="Quantité de la ration", location="TD07")
        self.assertEqual(
            matching.match("Quantité de la ration", "Non sensible", location="TD0701").sop,
            "Ration au Lac",
        )
        self.assertEqual(
            matching.match("Quantité de la ration", "Non sensible", location="TD0601").sop,
            "Plainte sur l'assistance",
        )

    def test_reason_is_told(self) -> None:
        self.assertTrue(matching.match("Quantité de la ration", "Non sensible").reason)

    def test_sop_of_the_category_comes_first(self) -> None:
        name = self.sop("Farine", resolve_within_hours=5)
        frappe.db.set_value("Case Category", "Qualité des vivres", "sop", name)
        frappe.clear_document_cache("Case Category", "Qualité des vivres")
        self.assertEqual(matching.match("Qualité des vivres", "Non sensible").sop, name)

    def test_nearest_focal_point_and_his_deputy(self) -> None:
        near, far, deputy = (
            self.user(consts.FOCAL_POINT, email=f"{name}@test.cfm")
            for name in ("near", "far", "deputy")
        )
        area = "Résilience"
        for user, place in ((far, None), (near, "TD07")):
            frappe.get_doc(
                {
                    "doctype": "CFM Focal Point",
                    "user": user,
                    "functional_area": area,
                    "location": place,
                    "deputy": deputy,
                }
            ).insert()
        self.assertEqual(routing.find(area, "TD0701").receiver, near)
        self.assertEqual(routing.find(area, "TD0601").receiver, far)
        name = frappe.db.get_value("CFM Focal Point", {"user": near}, "name")
        frappe.db.set_value(
            "CFM Focal Point", name, {"absent_from": "2000-01-01", "absent_to": "2999-12-31"}
        )
        self.assertEqual(routing.find(area, "TD0701").receiver, deputy)

    def test_every_other_procedure_says_why_it_lost(self) -> None:
        self.sop("Ration au Lac", category="Quantité de la ration", location="TD07")
        self.sop("Ration à Mamdi", category="Quantité de la ration", location="TD0701")
        self.sop("Ration par SMS", category="Quantité de la ration", channel="SMS")
        found = matching.consider("Quantité de la ration", "Non sensible", "Ligne verte", "TD0701")
        applying = [each.sop for each in found if each.applies]
        self.assertEqual(applying[:2], ["Ration à Mamdi", "Ration au Lac"])
        self.assertEqual(applying[-1], "Procédure générale")
        reasons = {each.sop: each.reason for each in found}
        self.assertEqual(reasons["Ration par SMS"], "only for: channel SMS")
        self.assertIn("place Lac", reasons["Ration au Lac"])

    def test_a_channel_decides_between_equals_and_then_the_name(self) -> None:
        for title in ("B", "A"):
            self.sop(title, category="Quantité de la ration")
        self.assertEqual(matching.match("Quantité de la ration", "Non sensible").sop, "A")
        self.sop("C", category="Quantité de la ration", channel="SMS")
        self.assertEqual(matching.match("Quantité de la ration", "Non sensible", "SMS").sop, "C")

    def test_a_rung_tells_somebody_who_sees_cases(self) -> None:
        focal = self.user(consts.FOCAL_POINT)
        rung = {"trigger_on": "Percent of limit", "threshold": 80}
        for target in ({}, {"to_role": consts.FOCAL_POINT}, {"to_user": focal}):
            with self.assertRaises(frappe.ValidationError):
                self.sop("Wrong", escalations=[{**rung, **target}])
        for role in (consts.MANAGER, consts.PSEA):
            self.sop(f"Right for {role}", escalations=[{**rung, "to_role": role}])
