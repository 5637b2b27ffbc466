"""Who goes by the rules of retention goes from the texts of others as well, as after a request."""

import frappe
from frappe.utils import add_months, nowdate

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import erasure_words, known_by
from cfm_app.data_protection.personal_data.test_support import PERSON, RetentionTestCase

NAME, PHONE = "Zélindra Koffiwane", "+235 66 98 41 27"
SAID, LEFT = f"comme {NAME} au 66 98 41 27", "comme … … au …"


class TestRetentionMentions(RetentionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.other = self.case(description="Other words").name
        comment = frappe.get_doc("Case", self.other).add_comment("Comment", SAID)
        self.comment = str(comment.name)

    def old_person(self, name: str = NAME, phone: str = PHONE) -> str:
        moment = f"{add_months(nowdate(), -30)} 08:00:00"
        key = phone.replace(" ", "")
        return self.bare(PERSON, full_name=name, phone=phone, phone_key=key, modified=moment)

    def content(self) -> str:
        return str(frappe.db.get_value("Comment", self.comment, "content"))

    def test_the_comment_of_a_colleague_goes_on_without_the_person(self) -> None:
        person = self.old_person()
        self.night()
        self.assertIsNone(frappe.db.get_value(PERSON, person, "full_name"))
        self.assertEqual(LEFT, self.content())
        self.assertNotIn("Zélindra", frappe.db.get_value("Case", self.other, "_comments") or "")

    def test_whoever_goes_with_their_case_does_too(self) -> None:
        person = self.old_person()
        self.old_case(community_member=person)
        # The person in the night after the case, which named them.
        self.night()
        self.night()
        self.assertEqual(LEFT, self.content())

    def test_who_stays_is_spoken_of_as_before(self) -> None:
        person = self.old_person()
        old = self.old_case(community_member=person)
        self.case(community_member=person)
        self.night()
        self.assertIsNone(self.words(old))
        self.assertEqual(SAID, self.content())

    def test_a_conversation_of_nobody_known_goes_with_its_number(self) -> None:
        moment = f"{add_months(nowdate(), -30)} 08:00:00"
        self.bare(
            consts.CONVERSATION,
            contact_name=NAME,
            contact_address="+23566984127",
            last_message_on=moment,
            modified=moment,
        )
        self.night()
        self.assertEqual(LEFT, self.content())

    def test_an_old_conversation_of_somebody_who_stays_takes_no_mention_along(self) -> None:
        person = self.old_person()
        self.case(community_member=person)
        moment = f"{add_months(nowdate(), -30)} 08:00:00"
        talk = self.bare(
            consts.CONVERSATION,
            community_member=person,
            contact_name=NAME,
            contact_address="+23566984127",
            last_message_on=moment,
            modified=moment,
        )
        self.night()
        self.assertIsNone(frappe.db.get_value(consts.CONVERSATION, talk, "contact_address"))
        self.assertEqual(SAID, self.content())

    def test_many_go_in_one_night(self) -> None:
        for each in range(80):
            self.old_person(f"Koffiwane Prénom{each}", f"+235 66 98 {each:02} 11")
        self.old_person()
        self.night()
        self.assertEqual(LEFT, self.content())

    def test_a_person_in_parts_is_the_same(self) -> None:
        person = known_by.told([NAME, "Achta Mahamat Saleh"], [PHONE, "+235 66 98 41 28"])
        parts = list(person.in_parts(1))
        self.assertEqual(4, len(parts))
        whole = known_by.KnownBy()
        for part in parts:
            whole |= part
        self.assertEqual(person, whole)
        self.assertEqual("…", parts[0].taken_out("66 98 41 27"))
        swept = erasure_words.take_out(person, erasure_words.look_for(person))
        self.assertGreater(swept.rows, 0)
