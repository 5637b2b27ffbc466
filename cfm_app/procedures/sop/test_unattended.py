"""The only person who may open cases of a class is away, gone or without the role: it is said, and passed on."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, nowdate

from cfm_app.api import absences as api
from cfm_app.base import consts
from cfm_app.cases import register
from cfm_app.cases.register import CaseRequest
from cfm_app.procedures.setup import unreached
from cfm_app.procedures.sop import unattended
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import handlers, presence
from cfm_app.testing import CFMTestCase

SEA_CLASS = "EAS et harcèlement sexuel"
SEA = "Exploitation ou abus sexuel"


class TestUnattended(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete("CFM Focal Point")
        self.handler = self.user(consts.PSEA)
        for user in {*handlers.holders(consts.PSEA)} - {self.handler}:
            self.take(user, consts.PSEA)
        self.fraud = self.user(consts.FRAUD)
        self.operator = self.user(consts.OPERATOR)
        self.protector = self.user(consts.DATA_PROTECTION)
        self.post = self.posted(self.handler)
        self.spoken = _(SEA_CLASS)

    def take(self, user: str, role: str) -> None:
        frappe.db.delete("Has Role", {"parent": user, "role": role})
        frappe.clear_cache(user=user)

    def posted(self, user: str, **values: Any) -> Any:
        area = frappe.get_all("CFM Functional Area", pluck="name")[0]
        post = {"doctype": "CFM Focal Point", "user": user, "functional_area": area}
        return frappe.get_doc({**post, "sensitivity": SEA_CLASS, **values}).insert()

    def leave(self, reason: str = "") -> None:
        frappe.set_user(self.protector)
        api.write_down(
            self.handler,
            nowdate(),
            add_days(nowdate(), 3),
            None,
            SEA_CLASS,
            unattended_reason=reason,
        )

    def told(self, user: str) -> str:
        return " ".join(frappe.get_all("Notification Log", {"for_user": user}, pluck="subject"))

    def test_nobody_is_left_without_a_reason(self) -> None:
        with self.assertRaisesRegex(unattended.NobodyLeftError, self.spoken):
            self.leave()
        frappe.set_user(self.handler)
        self.post.reload()
        self.post.absent_from = nowdate()
        with self.assertRaises(unattended.NobodyLeftError):
            self.post.save()
        self.leave("Personne d'autre n'est formé")
        self.assertIn("Personne d'autre n'est formé", self.told(self.protector))

    def test_the_set_up_and_the_operator_are_told_the_truth(self) -> None:
        self.assertIsNone(unreached.of_class(SEA_CLASS))
        self.leave("Malade")
        gap = unreached.of_class(SEA_CLASS)
        self.assertTrue(gap and "away" in gap.reason)
        frappe.set_user(self.operator)
        made = register.record(self.asked())
        frappe.set_user("Administrator")
        # Somebody else has the case, since somebody is there who handles restricted ones.
        self.assertNotIn("unattended", made)
        self.assertTrue(access.may_see_case(made["case"], self.fraud))

    def test_where_nobody_handles_anything_the_operator_knows(self) -> None:
        self.leave("Malade")
        frappe.set_user("Administrator")
        for role in (consts.FRAUD, consts.PROTECTION, consts.DATA_PROTECTION):
            for user in handlers.holders(role):
                self.take(user, role)
        frappe.set_user(self.operator)
        self.assertTrue(register.record(self.asked())["unattended"])

    def asked(self) -> CaseRequest:
        values = {"category": SEA, "channel": "Ligne verte", "description": "Un agent a demandé"}
        return CaseRequest(case=values, consent={}, outcome="register")

    def test_a_second_one_is_enough_unless_they_go_too(self) -> None:
        second = self.user(consts.PSEA, email="second@test.cfm")
        self.leave()
        self.assertIsNone(unreached.of_class(SEA_CLASS))
        frappe.set_user("Administrator")
        with self.assertRaises(unattended.NobodyLeftError):
            self.posted(second, absent_from=add_days(nowdate(), 2))
        self.posted(second, absent_from=add_days(nowdate(), 4))

    def test_a_case_of_somebody_away_goes_to_whoever_comes(self) -> None:
        frappe.set_user(self.operator)
        case = register.record(self.asked())["case"]
        self.leave("Malade")
        self.assertFalse(presence.is_attended(case))
        frappe.set_user("Administrator")
        self.assertEqual(unattended.pass_on(), 0)
        second = self.user(consts.PSEA, email="second@test.cfm")
        self.assertEqual(unattended.pass_on(), 1)
        self.assertTrue(presence.is_attended(case))
        self.assertTrue(access.may_see_case(case, second))
        self.assertIn(case, self.told(second))
        self.assertEqual(unattended.pass_on(), 0)
