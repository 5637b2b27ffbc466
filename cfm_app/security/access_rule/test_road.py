"""Children, doubtful cases, referrals without consent, hand-over and partners."""

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.api import sensitive
from cfm_app.base import consts
from cfm_app.cases import hand_over
from cfm_app.testing import READ, CFMTestCase

SEA = "Exploitation ou abus sexuel"
SEA_CLASS = "EAS et harcèlement sexuel"
UNCLEAR = "À clarifier"


class RoadTestCase(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        self.focal = self.user(consts.FOCAL_POINT)
        frappe.set_user(self.operator)

    def decided(self, case: str, *purposes: str, **values):
        rows = [{"purpose": purpose, "decision": "Granted"} for purpose in purposes]
        doc = {
            "doctype": "Consent",
            "cfm_case": case,
            "purposes": rows,
            "statement": READ,
            **values,
        }
        return self.act(frappe.get_doc(doc).insert(), "Record Decision")


class TestGivers(RoadTestCase):
    def test_a_child_does_not_agree_alone(self) -> None:
        case = self.case(category="Quantité de la ration", age_group="13-17").name
        with self.assertRaises(frappe.ValidationError):
            self.decided(case, consts.SHARE_INSIDE, giver="Self")
        parent = {"giver": "Parent or guardian", "giver_relation": "Mère"}
        with self.assertRaises(frappe.ValidationError):
            self.decided(case, consts.SHARE_INSIDE, **parent)
        with self.assertRaises(frappe.ValidationError):
            self.decided(case, consts.SHARE_INSIDE, **parent, assent_of_minor="No")
        consent = self.decided(case, consts.SHARE_INSIDE, **parent, assent_of_minor="Yes")
        self.assertEqual(consent.workflow_state, consts.CONSENT_DECIDED)

    def test_a_child_in_danger_of_the_caregiver(self) -> None:
        case = self.case(category="Quantité de la ration", age_group="13-17").name
        frappe.set_user(self.user(consts.MANAGER))
        why = {"legal_basis": "Vital interest", "basis_reason": "Beaten by the uncle"}
        consent = self.decided(case, consts.SHARE_INSIDE, giver="Self", **why)
        self.assertEqual(consent.workflow_state, consts.CONSENT_DECIDED)

    def test_the_age_is_found_in_a_restricted_case_too(self) -> None:
        psea = self.user(consts.PSEA, email="psea.child@test.cfm")
        frappe.set_user(psea)
        case = self.case(category=SEA, age_group="0-12", description="x").name
        with self.assertRaises(frappe.ValidationError):
            self.decided(case, consts.SHARE_INSIDE, giver="Self")

    def test_somebody_else_says_how_he_is_related(self) -> None:
        case = self.case(category="Quantité de la ration").name
        with self.assertRaises(frappe.ValidationError):
            self.decided(case, consts.CALL_BACK, giver="Proxy")
        self.decided(case, consts.CALL_BACK, giver="Proxy", giver_relation="Voisin")

    def test_a_picture_may_be_added_once_and_not_replaced(self) -> None:
        case = self.case(category="Quantité de la ration").name
        consent = self.decided(case, consts.CALL_BACK, method="Thumbprint")
        consent.evidence = "/private/files/thumb.png"
        consent.save()
        consent.evidence = "/private/files/other.png"
        with self.assertRaises(frappe.ValidationError):
            consent.save()


class TestDoubtfulCases(RoadTestCase):
    def test_a_manager_confirms_and_sees_it_no_more(self) -> None:
        case = self.case(description="Il se passe des choses au site", sensitivity=UNCLEAR).name
        self.user(consts.PSEA, email="psea.road@test.cfm")
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.ValidationError):
            sensitive.clarify(case, SEA_CLASS, " ")
        found = sensitive.clarify(case, SEA_CLASS, "Une faveur a été demandée")
        self.assertFalse(found["still_open"])
        with self.assertRaises(frappe.DoesNotExistError):
            sensitive.clarify(case, "Non sensible", "Erreur")

    def test_a_manager_unmarks_and_the_office_sees_it_again(self) -> None:
        case = self.case(description="Bruit de couloir", sensitivity=UNCLEAR).name
        frappe.set_user(self.manager)
        self.assertTrue(
            sensitive.clarify(case, "Non sensible", "Rumeur sans victime")["still_open"]
        )
        frappe.set_user(self.operator)
        doc = frappe.get_doc("Case", case)
        doc.check_permission("read")
        self.assertEqual(doc.description, "Bruit de couloir")
        self.assertEqual(doc.sensitivity_reason, "Rumeur sans victime")


