"""How a person is found in texts: names and numbers in any spelling, and nothing that is somebody else's."""

import json
import unittest
from urllib.parse import quote

import frappe

from cfm_app.data_protection.personal_data import known_by
from cfm_app.testing import CFMTestCase

NAME, PHONE = "Zélindra Koffiwane", "+235 66 98 41 27"
TOLD = (
    "vu Zélindra Koffiwane hier",
    "vu ZELINDRA KOFFIWANÉ, hier",
    "Koffiwane, Zelindra",
    "Ze\u0301lindra\u00a0Koffiwane",
    "<b>Zelindra</b><br> Koffiwane",
    json.dumps({"full_name": "Zélindra Koffiwané"}),
    json.dumps(json.dumps(["Zélindra Koffiwané"])),
    "/app/community-member?full_name=" + quote("Zélindra Koffiwane"),
    "Z&eacute;lindra Koffiwane",
    "+23566984127",
    "0023566984127.",
    "tél:66984127",
    "66 98 41 27",
    "66.98.41.27",
    "(235) 66-98-41-27",
    "٦٦٩٨٤١٢٧",
    json.dumps({"phone": "66984127"}),
    "a\\n66984127",
)
NOT_TOLD = (
    "Zelindra est venue, et Koffi aussi",
    "Zelindra. Plus tard, bien plus tard dans la journée, Koffiwane",
    "Zelindrane Koffiwane",
    "669841270",
    "1966984127",
    "66 98 41 28",
    "",
)


class TestKnownBy(unittest.TestCase):
    def setUp(self) -> None:
        self.person = known_by.told([NAME], [PHONE])

    def test_it_is_found_in_any_spelling_and_taken_out(self) -> None:
        for text in TOLD:
            with self.subTest(text):
                self.assertTrue(self.person.is_in(text))
                left = self.person.taken_out(text)
                self.assertFalse(self.person.is_in(left), left)
                self.assertIn(known_by.GONE, left)

    def test_what_is_not_theirs_stays(self) -> None:
        for text in NOT_TOLD:
            with self.subTest(text):
                self.assertFalse(self.person.is_in(text))
                self.assertEqual(self.person.taken_out(text), text)

    def test_what_stood_around_it_stays(self) -> None:
        left = self.person.taken_out(json.dumps([["full_name", "=", "Zélindra Koffiwané"], 7]))
        self.assertEqual(json.loads(left), [["full_name", "=", "… …"], 7])

    def test_names_in_arabic_letters(self) -> None:
        person = known_by.told(["زينب إدريس"], [])
        for text in ("رأيت زينب إدريس اليوم", json.dumps(["زينب إدريس"])):
            self.assertTrue(person.is_in(text))

    def test_one_word_alone_is_the_name_of_many(self) -> None:
        self.assertFalse(known_by.told(["Zelindra"], []))

    def test_nobody_is_in_no_text(self) -> None:
        self.assertFalse(known_by.KnownBy().is_in("Zelindra Koffiwane, 66984127"))


class TestOfPersons(CFMTestCase):
    def person(self, **values: str) -> str:
        given = {"doctype": "Community Member", "full_name": NAME, "phone": PHONE, **values}
        return str(frappe.get_doc(given).insert(ignore_permissions=True).name)

    def test_every_text_that_says_it_fits_a_pattern_of_the_database(self) -> None:
        found = known_by.of_persons([self.person()])
        # Digits of other alphabets are found where something else in the text led to it.
        texts = [text for text in TOLD if not any(each in text for each in "٦%&")]
        for text in texts:
            note = frappe.get_doc(doctype="Error Log", method="x", error=text)
            note.insert(ignore_permissions=True)
            either = [["error", "like", pattern] for pattern in found.likely]
            known = frappe.get_all("Error Log", or_filters=either, pluck="name")
            with self.subTest(text):
                self.assertIn(note.name, known)

    def test_what_somebody_else_is_known_by_is_left_out(self) -> None:
        first, second = self.person(), self.person(phone="+235 66 11 22 33")
        found = known_by.of_persons([first])
        self.assertFalse(found.is_in(NAME))
        self.assertTrue(found.is_in(PHONE))
        self.assertTrue(known_by.of_persons([first, second]).is_in(NAME))

    def test_the_office_keeps_its_own_number(self) -> None:
        frappe.db.set_single_value("CFM Settings", "public_phone", PHONE)
        self.assertFalse(known_by.of_persons([self.person()]).is_in(PHONE))
