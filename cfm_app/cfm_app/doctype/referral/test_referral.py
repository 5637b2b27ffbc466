"""What a receiver gets to see, on the screen and on paper."""

import frappe
from frappe.utils import add_to_date, get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.cases import refer
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages.case import actions, view

NAME, PHONE = "Khadidja Secret", "+235 66 00 11 22"


class TestReferral(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        member = frappe.get_doc(
            {"doctype": "Community Member", "full_name": NAME, "phone": PHONE}
        ).insert()
        case = self.case(category="Quantité de la ration", community_member=member.name)
        self.consent(case.name, consts.SHARE_INSIDE)
        self.referral = frappe.get_doc(
            {
                "doctype": "Referral",
                "cfm_case": case.name,
                "focal_point": self.focal,
                "shared_summary": "Two sacks were missing.",
            }
        ).insert()

    def test_area_and_due_time_come_from_the_procedure(self) -> None:
        self.assertEqual(self.referral.functional_area, "Logistique")
        # Sent some moments after the case came in, and due no later than the case.
        limit = frappe.db.get_value("Case", self.referral.cfm_case, "resolve_by")
        self.assertEqual(get_datetime(self.referral.due_on), get_datetime(limit))

    def test_letter_holds_the_summary_and_no_identity(self) -> None:
        template = frappe.db.get_value("Print Format", "CFM Referral Letter", "html")
        letter = frappe.render_template(template, {"doc": self.referral})
        self.assertIn("Two sacks were missing.", letter)
        for secret in (NAME, PHONE, self.operator):
            self.assertNotIn(secret, letter)

    def test_receiver_sees_neither_case_nor_person(self) -> None:
        frappe.set_user(self.focal)
        self.assertTrue(frappe.has_permission("Referral", "read", doc=self.referral.name))
        for doctype in ("Case", "Consent", "Community Member"):
            self.assertFalse(frappe.has_permission(doctype, "read"))

    def test_another_receiver_sees_nothing(self) -> None:
        frappe.set_user("Administrator")
        other = self.user(consts.FOCAL_POINT, email="other.focal@test.cfm")
        frappe.set_user(other)
        self.assertFalse(frappe.has_permission("Referral", "read", doc=self.referral.name))
        self.assertNotIn(self.referral.name, frappe.get_list("Referral", pluck="name"))

    def test_return_needs_a_reason_and_done_an_answer(self) -> None:
        frappe.set_user(self.focal)
        with self.assertRaises(frappe.ValidationError):
            self.act(frappe.get_doc("Referral", self.referral.name), "Return")
        with self.assertRaises(frappe.ValidationError):
            self.act(frappe.get_doc("Referral", self.referral.name), "Answer")

    def test_a_receiver_is_asked_again_when_it_is_sent_again(self) -> None:
        asked = {"for_user": self.focal, "document_name": self.referral.name}
        self.assertEqual(frappe.db.count("Notification Log", asked), 1)
        frappe.set_user(self.focal)
        self.referral.reload()
        self.referral.rejection_reason = "Which site?"
        self.referral.save()
        self.act(self.referral, "Return")
        frappe.set_user(self.operator)
        self.act(frappe.get_doc("Referral", self.referral.name), "Send Again")
        self.assertEqual(frappe.db.count("Notification Log", asked), 2)

    def returned(self) -> None:
        """The referral came back, and was due two days ago."""
        frappe.set_user(self.focal)
        self.referral.reload()
        self.referral.rejection_reason = "Which site?"
        self.referral.save()
        self.act(self.referral, "Return")
        past = add_to_date(now_datetime().replace(second=0, microsecond=0), days=-2)
        frappe.db.set_value("Referral", self.referral.name, "due_on", past)
        frappe.set_user(self.operator)
        self.referral.reload()

    def test_sent_again_it_is_due_anew_and_not_yet_answered(self) -> None:
        self.returned()
        self.assertTrue(self.referral.responded_on)
        sent = self.act(self.referral, "Send Again")
        self.assertIsNone(sent.responded_on)
        limit = frappe.db.get_value("Case", self.referral.cfm_case, "resolve_by")
        self.assertEqual(get_datetime(sent.due_on), get_datetime(limit))
        frappe.set_user(self.focal)
        sent.reload()
        sent.response = "Delivered"
        sent.save()
        self.assertTrue(self.act(sent, "Answer").responded_on)

    def test_a_due_time_that_was_chosen_before_sending_again_stays(self) -> None:
        self.returned()
        chosen = add_to_date(now_datetime().replace(second=0, microsecond=0), days=3)
        self.referral.due_on = chosen
        self.referral.save()
        sent = self.act(self.referral, "Send Again")
        self.assertEqual(get_datetime(sent.due_on), chosen)

    def test_no_referral_leaves_without_somebody_who_receives_it(self) -> None:
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        asked = {"doctype": "Referral", "cfm_case": case.name, "functional_area": "Genre"}
        with self.assertRaisesRegex(frappe.ValidationError, "Gender"):
            frappe.get_doc(asked).insert()
        with self.assertRaisesRegex(frappe.ValidationError, "Gender"):
            refer.refer(case.name, {"functional_area": "Genre"})
        self.assertEqual(frappe.db.count("Referral", {"cfm_case": case.name}), 0)
        self.referral.focal_point = None
        with self.assertRaises(frappe.ValidationError):
            self.referral.save()

    def test_the_only_handler_of_a_class_refers_to_nobody(self) -> None:
        """The area of the class is served by its handler alone, who would ask themselves."""
        frappe.set_user("Administrator")
        sea = "EAS et harcèlement sexuel"
        psea = self.user(consts.PSEA, email="psea.alone@test.cfm")
        post = {"doctype": "CFM Focal Point", "functional_area": "PEAS", "user": psea}
        frappe.get_doc({**post, "sensitivity": sea}).insert()
        frappe.set_user(psea)
        case = self.case(category="Exploitation ou abus sexuel").name
        self.act(frappe.get_doc("Case", case), "Register")
        shown = view.load(case)
        choices = actions.choices(shown, actions.available(shown))
        self.assertEqual((choices["is_restricted"], choices["receivers"]), (True, []))
        basis = {"override_basis": "Mandatory report", "override_reason": "Staff is accused"}
        with self.assertRaisesRegex(frappe.ValidationError, "PSEA"):
            refer.refer(case, basis)

    def test_who_cannot_read_referrals_receives_none(self) -> None:
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        frappe.set_user("Administrator")
        stranger = self.user(email="stranger@test.cfm")
        frappe.set_user(self.operator)
        with self.assertRaises(frappe.ValidationError):
            refer.refer(case.name, {"focal_point": stranger})
        frappe.db.set_value("User", self.focal, "enabled", 0)
        with self.assertRaises(frappe.ValidationError):
            refer.refer(case.name, {"focal_point": self.focal})

    def test_nobody_asks_themselves(self) -> None:
        frappe.set_user("Administrator")
        both = self.user(consts.OPERATOR, consts.FOCAL_POINT)
        post = {"doctype": "CFM Focal Point", "functional_area": "Logistique", "user": both}
        frappe.get_doc(post).insert()
        frappe.set_user(both)
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        asked = {"doctype": "Referral", "cfm_case": case.name, "functional_area": "Logistique"}
        with self.assertRaises(frappe.ValidationError):
            frappe.get_doc({**asked, "focal_point": both}).insert()
        # Nobody else is named for the area, so that nobody would be asked.
        with self.assertRaisesRegex(frappe.ValidationError, "Logistics"):
            frappe.get_doc(asked).insert()

    def test_nobody_asks_whom_they_stand_in_for(self) -> None:
        frappe.set_user("Administrator")
        away, deputy = self.user(consts.FOCAL_POINT), self.user(consts.OPERATOR, consts.FOCAL_POINT)
        post = {"doctype": "CFM Focal Point", "functional_area": "Logistique", "user": away}
        frappe.get_doc({**post, "deputy": deputy, "absent_from": frappe.utils.nowdate()}).insert()
        frappe.set_user(deputy)
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        with self.assertRaises(frappe.ValidationError):
            frappe.get_doc(
                {"doctype": "Referral", "cfm_case": case.name, "focal_point": away}
            ).insert()
