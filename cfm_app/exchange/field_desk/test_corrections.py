"""An answer was lost, and the caller corrected something: the case stays one, the correction is an act of its own."""

from datetime import datetime, timedelta, timezone
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.api import field_desk, idempotency
from cfm_app.base import consts
from cfm_app.exchange.field_desk import receipts
from cfm_app.exchange.field_desk.test_support import ORDINARY, SENSITIVE, ArrivalsTestCase, sealed
from cfm_app.security.access_rule import status_codes

RECORD = {"purpose": "Record", "decision": "Granted"}


class TestCorrections(ArrivalsTestCase):
    def version(self, *keys: str, said: str = "Told here", **more: Any) -> dict[str, Any]:
        """What a device sends of a case that it corrected to the last of these versions."""
        item = self.told(**{"recorded_on": "", **more})
        item["case"] = {**item["case"], "description": said, **more.get("case", {})}
        return {**item, "version": {"key": keys[-1], "before": list(keys[:-1])}}

    def case_of(self, number: str = "4821") -> Any:
        [name] = frappe.get_all("Case", {"source_id": f"{self.code}-{number}"}, pluck="name")
        return frappe.get_doc("Case", name)

    def report_of(self, case: str) -> Any:
        return frappe.get_doc("Sensitive Report", {"cfm_case": case})

    def history(self, name: str) -> str:
        rows = frappe.get_all("Version", {"ref_doctype": "Case", "docname": name}, pluck="data")
        return "\n".join(rows)

    def test_a_correction_after_a_lost_answer_is_taken_and_seen_in_the_history(self) -> None:
        first = self.send("4821", self.version("a", said="Half a sack"))
        with self.as_served():
            again = self.send("4821", self.version("a", "b", said="No sack at all"))
        self.assertEqual(again["case"], first["case"])
        self.assertEqual(self.case_of().description, "No sack at all")
        self.assertIn("Half a sack", self.history(first["case"]))

    def test_what_was_sent_before_it_changes_nothing_when_it_comes_late(self) -> None:
        self.send("4821", self.version("a", "b", "c", said="Third"))
        for keys in (("a",), ("a", "b"), ("a", "b", "c"), ("a", "b")):
            self.send("4821", self.version(*keys, said=f"Late {len(keys)}"))
            self.assertEqual(self.case_of().description, "Third")
        self.assertEqual(self.history(self.case_of().name).count("Late"), 0)

    def test_a_correction_that_is_sent_again_is_one(self) -> None:
        self.send("4821", self.version("a", said="First"))
        with self.as_served():
            for _time in range(3):
                self.send("4821", self.version("a", "b", said="Second"))
        self.assertEqual(self.history(self.case_of().name).count("Second"), 1)

    def test_a_device_put_back_to_an_earlier_day_corrects_as_well(self) -> None:
        self.send("4821", self.version("a", said="First"))
        self.send("4821", self.version("a", "b", said="Second"))
        self.send("4821", self.version("a", "x", said="After the device was put back"))
        self.assertEqual(self.case_of().description, "After the device was put back")

    def test_what_a_page_of_before_sent_is_corrected_too(self) -> None:
        """Its cases have no versions, and some wait on devices for ever."""
        made = self.send("4821", self.told())
        self.assertEqual(self.send("4821", self.told()), made)
        corrected = self.told()
        corrected["case"]["description"] = "Corrected by a page of before"
        self.send("4821", corrected)
        self.assertEqual(self.case_of().description, "Corrected by a page of before")

    def test_what_an_office_of_before_took_in_is_corrected_too(self) -> None:
        made = self.send("4821", self.told())
        frappe.db.delete(receipts.DOCTYPE)
        key = f"field {self.code} k1"
        idempotency.run_once(key, lambda: {**made, "consent": None}, "as it was noted then")
        self.send("4821", self.version("b", said="Corrected"))
        self.assertEqual(self.case_of().description, "Corrected")

    def test_what_the_office_wrote_meanwhile_stays_unless_it_was_corrected(self) -> None:
        self.send("4821", self.version("a", said="First", case={"sex": "Female"}))
        case = self.case_of()
        case.place_details = "Behind the school"
        case.description = "The office wrote this"
        case.save()
        self.send("4821", self.version("a", "b", said="First", case={"sex": "Male"}))
        case = self.case_of()
        self.assertEqual((case.sex, case.place_details), ("Male", "Behind the school"))
        self.assertEqual(case.description, "The office wrote this")

    def test_what_is_taken_back_is_emptied(self) -> None:
        self.send("4821", self.version("a", case={"place_details": "Near the well"}))
        self.send("4821", self.version("a", "b", case={"place_details": ""}))
        self.assertFalse(self.case_of().place_details)

    def test_the_person_is_corrected_and_stays_one(self) -> None:
        persons = frappe.db.count("Community Member")
        self.send("4821", self.version("a"))
        named = {"full_name": "Achta", "phone": "66 71 44 02"}
        self.send("4821", self.version("a", "b", person=named))
        self.send("4821", self.version("a", "b", "c", person={**named, "full_name": "Achta Oumar"}))
        self.assertEqual(frappe.db.count("Community Member"), persons + 1)
        member = self.case_of().community_member
        self.assertEqual(
            frappe.db.get_value("Community Member", member, "full_name"), "Achta Oumar"
        )
        self.send("4821", self.version("a", "b", "c", "d", person={"full_name": "Achta Oumar"}))
        self.assertFalse(frappe.db.get_value("Community Member", member, "phone"))

    def test_it_becomes_sensitive(self) -> None:
        code = status_codes.fresh()
        first = self.send("4821", self.version("a", status_code=code))
        words = self.version("a", "b", said="SECRET-WORDS", case={"category": SENSITIVE})
        made = self.send("4821", {"sealed": sealed(self.public_key, words)})
        self.assertEqual((made["case"], made["restricted"]), (first["case"], True))
        self.assertFalse(frappe.has_permission("Case", "read", doc=made["case"]))
        frappe.set_user("Administrator")
        report = frappe.get_all("Sensitive Report", {"cfm_case": made["case"]}, "*")
        self.assertIn("SECRET-WORDS", report[0].description)
        self.assertEqual(report[0].category, SENSITIVE)

    def test_it_is_corrected_after_the_office_restricted_it(self) -> None:
        made = self.send("4821", self.version("a", said="First"))
        frappe.set_user("Administrator")
        case = frappe.get_doc("Case", made["case"])
        case.category = SENSITIVE
        case.save()
        frappe.set_user(self.operator)
        again = self.send("4821", self.version("a", "b", said="CORRECTED-WORDS"))
        self.assertTrue(again["restricted"])
        self.assertFalse(frappe.has_permission("Case", "read", doc=made["case"]))
        frappe.set_user("Administrator")
        report = self.report_of(made["case"])
        self.assertEqual((report.description, report.category), ("First", SENSITIVE))
        self.assertIn("CORRECTED-WORDS", report.follow_ups[-1].action)

    def test_nothing_of_a_restricted_report_is_replaced_by_who_sees_it_no_more(self) -> None:
        person = {"full_name": "Achta", "phone": "66 71 44 02"}
        first = self.version("a", said="He asked for money", person=person)
        first["case"]["category"] = SENSITIVE
        made = self.send("4821", {"sealed": sealed(self.public_key, first)})
        changed = {"full_name": "Nobody", "phone": "66 00 00 00", "contact_name": "Her aunt"}
        later = self.version("a", "b", said="Nothing happened", person=changed)
        later["case"].update({"category": ORDINARY, "place_details": "At the well"})
        self.send("4821", {"sealed": sealed(self.public_key, later)})
        frappe.set_user("Administrator")
        report = self.report_of(made["case"])
        self.assertEqual(
            ("He asked for money", SENSITIVE, "At the well"),
            (report.description, report.category, report.place_details),
        )
        told = frappe.get_doc("Community Member", report.community_member)
        self.assertEqual(
            ("Achta", "66 71 44 02", "Her aunt"), (told.full_name, told.phone, told.contact_name)
        )
        notes = "\n".join(row.action for row in report.follow_ups)
        for said in ("Nothing happened", "Nobody", "66 00 00 00", frappe._(ORDINARY)):
            self.assertIn(said, notes)
        self.assertNotIn("At the well", notes)

    def test_a_person_whom_the_office_knows_shows_nothing_of_a_restricted_case(self) -> None:
        """Who sees them would learn when, of whom and by whom it was corrected."""
        made = self.send("4821", self.version("a", person={"full_name": "Achta"}))
        member = self.case_of().community_member
        self.case(community_member=member)
        frappe.set_user("Administrator")
        case = frappe.get_doc("Case", made["case"])
        case.category = SENSITIVE
        case.save()
        before = frappe.db.get_value("Community Member", member, "*", as_dict=True)
        versions = {"ref_doctype": "Community Member", "docname": member}
        seen = frappe.db.count("Version", versions)
        frappe.set_user(self.operator)
        corrected = {"full_name": "Achta Oumar", "phone": "66 71 44 02"}
        self.send("4821", self.version("a", "b", person=corrected))
        self.assertEqual(frappe.db.get_value("Community Member", member, "*", as_dict=True), before)
        self.assertEqual(frappe.db.count("Version", versions), seen)
        frappe.set_user("Administrator")
        notes = self.report_of(made["case"]).follow_ups[-1].action
        for said in corrected.values():
            self.assertIn(said, notes)

    def test_whoever_refuses_afterwards_leaves_no_words(self) -> None:
        self.send("4821", self.version("a", said="REFUSED-WORDS", person={"full_name": "Achta"}))
        refused = {"purposes": [{**RECORD, "decision": "Refused"}]}
        self.send("4821", self.version("a", "b", said="REFUSED-WORDS", consent=refused))
        case = self.case_of()
        self.assertEqual((case.description or "", case.community_member), ("", None))
        self.assertNotIn("REFUSED-WORDS", self.history(case.name))

    def test_whoever_agrees_afterwards_has_their_words(self) -> None:
        refused = {"purposes": [{**RECORD, "decision": "Refused"}]}
        first = self.send("4821", self.version("a", consent=refused))
        self.assertTrue(first["unrecorded"])
        statement = self.kit["statements"]["fra"]["name"]
        given = {"purposes": [RECORD], "giver": "Self", "method": "Oral", "statement": statement}
        again = self.send("4821", self.version("a", "b", said="Now I tell", consent=given))
        self.assertEqual((again["case"], again["unrecorded"]), (first["case"], False))
        self.assertEqual(frappe.db.get_value("Case", again["case"], "description"), "Now I tell")

    def test_an_answer_that_was_given_after_all(self) -> None:
        self.send("4821", self.version("a"))
        told = {"information_given": "On Tuesday", "satisfaction": "4"}
        self.send("4821", self.version("a", "b", case=told, outcome="answer"))
        case = self.case_of()
        self.assertEqual(case.information_given, "On Tuesday")
        self.assertEqual(case.workflow_state, self.case_answered_at_once().workflow_state)

    def case_answered_at_once(self) -> Any:
        told = {"information_given": "On Tuesday", "satisfaction": "4"}
        self.send("4822", self.version("z", case=told, outcome="answer"), key="k2")
        return self.case_of("4822")

    def test_where_the_office_works_on_it_its_state_stays(self) -> None:
        self.send("4821", self.version("a"))
        case = self.case_of()
        case.db_set("workflow_state", "Referred")
        told = {"information_given": "On Tuesday"}
        self.send("4821", self.version("a", "b", case=told, outcome="close"))
        case = self.case_of()
        self.assertEqual((case.workflow_state, case.information_given), ("Referred", "On Tuesday"))

    def test_what_the_office_deleted_does_not_come_back(self) -> None:
        made = self.send("4821", self.version("a"))
        frappe.set_user("Administrator")
        frappe.delete_doc("Case", made["case"], force=True)
        frappe.set_user(self.operator)
        self.send("4821", self.version("a", "b", said="Corrected"))
        self.assertFalse(frappe.db.exists("Case", {"source_id": f"{self.code}-4821"}))


