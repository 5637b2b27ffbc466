"""What is still written of a case whose person refused to be recorded: only what closing it needs."""

from typing import Any

import frappe

from cfm_app import consts
from cfm_app.cases import close, resolve
from cfm_app.testing import CFMTestCase

SAID = "Je suis la femme du chef"
CATEGORY = "Quantité de la ration"


class TestKeepOut(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))
        self.name = self.case(category=CATEGORY).name

    def refuse(self) -> Any:
        self.consent(self.name, refused=(consts.RECORD,))
        case = self.act(frappe.get_doc("Case", self.name), "Register")
        return self.act(case, "Start Work")

    def refused(self, case: Any) -> None:
        with self.assertRaises(frappe.ValidationError):
            case.save()
        case.reload()

    def test_no_field_takes_words(self) -> None:
        case = self.refuse()
        words = ("resolution", "source_id", "information_given", "response_given", "place_details")
        for field in (*words, "satisfaction_comment", "description"):
            case.set(field, SAID)
            self.refused(case)

    def test_nor_does_a_table(self) -> None:
        case = self.refuse()
        case.append("follow_ups", {"action": SAID})
        self.refused(case)
        case.append("extensions", {"hours": 5, "reason": SAID})
        self.refused(case)
        case.sop_steps[0].note = SAID
        self.refused(case)

    def test_nor_does_what_hangs_on_it(self) -> None:
        case = self.refuse()
        with self.assertRaises(frappe.ValidationError):
            case.add_comment("Comment", SAID)
        with self.assertRaises(frappe.ValidationError):
            self.attach("Case", self.name)

    def test_nor_the_report_of_a_restricted_case(self) -> None:
        self.name = self.case(category="Exploitation ou abus sexuel").name
        frappe.set_user("Administrator")
        self.consent(self.name, refused=(consts.RECORD,))
        report = frappe.get_doc("Sensitive Report", {"cfm_case": self.name})
        report.immediate_needs = SAID
        self.refused(report)
        with self.assertRaises(frappe.ValidationError):
            report.add_comment("Comment", SAID)

    def test_it_is_closed_without_words(self) -> None:
        case = self.refuse()
        for row in case.sop_steps:
            row.done = 1
        case.save()
        self.assertEqual(resolve.resolve(self.name).phase, consts.PHASE_RESOLVED)
        self.assertEqual(close.close(self.name).phase, consts.PHASE_CLOSED)

    def test_another_consent_opens_it_again(self) -> None:
        case = self.refuse()
        self.consent(self.name, consts.RECORD)
        case.reload()
        case.resolution = SAID
        case.save()
        self.assertTrue(case.add_comment("Comment", SAID))

    def test_what_was_attached_in_the_call_goes(self) -> None:
        self.attach("Case", self.name)
        self.refuse()
        left = {"attached_to_doctype": "Case", "attached_to_name": self.name}
        self.assertFalse(frappe.db.exists("File", left))
        told = {"reference_name": self.name, "content": ["like", "%femme-du-chef%"]}
        self.assertFalse(frappe.db.exists("Comment", told))

    def test_what_was_attached_with_consent_stays(self) -> None:
        self.attach("Case", self.name)
        self.consent(self.name, consts.RECORD)
        self.refuse()
        left = {"attached_to_doctype": "Case", "attached_to_name": self.name}
        self.assertTrue(frappe.db.exists("File", left))

    def attach(self, doctype: str, name: str) -> Any:
        file = {"file_name": "femme-du-chef.txt", "content": SAID, "is_private": 1}
        where = {"attached_to_doctype": doctype, "attached_to_name": name}
        return frappe.get_doc({"doctype": "File", **file, **where}).insert()
