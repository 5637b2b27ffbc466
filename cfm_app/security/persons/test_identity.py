"""What can be the phone of a person, at whichever door it is told."""

import frappe

from cfm_app.cases import contact_attempts
from cfm_app.exchange import case_import
from cfm_app.exchange.mapping import Mapping
from cfm_app.security.persons import identity
from cfm_app.testing import CFMTestCase

PHONES = (
    "66 71 82 93",
    "+235 66 71 82 93",
    "00235 66718293",
    "235-66-71-82-93",
    "٦٦٧١٨٢٩٣",
    "+33 6 12 34 56 78",
    "+237 677 12 34 56",
)
NO_PHONES = (
    "abc12",
    "12",
    "+235 6",
    "1390",
    "66 71 82",
    "66 71 82 93 mari",
    "n/a",
    "-",
    "+999 12345678",
)


class TestPhone(CFMTestCase):
    def test_what_a_phone_can_be(self) -> None:
        self.assertEqual([each for each in PHONES if not identity.is_phone(each)], [])
        self.assertEqual([each for each in NO_PHONES if identity.is_phone(each)], [])

    def test_what_is_none_is_refused_with_a_sentence(self) -> None:
        for field in identity.PHONES:
            for text in NO_PHONES:
                member = frappe.get_doc({"doctype": "Community Member", field: text})
                with self.assertRaises(frappe.InvalidPhoneNumberError) as refused:
                    member.insert()
                self.assertIn(text, str(refused.exception))

    def test_what_was_stored_before_stays_and_is_nobody_else(self) -> None:
        old = frappe.get_doc({"doctype": "Community Member", "full_name": "Achta"}).insert()
        identity.keep_old_phone(old, "12")
        old.reload()
        old.other_names = "Achta Brahim"
        old.save()
        self.assertEqual(identity.phones_of(old), ([], ["12"]))
        self.assertEqual(identity.find_by_phone("12"), [])
        self.assertFalse(contact_attempts.has_number(old.name))
        old.phone = "13"
        with self.assertRaises(frappe.InvalidPhoneNumberError):
            old.save()

    def test_an_old_log_is_kept_and_its_doubt_told(self) -> None:
        log = "number,said,phone,name\nx1,Une remarque,pas de numero,Zara\nx2,Une autre,66718293,Ali\n"
        columns = {
            "source_id": "number",
            "description": "said",
            "phone": "phone",
            "full_name": "name",
        }
        result = case_import.run(log.encode(), "log.csv", Mapping(columns=columns))
        self.assertEqual((result.created, result.failed, result.noted), (2, 0, 1))
        case = frappe.get_doc("Case", {"source_id": "x1"})
        member = frappe.get_doc("Community Member", case.community_member)
        self.assertEqual((member.full_name, member.phone), ("Zara", "pas de numero"))
        self.assertNotIn("pas de numero", case.description)
        self.assertNotEqual(case.description, "Une remarque")


class TestLikeness(CFMTestCase):
    def test_a_likeness_that_no_names_have_is_refused(self) -> None:
        settings = frappe.get_doc("CFM Settings")
        settings.duplicate_score = 101
        with self.assertRaises(frappe.ValidationError):
            settings.save()

    def test_one_that_is_stored_all_the_same_stops_nobody_from_recording_a_person(self) -> None:
        frappe.db.set_single_value("CFM Settings", "duplicate_score", 150)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        member = frappe.get_doc({"doctype": "Community Member", "full_name": "Achta Mahamat"})
        self.assertTrue(member.insert().name)