class TestReceipts(ArrivalsTestCase):
    """What both sides know of each other."""

    def item(self, *keys: str, **more: Any) -> dict[str, Any]:
        return {**self.told(**more), "version": {"key": keys[-1], "before": list(keys[:-1])}}

    def lost(self, *rows: tuple[str, str]) -> list[str]:
        return field_desk.lost(self.code, [{"key": key, "version": last} for key, last in rows])

    def test_the_office_names_what_it_does_not_know(self) -> None:
        self.send("4821", self.item("a"), key="k1")
        self.send("4822", self.item("p", "q"), key="k2")
        asked = (("k1", "a"), ("k2", "q"), ("k2", "p"), ("k1", "b"), ("k3", "c"))
        self.assertEqual(self.lost(*asked), ["k1", "k3"])
        self.assertEqual(self.lost(("k1", "a"), ("k2", "q")), [])
        self.assertEqual(self.lost(), [])

    def test_an_office_that_was_restored_gets_it_back_under_its_number(self) -> None:
        frappe.db.savepoint("backup")
        made = self.send("5143", self.item("a"), key="k1")
        frappe.db.rollback(save_point="backup")
        self.assertEqual(self.lost(("k1", "a")), ["k1"])
        envelope = sealed(self.public_key, self.item("a"))
        again = self.send("5143", {"sealed": envelope}, key="k1")
        self.assertEqual(again["number"], made["number"])
        self.assertEqual(self.lost(("k1", "a")), [])
        self.assertEqual(frappe.db.count("Case", {"source_id": f"{self.code}-5143"}), 1)

    def test_what_a_restored_office_lost_of_a_correction_is_one_again(self) -> None:
        self.send("5143", self.item("a"), key="k1")
        frappe.db.savepoint("backup")
        corrected = self.item("a", "b")
        corrected["case"]["description"] = "Corrected"
        self.send("5143", corrected, key="k1")
        frappe.db.rollback(save_point="backup")
        self.assertEqual(self.lost(("k1", "b")), ["k1"])
        self.send("5143", {"sealed": sealed(self.public_key, corrected)}, key="k1")
        [said] = frappe.get_all("Case", {"source_id": f"{self.code}-5143"}, pluck="description")
        self.assertEqual(said, "Corrected")

    def test_a_number_of_another_case_is_told_apart_from_other_refusals(self) -> None:
        """A device that was put back draws a number again: it draws another one by this sign."""
        self.send("4821", self.item("a"), key="k1")
        with self.assertRaises(frappe.ValidationError) as refused:
            self.send("4821", self.item("b"), key="k2")
        self.assertEqual(type(refused.exception).__name__, "NumberTakenError")

    def test_a_device_that_was_put_back_learns_the_number_that_counts(self) -> None:
        self.send("4821", self.item("a"), key="k1")
        again = self.send("4999", self.item("a", "b"), key="k1")
        self.assertEqual(again["number"], f"{self.code}-4821")

    def test_an_office_that_knows_no_keys_finds_the_case_by_number_and_moment(self) -> None:
        moment = (datetime.now(timezone.utc) - timedelta(hours=3)).isoformat()
        for number, category in (("4821", ORDINARY), ("5143", SENSITIVE)):
            code = status_codes.fresh() if category == ORDINARY else ""
            item = self.item("a", recorded_on=moment, status_code=code)
            item["case"]["category"] = category
            made = self.send(number, item, key=number)
            frappe.db.delete(receipts.DOCTYPE)
            other = {**item, "status_code": status_codes.fresh()}
            if code:
                with self.assertRaisesRegex(frappe.ValidationError, "another case"):
                    self.send(number, other, key="other")
                frappe.db.delete(receipts.DOCTYPE)
            again = self.send(number, item, key=number)
            self.assertEqual(again["case"], made["case"])
            self.assertEqual(again["restricted"], made["restricted"])

    def test_receipts_are_of_who_may_send(self) -> None:
        self.send("4821", self.item("a"), key="k1")
        frappe.set_user(self.user(consts.PSEA))
        with self.assertRaises(frappe.PermissionError):
            self.lost(("k1", "a"))

    def test_they_are_kept_for_half_a_year(self) -> None:
        self.send("4821", self.item("a"), key="k1")
        [until] = frappe.get_all(receipts.DOCTYPE, pluck="known_until")
        self.assertTrue(until > now_datetime() + timedelta(days=179))
        receipts.tidy()
        self.assertEqual(frappe.db.count(receipts.DOCTYPE), 1)
        frappe.db.set_value(receipts.DOCTYPE, {}, "known_until", "2020-01-01")
        receipts.tidy()
        self.assertEqual(frappe.db.count(receipts.DOCTYPE), 0)

    def test_how_long_sent_cases_stay_is_what_the_office_sets(self) -> None:
        self.assertEqual(self.kit["sent_days"], 7)
        frappe.db.set_single_value("CFM Settings", "field_sent_days", 0)
        self.assertEqual(field_desk.renew(self.code)["sent_days"], 0)
        settings = frappe.get_doc("CFM Settings")
        frappe.set_user("Administrator")
        settings.field_sent_days = 91
        with self.assertRaisesRegex(frappe.ValidationError, "90"):
            settings.save()
