"""What the app writes for others is read in their language, whoever wrote it."""

from typing import Any

import frappe

from cfm_app.base import consts, languages
from cfm_app.cases import close, refer, reopen
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages.case import timeline, view


class TestLanguages(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        self.operator = self.user(consts.OPERATOR)
        for user, language in ((self.focal, "ar"), (self.operator, "fr")):
            frappe.db.set_value("User", user, "language", language)
        frappe.set_user(self.operator)
        frappe.local.lang = "fr"

    def tearDown(self) -> None:
        frappe.local.lang = "en"
        super().tearDown()

    def registered(self) -> Any:
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE, consts.CALL_BACK)
        return self.act(frappe.get_doc("Case", case.name), "Register")

    def notices(self, user: str) -> list[str]:
        told = {"for_user": user}
        return frappe.get_all("Notification Log", told, pluck="subject", order_by="creation asc")

    def test_a_language_of_the_office_is_written_as_its_base(self) -> None:
        frappe.set_user("Administrator")
        for code, base in (("shu", "ar"), ("zag", "shu"), ("mul", None)):
            made = {"doctype": "Language", "language_code": code, "language_name": code}
            frappe.get_doc({**made, "based_on": base, "enabled": 1}).insert()
        self.assertEqual([languages.nearest(each) for each in ("shu", "zag")], ["ar", "ar"])
        self.assertEqual(languages.nearest("fr-CA"), "fr")
        ways = [languages.direction(each) for each in ("shu", "zag", "mul", "fr", None)]
        self.assertEqual(ways, ["rtl", "rtl", "ltr", "ltr", "ltr"])
        offered = [code for code, _name in languages.own()]
        self.assertEqual(
            [each for each in offered if each in ("shu", "zag", "mul")], ["shu", "zag"]
        )

    def test_a_notice_is_in_the_language_of_its_reader(self) -> None:
        name = refer.refer(self.registered().name, {"focal_point": self.focal}).name
        self.assertIn(
            frappe._("Referral {0} waits for your answer", "ar").format(name),
            self.notices(self.focal),
        )

    def test_a_referral_that_a_decision_ends_says_why_to_each(self) -> None:
        case = self.registered()
        name = refer.refer(case.name, {"focal_point": self.focal}).name
        self.consent(case.name, refused=(consts.SHARE_INSIDE,))
        said = frappe._("Referral {0} is revoked: the person no longer agrees.", "ar")
        self.assertIn(said.format(name), self.notices(self.focal))
        for language in ("fr", "en"):
            frappe.local.lang = language
            words = [line["text"] for line in timeline.entries(view.load(case.name))]
            self.assertIn(frappe._("The person refused it later."), words)

    def test_why_a_procedure_applies_is_said_to_each(self) -> None:
        case = self.case(category="Quantité de la ration")
        for language in ("fr", "ar", "en"):
            frappe.local.lang = language
            shown = frappe.get_doc("Case", case.name)
            shown.apply_fieldlevel_read_permissions()
            category = frappe._("Plainte non sensible")
            self.assertEqual(shown.sop_reason, frappe._("category {0}").format(category))
        # Of a procedure that has changed since, the words of then stay.
        frappe.db.set_value("CFM SOP", case.sop, "sensitivity", "Fraude et corruption")
        frappe.clear_document_cache("CFM SOP", case.sop)
        shown.reload()
        shown.apply_fieldlevel_read_permissions()
        self.assertEqual(shown.sop_reason, "catégorie Plainte non sensible")

    def test_why_a_case_was_taken_up_again_is_introduced_to_each(self) -> None:
        case = self.act(self.registered(), "Start Work")
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        self.resolve(case)
        self.consent(case.name, refused=(consts.CALL_BACK,))
        close.close(case.name)
        reopen.reopen(case.name, "Rien reçu")
        for language in ("fr", "en"):
            frappe.local.lang = language
            words = [line["text"] for line in timeline.entries(view.load(case.name))]
            self.assertIn(frappe._("Reopened: {0}").format("Rien reçu"), words)

    def test_words_of_people_stay(self) -> None:
        for written in ("Rouvert", "Reopened yesterday", ""):
            self.assertEqual(languages.in_own_words(written, *reopen.NOTED), written)
