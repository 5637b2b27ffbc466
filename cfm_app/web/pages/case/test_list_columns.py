"""A list of cases tells person, place, holder and what is due, by right and in one question each."""

from typing import Any
from unittest import mock

import frappe

from cfm_app.base import consts
from cfm_app.cases import answer_referral, refer
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages.case import list_columns

PSEA_CLASS = "EAS et harcèlement sexuel"


class TestListed(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.asked = self.user(consts.FOCAL_POINT)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        self.person = frappe.get_doc({"doctype": "Community Member", "full_name": "Achta Moussa"})
        self.person.insert()

    def rows(self, *cases: Any) -> list[Any]:
        return frappe.get_list(
            "Case",
            filters={"name": ["in", [case.name for case in cases]]},
            fields=["name", *list_columns.FIELDS],
            order_by="name asc",
        )

    def told(self, case: Any) -> dict[str, str]:
        words = list_columns.words(self.rows(case))["words"][case.name]
        return {key: cell["text"] for key, cell in words.items()}

    def test_person_place_and_the_office(self) -> None:
        case = self.case(
            community_member=self.person.name, location="TD0701", place_details="Kaya 2"
        )
        told = self.told(case)
        self.assertEqual(told["community_member"], "Achta Moussa")
        self.assertEqual(told["location"], "Mamdi · Kaya 2")
        self.assertEqual(told["holder"], "The office")
        self.assertEqual(self.told(self.case())["community_member"], "Anonymous")

    def test_whoever_is_asked_has_it_until_they_answer(self) -> None:
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        given = {"focal_point": self.asked, "shared_summary": "Ration"}
        referral = frappe.get_doc("Referral", refer.refer(case.name, given).name)
        name = frappe.db.get_value("User", self.asked, "full_name")
        self.assertEqual(self.told(case)["holder"], name)
        frappe.set_user(self.asked)
        answer_referral.answer(referral.name, "Given")
        frappe.set_user(self.operator)
        self.assertEqual(self.told(case)["holder"], "The office")

    def test_who_does_not_read_people_sees_no_person_nor_whether_there_is_one(self) -> None:
        cases = (self.case(community_member=self.person.name), self.case())
        frappe.set_user(self.user(consts.AAP))
        found = list_columns.words(self.rows(*cases))
        self.assertEqual(found["hidden"], ["community_member"])
        told = {row["community_member"]["text"] for row in found["words"].values()}
        self.assertEqual(told, {""})
        for secret in ("Achta", self.person.name, "Anonymous"):
            self.assertNotIn(secret, str(found))

    def test_reading_names_is_logged(self) -> None:
        rows = self.rows(self.case(community_member=self.person.name))
        frappe.flags.cfm_audit = set()
        log = {"user": self.operator, "action": "List", "ref_doctype": "Community Member"}
        before = frappe.db.count("CFM Access Log", log)
        list_columns.words(rows)
        self.assertEqual(frappe.db.count("CFM Access Log", log), before + 1)

    def test_a_restricted_case_names_its_handlers_and_not_the_person(self) -> None:
        handler = self.user(consts.PSEA)
        frappe.set_user(handler)
        case = self.case(sensitivity=PSEA_CLASS, community_member=self.person.name)
        told = self.told(case)
        self.assertEqual(told["community_member"], "In the report")
        self.assertEqual(told["category"], frappe._(PSEA_CLASS))
        self.assertEqual(told["holder"], frappe.db.get_value("User", handler, "full_name"))

    def test_many_cases_are_no_more_questions(self) -> None:
        def questions(count: int) -> int:
            cases = [
                self.case(community_member=self.person.name, location="TD0701")
                for _number in range(count)
            ]
            rows = self.rows(*cases)
            with (
                mock.patch.object(frappe, "get_list", wraps=frappe.get_list) as lists,
                mock.patch.object(frappe, "get_all", wraps=frappe.get_all) as alls,
                mock.patch.object(frappe, "get_doc", wraps=frappe.get_doc) as docs,
            ):
                list_columns.words(rows)
            return lists.call_count + alls.call_count + docs.call_count

        few = questions(1)
        self.assertLessEqual(questions(8), few)
