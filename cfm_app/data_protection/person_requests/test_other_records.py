"""Two records of one person: both go, or somebody has said that one is of another."""

import frappe

from cfm_app.cases import person_merge
from cfm_app.data_protection.person_requests import other_records, states
from cfm_app.data_protection.person_requests.test_support import (
    MEMBER,
    NAME,
    PHONE,
    REQUEST,
    RequestsTestCase,
    erase,
)
from cfm_app.security.persons import identity


class TestOtherRecords(RequestsTestCase):
    def another(self, **values: str) -> str:
        frappe.set_user(self.operator)
        given = {"doctype": MEMBER, "full_name": NAME, "phone": PHONE, **values}
        return str(frappe.get_doc(given).insert().name)

    def shown(self, name: str) -> list[str]:
        return [row.name for row in other_records.of(self.stored(name))]

    def test_a_record_that_is_alike_is_shown_whichever_came_first(self) -> None:
        twin = self.another()
        name = self.granted(states.DELETION)
        self.assertEqual(self.shown(name), [twin])
        frappe.db.set_value(REQUEST, name, "community_member", twin)
        self.assertEqual(self.shown(name), [self.member])

    def test_nothing_is_erased_before_somebody_has_looked(self) -> None:
        self.another()
        name = self.granted(states.DELETION)
        self.close_case(self.ordinary)
        with self.assertRaisesRegex(frappe.ValidationError, "may be of this person"):
            erase(name)
        self.assertTrue(frappe.db.get_value("Case", self.ordinary, "description"))

    def test_what_is_held_on_both_goes_when_they_are_the_same(self) -> None:
        twin = self.another(phone="+235 66 77 88 99")
        case = self.case(community_member=twin, description="l'autre moitié").name
        name = self.granted(states.DELETION)
        for each in (case, self.ordinary):
            self.close_case(each)
        other_records.is_the_same(name, twin)
        self.assertEqual(self.shown(name), [])
        erase(name)
        for each in (self.member, twin):
            left = frappe.db.get_value(MEMBER, each, ["full_name", "other_names", "phone"])
            self.assertEqual(left, (None, None, None))
        self.assertIsNone(frappe.db.get_value("Case", case, "description"))

    def test_a_record_of_somebody_else_stays_as_it_is(self) -> None:
        twin = self.another()
        name = self.granted(states.DELETION)
        self.close_case(self.ordinary)
        other_records.is_another(name, twin)
        self.assertEqual(self.shown(name), [])
        erase(name)
        self.assertEqual(frappe.db.get_value(MEMBER, twin, "full_name"), NAME)
        self.assertEqual(identity.records_of(twin), [twin])

    def test_what_was_told_apart_before_is_not_asked_again(self) -> None:
        twin = self.another()
        person_merge.tell_apart(twin, self.member)
        self.assertEqual(self.shown(self.granted(states.DELETION)), [])

    def test_nobody_known_from_restricted_cases_alone_is_shown(self) -> None:
        twin = self.another()
        name = self.granted(states.DELETION)
        frappe.set_user(self.psea)
        self.case(category="Exploitation ou abus sexuel", community_member=twin)
        frappe.set_user(self.protector)
        self.assertEqual(self.shown(name), [])

    def test_only_records_that_are_shown_are_made_one(self) -> None:
        stranger = self.another(full_name="Oumar Salibou", phone="+235 66 77 88 99")
        name = self.granted(states.DELETION)
        for act in (other_records.is_the_same, other_records.is_another):
            with self.assertRaises(frappe.DoesNotExistError):
                act(name, stranger)
        self.assertFalse(frappe.db.get_value(MEMBER, stranger, "merged_into"))
