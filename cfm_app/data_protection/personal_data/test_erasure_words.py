"""What is left of a person in the texts of others is taken out, and only that."""

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import erasure_words, holds, known_by
from cfm_app.testing import CFMTestCase

NAME, PHONE = "Zélindra Koffiwane", "+235 66 98 41 27"
SAID = f"comme {NAME} au 66 98 41 27"
LEFT = "comme … … au …"
RESTRICTED_CATEGORY = "Exploitation ou abus sexuel"


class TestErasureWords(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.guardian = self.user(consts.DATA_PROTECTION)
        self.psea = self.user(consts.PSEA)
        frappe.set_user("Administrator")
        self.person = known_by.told([NAME], [PHONE])
        self.other = self.case(description=SAID).name

    def noted(self, case: str) -> str:
        """A comment on a case; what it says is asked for by its name."""
        doc = frappe.get_doc("Case", case)
        return str(doc.add_comment("Comment", SAID).name)

    def content(self, comment: str) -> str:
        return str(frappe.db.get_value("Comment", comment, "content"))

    def test_the_comment_of_a_colleague_goes_on_without_the_person(self) -> None:
        comment = self.noted(self.other)
        swept = erasure_words.take_out(self.person)
        self.assertEqual(self.content(comment), LEFT)
        self.assertNotIn("66 98", frappe.db.get_value("Case", self.other, "_comments") or "")
        self.assertGreater(swept.rows, 0)

    def test_what_somebody_says_in_their_own_case_stays_and_is_counted(self) -> None:
        swept = erasure_words.take_out(self.person)
        self.assertEqual(frappe.db.get_value("Case", self.other, "description"), SAID)
        self.assertEqual(swept.of_others, 1)

    def test_restricted_cases_stay_as_they_are_and_are_not_counted(self) -> None:
        frappe.set_user(self.psea)
        case = self.case(category=RESTRICTED_CATEGORY, description=SAID).name
        report = frappe.get_all("Sensitive Report", {"cfm_case": case}, pluck="name")[0]
        comment = frappe.get_doc("Sensitive Report", report).add_comment("Comment", SAID).name
        frappe.set_user(self.guardian)
        swept = erasure_words.take_out(self.person)
        self.assertEqual(self.content(comment), SAID)
        self.assertEqual(frappe.db.get_value("Sensitive Report", report, "description"), SAID)
        self.assertEqual(swept.of_others, 1)

    def test_what_is_held_stays_as_it_is(self) -> None:
        comment = self.noted(self.other)
        frappe.set_user(self.guardian)
        holds.hold("Case", self.other, "Procédure")
        erasure_words.take_out(self.person)
        self.assertEqual(self.content(comment), SAID)

    def test_what_is_called_by_them_is_called_otherwise(self) -> None:
        frappe.get_doc(doctype="Tag", name=NAME).insert()
        frappe.get_doc("Case", self.other).add_tag(NAME)
        erasure_words.take_out(self.person)
        self.assertFalse(frappe.db.exists("Tag", NAME))
        tags = frappe.get_all("Tag Link", {"document_name": self.other}, pluck="tag")
        self.assertEqual(len(tags), 1)
        self.assertTrue(frappe.db.exists("Tag", tags[0]))
        self.assertFalse(self.person.is_in(str(tags)))

    def test_who_works_here_keeps_their_name(self) -> None:
        user = self.user(consts.OPERATOR)
        frappe.db.set_value("User", user, "full_name", NAME)
        erasure_words.take_out(self.person)
        self.assertEqual(frappe.db.get_value("User", user, "full_name"), NAME)

    def test_nobody_is_taken_out_of_nothing(self) -> None:
        self.assertEqual(erasure_words.take_out(known_by.KnownBy()), erasure_words.Swept(0, 0))

    def test_somebody_who_is_called_like_a_part_of_the_office_takes_nothing_of_it_away(
        self,
    ) -> None:
        """Anybody gives the name that they like; a role, a job or a consent text is nobody's name."""
        name = frappe.get_all("Consent Statement", pluck="name")[0]
        statement = frappe.db.get_value("Consent Statement", name, "statement_text")
        named = " ".join(frappe.utils.strip_html(statement).split()[:2])
        called = ["CFM Operator", "cases digest", "System Manager", named]
        swept = erasure_words.take_out(known_by.told(called, []))
        self.assertTrue(frappe.db.exists("Role", "CFM Operator"))
        self.assertEqual(frappe.db.get_value("Role", "CFM Operator", "role_name"), "CFM Operator")
        self.assertTrue(
            frappe.db.exists("Scheduled Job Type", {"method": "cfm_app.cases.digest.send"})
        )
        self.assertEqual(
            frappe.db.get_value("Consent Statement", name, "statement_text"), statement
        )
        self.assertGreater(swept.of_office, 0)
