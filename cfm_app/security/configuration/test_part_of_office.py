"""A manager of a province changes what lies in it, and nothing that holds for the whole office."""

import frappe

from cfm_app.base import consts
from cfm_app.security.configuration import part_of_office
from cfm_app.testing import CFMTestCase

HERE, ELSEWHERE = "Zibeline", "Caracal"


class TestPartOfOffice(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        for place in (HERE, ELSEWHERE):
            frappe.get_doc({"doctype": "CFM Location", "location_name": place}).insert()
        self.limited = self.user(consts.MANAGER, email="limited@test.cfm")
        limit = {"doctype": "User Permission", "allow": "CFM Location", "for_value": HERE}
        frappe.get_doc({**limit, "user": self.limited}).insert()
        self.procedures = {
            place: frappe.get_doc(
                {
                    "doctype": "CFM SOP",
                    "title": f"SOP {place}",
                    "resolve_within_hours": 72,
                    "location": place,
                }
            ).insert()
            for place in (None, HERE, ELSEWHERE)
        }
        frappe.set_user(self.limited)

    def change(self, place: str | None, **values: object) -> None:
        procedure = frappe.get_doc("CFM SOP", self.procedures[place].name)
        procedure.update({"resolve_within_hours": 500, **values}).save()

    def test_a_procedure_of_the_province_is_theirs(self) -> None:
        self.change(HERE)
        self.assertEqual(
            frappe.db.get_value("CFM SOP", self.procedures[HERE].name, "resolve_within_hours"), 500
        )

    def test_that_of_the_office_or_of_others_is_not(self) -> None:
        for place, values in (
            (None, {}),
            (None, {"location": HERE}),
            (ELSEWHERE, {}),
            (ELSEWHERE, {"location": HERE}),
            (HERE, {"location": None}),
        ):
            with self.subTest(place=place, **values), self.assertRaises(frappe.PermissionError):
                self.change(place, **values)
        for deleted in (None, ELSEWHERE):
            with self.assertRaises(frappe.PermissionError):
                frappe.delete_doc("CFM SOP", self.procedures[deleted].name)

    def test_nothing_that_has_no_place_is_written(self) -> None:
        """Each kind of configuration, as it is declared; whoever works for the whole office may."""
        kinds = [
            *frappe.get_hooks("configuration_doctypes"),
            "Workflow",
            "Notification",
            "Property Setter",
        ]
        manager = self.user(consts.MANAGER)
        for kind in kinds:
            doc = frappe.new_doc(kind)
            frappe.set_user(self.limited)
            with self.subTest(kind=kind):
                if kind == "CFM Location":
                    continue
                self.assertRaises(frappe.PermissionError, part_of_office.check, doc)
                frappe.set_user(manager)
                part_of_office.check(doc)

    def test_nobody_gives_themselves_a_post_for_the_whole_office(self) -> None:
        post = frappe.new_doc("CFM Focal Point")
        # A new record begins with the place of whoever makes it.
        post.update({"user": self.limited, "location": None})
        self.assertRaises(frappe.PermissionError, part_of_office.check, post)
        post.location = HERE
        part_of_office.check(post)
