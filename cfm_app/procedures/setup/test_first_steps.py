"""The first set-up: which steps are done follows from the documents, and each stores into them."""

from typing import Any

import frappe

from cfm_app.api import first_steps as api
from cfm_app.base import consts
from cfm_app.procedures.setup import first_steps
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import first_steps as page

SOP = "Demande d'information"
OFFICE = {
    "office_name": "PAM Niger",
    "public_phone": "+227 20 00 00 00",
    "country": "Niger",
    "time_zone": "Africa/Niamey",
}


class TestFirstSteps(CFMTestCase):
    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.manager)

    def step(self, key: str) -> first_steps.Step:
        return next(step for step in first_steps.steps() if step.key == key)

    def test_the_office_is_done_when_it_is_saved_whole(self) -> None:
        api.save("office", {**OFFICE, "country": ""})
        self.assertFalse(self.step("office").is_done)
        self.assertEqual(self.step("office").missing, (frappe._("the country"),))
        api.save("office", OFFICE)
        self.assertTrue(self.step("office").is_done)
        settings = frappe.get_doc("CFM Settings")
        self.assertEqual((settings.office_name, settings.phone_country), ("PAM Niger", "NE"))
        system = frappe.get_doc("System Settings")
        self.assertEqual((system.country, system.time_zone), ("Niger", "Africa/Niamey"))

    def test_a_broken_letter_head_does_not_lock_the_page(self) -> None:
        self.assertIn("PAM Tchad", page.view("office")["letter_head"])
        frappe.db.set_value("Letter Head", "CFM", "content", "{{ doc. }}")
        self.assertEqual(page.view("office")["letter_head"], "")

    def test_what_the_app_brought_along_is_done_once_somebody_agrees(self) -> None:
        languages = frappe.get_all("CFM Language", pluck="name")
        self.assertFalse(self.step("languages").is_done)
        self.assertEqual(self.step("languages").missing, ())
        api.save("languages", {"language": "fr", "languages": languages})
        self.assertTrue(self.step("languages").is_done)

    def test_languages_that_are_not_ticked_are_not_offered(self) -> None:
        api.save("languages", {"language": "fr", "languages": ["fra", "ara"]})
        offered = frappe.get_all("CFM Language", filters={"enabled": 1}, pluck="name")
        self.assertEqual(sorted(offered), ["ara", "fra"])
        self.assertRaises(
            frappe.ValidationError, api.save, "languages", {"language": "fr", "languages": []}
        )

    def test_a_province_goes_with_what_lies_in_it_and_comes_back(self) -> None:
        provinces = frappe.get_all(
            "CFM Location", filters={"admin_level": "Province"}, pluck="name", order_by="name"
        )
        gone = provinces[0]
        below = {"parent_cfm_location": gone}
        api.save("places", {"provinces": provinces[1:]})
        self.assertEqual(set(frappe.get_all("CFM Location", filters=below, pluck="enabled")), {0})
        beside = {"parent_cfm_location": provinces[1]}
        self.assertEqual(set(frappe.get_all("CFM Location", filters=beside, pluck="enabled")), {1})
        api.save("places", {"provinces": provinces})
        self.assertEqual(set(frappe.get_all("CFM Location", filters=below, pluck="enabled")), {1})

    def test_a_focal_point_is_made_then_changed_and_not_doubled(self) -> None:
        focal = self.user(consts.FOCAL_POINT)
        other = self.user(consts.FOCAL_POINT, email="other.focal@test.cfm")
        frappe.db.delete("CFM Focal Point", {"functional_area": "Logistique"})
        self.assertIn(frappe._("Logistique"), self.step("focal_points").missing)
        for user, deputy in ((focal, None), (focal, other), (focal, other)):
            api.save(
                "focal_points",
                {"areas": [{"area": "Logistique", "user": user, "deputy": deputy}]},
            )
        rows = frappe.get_all(
            "CFM Focal Point",
            filters={"functional_area": "Logistique"},
            fields=["user", "deputy", "sensitivity"],
        )
        self.assertEqual([(r.user, r.deputy, r.sensitivity) for r in rows], [(focal, other, None)])
        self.assertNotIn(frappe._("Logistique"), self.step("focal_points").missing)

    def test_a_focal_point_of_a_restricted_area_gets_its_class(self) -> None:
        psea = self.user(consts.PSEA)
        frappe.db.delete("CFM Focal Point", {"functional_area": "PEAS"})
        api.save("focal_points", {"areas": [{"area": "PEAS", "user": psea}]})
        found = frappe.db.get_value("CFM Focal Point", {"functional_area": "PEAS"}, "sensitivity")
        self.assertEqual(found, "EAS et harcèlement sexuel")
        operator = self.user(consts.OPERATOR)
        self.assertRaises(
            frappe.ValidationError,
            api.save,
            "focal_points",
            {"areas": [{"area": "PEAS", "user": operator}]},
        )

    def test_the_calendar_is_stored_in_the_settings(self) -> None:
        holiday = {"holiday_date": f"{frappe.utils.nowdate()[:4]}-12-31", "description": "Fin"}
        values = {
            "days": ["monday", "sunday"],
            "work_start": "08:00",
            "work_end": "15:00",
            "holidays": [holiday, {"holiday_date": "", "description": ""}],
        }
        api.save("calendar", values)
        settings = frappe.get_doc("CFM Settings")
        self.assertEqual((settings.monday, settings.tuesday, settings.sunday), (1, 0, 1))
        self.assertEqual([row.description for row in settings.holidays], ["Fin"])
        self.assertTrue(self.step("calendar").is_done)
        self.assertRaises(frappe.ValidationError, api.save, "calendar", {**values, "days": []})

    def test_the_hours_come_back_as_they_are_shown(self) -> None:
        hours = {"work_start": "07:30", "work_end": "16:05"}
        for _time in range(2):
            api.save("calendar", {"days": ["monday"], "holidays": [], **hours})
            shown = page.view("calendar")
            self.assertEqual({key: shown[key] for key in hours}, hours)

    def test_a_confirmed_procedure_says_no_more_that_its_limits_are_examples(self) -> None:
        self.assertIn(SOP, first_steps.unconfirmed_procedures())
        before = frappe.get_doc("CFM SOP", SOP)
        self.procedure(confirmed=0, resolve_within_hours=72, explanation=before.explanation)
        after = frappe.get_doc("CFM SOP", SOP)
        self.assertEqual((after.modified, after.limits_are_examples), (before.modified, 1))
        told = "Réponse sous 60 h."
        self.procedure(confirmed=1, resolve_within_hours=60, explanation=told)
        sop = frappe.get_doc("CFM SOP", SOP)
        self.assertEqual((sop.resolve_within_hours, sop.explanation), (60, told))
        self.assertEqual(sop.limits_are_examples, 0)
        self.assertNotIn(SOP, first_steps.unconfirmed_procedures())

    def procedure(self, **values: Any) -> None:
        row = {"name": SOP, "respond_within_hours": "24", "refer_within_hours": "48", **values}
        api.save("procedures", {"procedures": [row]})

    def test_every_confirmed_sentence_is_translated(self) -> None:
        for name in first_steps.unconfirmed_procedures():
            text = frappe.db.get_value("CFM SOP", name, "explanation")
            self.assertNotEqual(frappe._(text, lang="ar"), text, name)

    def test_who_is_invited_gets_his_role_and_a_link(self) -> None:
        values = {"email": "Zara@test.cfm", "first_name": "Zara", "role": consts.ANALYST}
        answer = api.invite({**values, "language": "fr"})
        self.assertEqual(answer["user"], "zara@test.cfm")
        self.assertIn(consts.ANALYST, frappe.get_roles("zara@test.cfm"))
        self.assertTrue(answer["mailed"] or "/update-password?key=" in answer["link"])
        again = api.invite({**values, "role": consts.OPERATOR})
        self.assertEqual((again["mailed"], again["link"]), (False, None))
        self.assertIn(consts.OPERATOR, frappe.get_roles("zara@test.cfm"))

    def test_a_manager_who_is_invited_does_not_run_the_machine(self) -> None:
        api.invite({"email": "m@test.cfm", "first_name": "M", "role": consts.MANAGER})
        self.assertIn(consts.MANAGER, frappe.get_roles("m@test.cfm"))
        self.assertNotIn("System Manager", frappe.get_roles("m@test.cfm"))

    def test_managers_who_need_not_run_the_machine_are_named(self) -> None:
        both = self.user(consts.MANAGER, "System Manager")
        self.assertIn(both, page.view("users")["above"])
        self.assertNotIn(self.manager, page.view("users")["above"])

    def test_nobody_hands_out_a_role_that_is_not_of_the_office(self) -> None:
        values = {"email": "x@test.cfm", "first_name": "X", "role": "System Manager"}
        self.assertRaises(frappe.ValidationError, api.invite, values)

    def test_who_may_not_make_users_or_change_the_site_is_refused(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        values = {"email": "y@test.cfm", "first_name": "Y", "role": consts.ANALYST}
        self.assertRaises(frappe.PermissionError, api.invite, values)
        self.assertRaises(frappe.PermissionError, api.save, "office", OFFICE)
        self.assertRaises(frappe.PermissionError, api.put_aside)

    def test_the_reminder_goes_when_it_is_put_aside_and_comes_back(self) -> None:
        self.assertIn(str(first_steps.progress()["done"]), page.card()["text"])
        api.put_aside(1)
        self.assertIsNone(page.card())
        api.put_aside(0)
        self.assertIsNotNone(page.card())
        frappe.set_user(self.user(consts.OPERATOR))
        self.assertIsNone(page.card())