class TestReferrals(RoadTestCase):
    def refer(self, case: str, **values):
        doc = {
            "doctype": "Referral",
            "cfm_case": case,
            "functional_area": "Logistique",
            "focal_point": self.focal,
            "shared_summary": "Deux sacs <manquent>",
            **values,
        }
        return frappe.get_doc(doc).insert()

    def test_a_mandatory_report_by_the_handler_of_the_class(self) -> None:
        case = self.case(category=SEA, description="x").name
        frappe.set_user("Administrator")
        psea, other = (self.user(consts.PSEA, email=f"psea{n}@test.cfm") for n in (1, 2))
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case})
        report.set("handlers", [{"user": psea}])
        report.save()
        frappe.set_user(psea)
        with self.assertRaisesRegex(frappe.ValidationError, "choose a legal basis"):
            self.refer(case, functional_area="PEAS", focal_point=other)
        referral = self.refer(
            case,
            functional_area="PEAS",
            focal_point=other,
            override_basis="Mandatory report",
            override_reason="Un membre du personnel est mis en cause",
        )
        self.assertEqual(referral.override_by, psea)

    def test_handed_over_to_a_colleague_of_the_area_only(self) -> None:
        frappe.set_user("Administrator")
        deputy = self.user(consts.FOCAL_POINT, email="deputy@test.cfm")
        stranger = self.user(consts.FOCAL_POINT, email="stranger@test.cfm")
        doc = {"doctype": "CFM Focal Point", "functional_area": "Logistique", "enabled": 1}
        frappe.get_doc({**doc, "user": self.focal, "deputy": deputy}).insert()
        frappe.set_user(self.operator)
        case = self.case(category="Quantité de la ration").name
        self.decided(case, consts.SHARE_INSIDE)
        name = self.refer(case).name
        frappe.set_user(stranger)
        with self.assertRaises(frappe.DoesNotExistError):
            hand_over.hand_over(name, deputy)
        frappe.set_user(self.focal)
        with self.assertRaises(frappe.ValidationError):
            hand_over.hand_over(name, stranger)
        self.assertEqual(hand_over.hand_over(name, deputy, "En mission").focal_point, deputy)
        notice = {"for_user": deputy, "document_name": name}
        self.assertTrue(frappe.db.exists("Notification Log", notice))
        frappe.set_user(deputy)
        self.assertEqual(
            self.act(frappe.get_doc("Referral", name), "Accept").workflow_state, "Accepted"
        )

    def test_a_partner_gets_the_summary_by_mail_and_nothing_else(self) -> None:
        frappe.db.set_value("CFM Partner", "SECADEV", "contact_email", "cfm@secadev.example")
        case = self.case(category="Quantité de la ration", description="Hawa de Bol").name
        rows = [{"purpose": consts.SHARE_WITH_PARTNER, "decision": "Granted", "partner": "SECADEV"}]
        doc = {"doctype": "Consent", "cfm_case": case, "purposes": rows, "statement": READ}
        self.act(frappe.get_doc(doc).insert(), "Record Decision")
        referral = self.refer(case, partner="SECADEV", focal_point=None)
        self.assertFalse(frappe.db.exists("Email Queue", {"reference_name": referral.name}))
        referral.send_by_email = 1
        with self.assertRaisesRegex(frappe.ValidationError, "e-mail"):
            referral.save()
        self.outgoing_account()
        referral.reload()
        referral.send_by_email = 1
        referral.save()
        name = referral.name
        mail = frappe.get_last_doc("Email Queue", {"reference_name": name})
        self.assertEqual([row.recipient for row in mail.recipients], ["cfm@secadev.example"])
        self.assertIn("&lt;manquent&gt;", mail.message.replace("=\n", "").replace("=3D", "="))
        self.assertNotIn("Hawa", mail.message)

    def test_no_agreement_no_referral(self) -> None:
        frappe.db.set_value("CFM Partner", "SECADEV", "agreement_until", add_days(nowdate(), -1))
        case = self.case(category="Quantité de la ration").name
        rows = [{"purpose": consts.SHARE_WITH_PARTNER, "decision": "Granted", "partner": "SECADEV"}]
        doc = {"doctype": "Consent", "cfm_case": case, "purposes": rows, "statement": READ}
        self.act(frappe.get_doc(doc).insert(), "Record Decision")
        with self.assertRaises(frappe.ValidationError):
            self.refer(case, partner="SECADEV", focal_point=None)
