"""Who reported to a sealed class is told by no column; handlers who unlock go on as before."""

from typing import Any
from unittest import mock

import frappe
from frappe import client

from cfm_app.api import console
from cfm_app.base import consts
from cfm_app.cases import callbacks, contact_attempts, register
from cfm_app.data_protection.person_requests import copy
from cfm_app.data_protection.personal_data import (
    compaction,
    erasure,
    holdings,
    known_by,
    plain_remains,
)
from cfm_app.security.sealing import body, envelope, reporters, resealing, unlocking
from cfm_app.security.sealing.test_body import PSEA_CATEGORY, SealingTestCase
from cfm_app.web.pages.case import view

NAME, PHONE = "Mariame Zibeline", "+235 66 71 93 42"
PERSON = {"full_name": NAME, "phone": PHONE, "contact_name": "Tante Zibeline", "sex": "Female"}
TRACES = ("zibeline", "66719342", "24391766", "mariame")


class TestReporters(SealingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.turn_on()

    # --- what an office does --------------------------------------------------------------------
    def recorded(self, category: str = PSEA_CATEGORY, **person: Any) -> str:
        """A case of a new person by the form; returns the number of the case."""
        frappe.set_user(self.operator)
        told = {"category": category, "description": "Words"}
        request = {"case": told, "person": {**PERSON, **person}}
        return str(register.record(register.CaseRequest.of(request))["case"])

    def person_of(self, case: str) -> str:
        for doctype, key in (("Case", "name"), (body.REPORT, "cfm_case")):
            if found := frappe.db.get_value(doctype, {key: case}, "community_member"):
                return str(found)
        raise AssertionError(case)

    def report_of(self, case: str) -> str:
        return str(frappe.db.get_value(body.REPORT, {"cfm_case": case}))

    def traces(self) -> list[str]:
        """The tables in which the person can be read."""
        found = []
        # A bench lists the server's own tables as well.
        own = ("tab", "__")
        for table in filter(lambda each: each.startswith(own), frappe.db.get_tables(cached=False)):
            rows = frappe.db.sql(f"select * from `{table}`", as_dict=True)
            text = frappe.as_json(rows).lower()
            if any(each in text.replace(" ", "") for each in TRACES):
                found.append(table)
        return found

    def seen(self, case: str, user: str) -> dict[str, Any]:
        """The person as the page of the case shows them."""
        frappe.set_user(user)
        with unlocking.opened_with(self.identities.get(user)):
            return view.person(view.load(case))

    # --- tests ------------------------------------------------------------------------------------
    def test_no_table_tells_who_reported(self) -> None:
        self.recorded()
        self.assertEqual([], self.traces())

    def test_a_handler_who_unlocks_reads_and_calls_back(self) -> None:
        case = self.recorded()
        shown = self.seen(case, self.psea)
        self.assertEqual((NAME, [PHONE]), (shown["label"], shown["phones"]))
        frappe.set_user(self.psea)
        told = reporters.told_of(self.person_of(case), ("full_name",))
        self.assertEqual({"full_name": None}, told)
        with unlocking.opened_with(self.identities[self.psea]):
            self.assertEqual([NAME], [each.full_name for each in console.lookup_caller("66719342")])
            called = callbacks._people({self.person_of(case)})
        self.assertEqual(PHONE, called[self.person_of(case)]["phone"])

    def test_who_has_not_unlocked_is_told_that_it_is_sealed(self) -> None:
        case = self.recorded()
        frappe.set_user(self.psea)
        shown = view.person(view.load(case))
        self.assertEqual(("Sealed", []), (shown["label"], shown["phones"]))
        self.assertEqual([], console.lookup_caller("66719342"))
        sent = client.get(reporters.PERSON, self.person_of(case))
        self.assertIn("/cfm/sealing-key", sent["sealed_note"])
        self.assertIsNone(sent.get("full_name"))

    def test_a_save_without_the_key_keeps_what_is_sealed_and_adds_to_it(self) -> None:
        case = self.recorded()
        frappe.set_user(self.psea)
        person = frappe.get_doc(reporters.PERSON, self.person_of(case))
        person.update({"second_phone": "+235 66 71 93 43", "sex": "Other"})
        person.save()
        self.assertEqual([], self.traces())
        self.assertEqual("Other", frappe.db.get_value(reporters.PERSON, person.name, "sex"))
        shown = self.seen(case, self.other)
        self.assertEqual((NAME, [PHONE, "+235 66 71 93 43"]), (shown["label"], shown["phones"]))

    def test_a_form_of_before_unlocking_empties_nothing(self) -> None:
        case = self.recorded()
        frappe.set_user(self.psea)
        sent = client.get(reporters.PERSON, self.person_of(case))
        with unlocking.opened_with(self.identities[self.psea]):
            client.save(frappe.parse_json(frappe.as_json(sent)))
        self.assertEqual(NAME, self.seen(case, self.psea)["label"])

    def test_a_handler_corrects_and_empties(self) -> None:
        case = self.recorded()
        frappe.set_user(self.psea)
        with unlocking.opened_with(self.identities[self.psea]):
            person = frappe.get_doc(reporters.PERSON, self.person_of(case))
            person.update({"full_name": "Mariame Zibeline Deby", "contact_name": None})
            person.save()
            self.assertEqual("Mariame Zibeline Deby", person.full_name)
        self.assertEqual([], self.traces())
        shown = self.seen(case, self.other)
        self.assertEqual(("Mariame Zibeline Deby", ""), (shown["label"], shown["through"]))

    def test_who_is_known_otherwise_stays_in_plain(self) -> None:
        case = self.recorded(category=self.ordinary_category())
        frappe.set_user(self.operator)
        person = self.person_of(case)
        self.case(category=PSEA_CATEGORY, community_member=person)
        self.assertEqual(NAME, frappe.db.get_value(reporters.PERSON, person, "full_name"))

    def test_an_ordinary_person_is_recorded_as_ever(self) -> None:
        person = self.person_of(self.recorded(category=self.ordinary_category()))
        found = frappe.db.get_value(
            reporters.PERSON, person, ["full_name", "phone_key", "sealed_identity"]
        )
        self.assertEqual((NAME, "+23566719342", None), tuple(found))
        self.assertFalse(frappe.db.exists("Version", {"docname": person}))

    def test_who_becomes_known_from_sealed_reports_alone_is_sealed(self) -> None:
        case = self.recorded(category=self.ordinary_category())
        doc = frappe.get_doc("Case", case)
        doc.sensitivity = self.sensitivity
        doc.save()
        frappe.db.delete("CFM Search Entry", {"is_outdated": 1})
        # The index of words is packed by night.
        self.assertEqual([], [each for each in self.traces() if "fulltext" not in each])
        self.assertEqual(NAME, self.seen(case, self.psea)["label"])

    def test_a_lifted_case_gives_its_person_back(self) -> None:
        case = self.recorded()
        frappe.set_user(self.psea)
        lifted = {"sensitivity": self.ordinary(), "sensitivity_reason": "A mistake"}
        doc = frappe.get_doc("Case", case)
        doc.update(lifted)
        with self.assertRaisesRegex(frappe.ValidationError, "/cfm/sealing-key"):
            doc.save()
        with unlocking.opened_with(self.identities[self.psea]):
            doc = frappe.get_doc("Case", case)
            doc.update({**lifted, "category": self.ordinary_category()})
            doc.save()
        person = self.person_of(case)
        entry = {"entry_type": reporters.PERSON, "entry_name": person, "is_outdated": 0}
        self.assertIn("zibeline", frappe.db.get_value("CFM Search Entry", entry, "words"))
        found = frappe.db.get_value(
            reporters.PERSON, person, ["full_name", "phone_key", "sealed_identity"]
        )
        self.assertEqual((NAME, "+23566719342", None), tuple(found))

    def test_the_night_seals_who_was_recorded_before(self) -> None:
        case = self.recorded()
        person, report = self.person_of(case), self.report_of(case)
        plain = {"full_name": NAME, "phone": PHONE, "sealed_identity": None, "sealed_to": None}
        frappe.db.set_value(reporters.PERSON, person, plain)
        self.assertEqual(1, resealing.outdated(self.sensitivity))
        with unlocking.opened_with(None):
            resealing.next_batch(self.sensitivity)
        self.assertEqual([], self.traces())
        self.assertEqual(0, resealing.outdated(self.sensitivity))
        self.assertTrue(report)

    def test_what_the_night_seals_is_overwritten_whenever_it_was_recorded(self) -> None:
        case = self.recorded()
        plain = {"full_name": NAME, "sealed_identity": None, "sealed_to": None}
        frappe.db.set_value(reporters.PERSON, self.person_of(case), plain)
        frappe.db.set_value(
            body.REPORT, self.report_of(case), "modified", "2020-01-01", update_modified=False
        )
        with (
            mock.patch.object(compaction, "run") as overwritten,
            mock.patch.object(frappe.db, "commit"),
        ):
            plain_remains.seal_waiting()
            overwritten.assert_called_once()
            plain_remains.seal_waiting()
            overwritten.assert_called_once()

    def test_nobody_says_that_there_is_no_number_who_cannot_read_it(self) -> None:
        case = self.recorded()
        frappe.set_user(self.psea)

        def no_way() -> None:
            report = frappe.get_doc(body.REPORT, self.report_of(case))
            report.append("contact_attempts", {"outcome": consts.ATTEMPT_NO_WAY})
            contact_attempts._check_way(report)

        with self.assertRaisesRegex(frappe.PermissionError, "/cfm/sealing-key"):
            no_way()
        with (
            unlocking.opened_with(self.identities[self.psea]),
            self.assertRaisesRegex(frappe.ValidationError, "try it first"),
        ):
            no_way()

    def test_a_new_handler_reads_once_somebody_gave(self) -> None:
        case = self.recorded()
        third = self.user(consts.PSEA, email="psea-three@test.cfm")
        self.entrust(case, third)
        identity = self.give_key(third)
        self.assertEqual("Sealed", self.seen(case, third)["label"])
        frappe.set_user(self.psea)
        with unlocking.opened_with(self.identities[self.psea]):
            resealing.next_batch(self.sensitivity)
        self.assertEqual(NAME, self.seen(case, third)["label"])
        sealed = frappe.db.get_value(reporters.PERSON, self.person_of(case), "sealed_identity")
        self.assertIn(NAME, envelope.unseal(sealed, identity))

    def test_a_deleted_record_leaves_no_words(self) -> None:
        case = self.recorded()
        frappe.set_user("Administrator")
        person = self.person_of(case)
        with unlocking.opened_with(self.identities[self.psea]):
            frappe.delete_doc(reporters.PERSON, person, force=True, ignore_permissions=True)
        self.assertEqual([], self.traces())

    def test_what_a_cache_holds_has_no_words(self) -> None:
        case = self.recorded()
        with unlocking.opened_with(self.identities[self.psea]):
            person = frappe.get_doc(reporters.PERSON, self.person_of(case))
            self.assertEqual(NAME, person.full_name)
            self.assertNotIn(NAME, frappe.as_json(person.__getstate__()))

    def test_a_copy_has_the_words_or_says_that_they_are_sealed(self) -> None:
        held = holdings.linked_to(self.person_of(self.recorded()))
        frappe.set_user(self.psea)
        shut = frappe.as_json(copy.of(held))
        with unlocking.opened_with(self.identities[self.psea]):
            opened = frappe.as_json(copy.of(held))
        self.assertIn("Sealed: a handler", shut)
        self.assertNotIn(NAME, shut)
        self.assertIn(NAME, opened)
        self.assertNotIn(envelope.BEGIN, shut + opened)

    def test_an_erasure_takes_the_sealed_words(self) -> None:
        case = self.recorded()
        person = self.person_of(case)
        frappe.set_user("Administrator")
        erasure.erase(holdings.linked_to(person), ground="DSR-1")
        self.assertIsNone(frappe.db.get_value(reporters.PERSON, person, "sealed_identity"))
        with unlocking.opened_with(self.identities[self.psea]):
            self.assertIsNone(frappe.get_doc(reporters.PERSON, person).full_name)

    def test_what_somebody_is_known_by_is_found_with_the_key_alone(self) -> None:
        person = self.person_of(self.recorded())
        frappe.set_user(self.psea)
        self.assertFalse(known_by.of_persons([person]))
        with unlocking.opened_with(self.identities[self.psea]):
            self.assertIn("+23566719342", known_by.of_persons([person]).phones)

    # --- helpers ----------------------------------------------------------------------------------
    def ordinary_category(self) -> str:
        restricted = [
            self.sensitivity,
            *frappe.get_all("Case Sensitivity", {"hidden": 1}, pluck="name"),
        ]
        found = {"sensitivity": ["not in", restricted], "is_group": 0}
        return str(frappe.get_all("Case Category", found, pluck="name", order_by="name asc")[0])

    def entrust(self, case: str, user: str) -> None:
        report = frappe.get_doc(body.REPORT, self.report_of(case))
        report.append("handlers", {"user": user, "role": consts.PSEA})
        report.save(ignore_permissions=True)
