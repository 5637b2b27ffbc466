"""The words of a sealed report: nowhere in plain, read by handlers, kept by whoever cannot read."""

from typing import Any

import frappe
from frappe import client

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import field_map
from cfm_app.security.entitlement import clearance
from cfm_app.security.sealing import (
    body,
    circle,
    envelope,
    keys,
    resealing,
    switching,
    unlocking,
)
from cfm_app.testing import CFMTestCase

PSEA_CATEGORY = "Exploitation ou abus sexuel"
MARK = "Marqueur"
ROWS = ("follow_ups", "contact_attempts")


class SealingTestCase(CFMTestCase):
    """A restricted class with two handlers who have keys, and a recovery key."""

    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.plant_others(
            "CFM Sealing Key", "CFM Sealed File", "CFM Sealing Piece", "CFM Sealing Opening"
        )
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        self.guard = self.user(consts.DATA_PROTECTION)
        self.psea = self.user(consts.PSEA)
        self.other = self.user(consts.PSEA, email="psea-two@test.cfm")
        self.sensitivity = frappe.db.get_value("Case Category", PSEA_CATEGORY, "sensitivity")
        self.identities: dict[str, envelope.Identity] = {}
        for user in (self.psea, self.other):
            self.give_key(user)
        self.recovery = envelope.new_identity()
        self.stored(circle.RECOVERY, public_key=str(self.recovery.to_public()), state="Active")

    def give_key(self, user: str) -> envelope.Identity:
        """A key without the time that a passphrase takes; an older one is replaced."""
        frappe.db.set_value(keys.DOCTYPE, {"user": user}, "state", keys.REPLACED)
        identity = self.identities[user] = envelope.new_identity()
        self.stored(
            keys.DOCTYPE, user=user, public_key=str(identity.to_public()), state=keys.ACTIVE
        )
        return identity

    def stored(self, doctype: str, **values: Any) -> Any:
        return frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)

    def turn_on(self) -> None:
        frappe.set_user(self.manager)
        switching.turn_on(self.sensitivity)

    def told(self, **values: Any) -> str:
        """A case that an operator records; returns the name of its report."""
        frappe.set_user(self.operator)
        case = self.case(category=PSEA_CATEGORY, **{"description": f"{MARK} description", **values})
        return frappe.db.get_value(body.REPORT, {"cfm_case": case.name}, "name")

    def read_by(self, user: str, report: str, identity: envelope.Identity | None = None) -> Any:
        """The report as a user with this key unlocked, or with none, gets it over the API."""
        frappe.set_user(user)
        with unlocking.opened_with(identity):
            return client.get(body.REPORT, report)

    def ordinary(self) -> str:
        return frappe.get_all("Case Sensitivity", {"hidden": 0}, pluck="name")[0]

    def columns(self, report: str) -> list[str]:
        """Everything that the database holds of a report."""
        found = [frappe.as_json(frappe.db.get_value(body.REPORT, report, "*", as_dict=True))]
        for df in frappe.get_meta(body.REPORT).get_table_fields():
            rows = frappe.db.sql(f"select * from `tab{df.options}` where `parent` = %s", (report,))
            found.append(str(rows))
        return found


class TestBody(SealingTestCase):
    def filled(self) -> str:
        """A report with a marker in every field that takes words."""
        self.turn_on()
        report = self.told()
        frappe.set_user("Administrator")
        with unlocking.opened_with(self.identities[self.psea]):
            doc = frappe.get_doc(body.REPORT, report)
            for field in body.fields_of(body.REPORT):
                doc.set(field, f"{MARK} {field}")
            for table in ROWS:
                row = doc.append(table, {})
                for field in body.fields_of(row.doctype):
                    row.set(field, f"{MARK} {field}")
            doc.save(ignore_permissions=True)
        return report

    def test_no_word_stands_in_the_database(self) -> None:
        report = self.filled()
        for found in self.columns(report):
            self.assertNotIn(MARK, found)

    def test_a_handler_reads_every_field(self) -> None:
        report = self.filled()
        told = self.read_by(self.psea, report, self.identities[self.psea])
        for field in body.fields_of(body.REPORT):
            self.assertEqual(told[field], f"{MARK} {field}")
        for table in ROWS:
            row = told[table][-1]
            for field in body.fields_of(row["doctype"]):
                self.assertIn(MARK, row[field], field)

    def test_without_a_key_there_are_no_words(self) -> None:
        report = self.filled()
        stranger = envelope.new_identity()
        for user, identity in (
            (self.psea, None),
            (self.psea, stranger),
            ("Administrator", None),
        ):
            told = self.read_by(user, report, identity)
            self.assertNotIn(MARK, frappe.as_json(told))
            self.assertNotIn("AGE ENCRYPTED", frappe.as_json(told))
            self.assertIn("/cfm/sealing-key", told["sealed_note"])

    def test_what_was_not_read_is_not_lost(self) -> None:
        report = self.filled()
        told = self.read_by(self.psea, report)
        told["sex"] = "Female"
        with unlocking.opened_with(None):
            frappe.get_doc(told).save()
        read = self.read_by(self.psea, report, self.identities[self.psea])
        self.assertEqual(read["sex"], "Female")
        self.assertEqual(read["description"], f"{MARK} description")
        self.assertEqual(read["follow_ups"][-1]["action"], f"{MARK} action")

    def test_a_form_that_was_loaded_before_unlocking_empties_nothing(self) -> None:
        report = self.filled()
        told = self.read_by(self.psea, report)
        told["description"] = f"{MARK} anew"
        with unlocking.opened_with(self.identities[self.psea]):
            frappe.get_doc(told).save()
        read = self.read_by(self.psea, report, self.identities[self.psea])
        self.assertEqual(read["description"], f"{MARK} anew")
        self.assertEqual(read["resolution"], f"{MARK} resolution")

    def test_a_reader_changes_and_empties(self) -> None:
        report = self.filled()
        told = self.read_by(self.psea, report, self.identities[self.psea])
        told["description"], told["immediate_needs"] = "Other", None
        with unlocking.opened_with(self.identities[self.psea]):
            frappe.get_doc(told).save()
        read = self.read_by(self.other, report, self.identities[self.psea])
        self.assertEqual((read["description"], read["immediate_needs"]), ("Other", None))

    def test_switched_off_a_report_counts_as_sealed_until_its_words_are_open(self) -> None:
        report = self.filled()
        frappe.set_user(self.manager)
        switching.ask_to_end(self.sensitivity)
        frappe.set_user(self.psea)
        with unlocking.opened_with(self.identities[self.psea]):
            switching.end(self.sensitivity)
        for identity, left in ((None, 1), (self.identities[self.psea], 0)):
            told = self.read_by(self.psea, report, identity)
            told["sex"] = "Female"
            with unlocking.opened_with(identity):
                frappe.get_doc(told).save()
            self.assertEqual(resealing.outdated(self.sensitivity), left)
        self.assertEqual(self.read_by(self.other, report)["description"], f"{MARK} description")

    def test_who_cannot_read_adds(self) -> None:
        report = self.filled()
        case = frappe.db.get_value(body.REPORT, report, "cfm_case")
        frappe.set_user(self.psea)
        with unlocking.opened_with(None):
            doc = frappe.get_doc("Case", case)
            doc.description = f"{MARK} later"
            doc.append("follow_ups", {"action": f"{MARK} note"})
            doc.save()
        for found in self.columns(report):
            self.assertNotIn(MARK, found)
        read = self.read_by(self.psea, report, self.identities[self.psea])
        self.assertEqual(read["description"], f"{MARK} description\n\n{MARK} later")
        self.assertEqual(read["follow_ups"][-1]["action"], f"{MARK} note")

    def test_what_somebody_sealed_themselves_takes_the_place_of_nothing(self) -> None:
        """Public keys are public: a text sealed elsewhere must not pass for the words that it would replace."""
        self.turn_on()
        report = self.told()
        found = circle.of(self.sensitivity)
        frappe.set_user(self.psea)
        with unlocking.opened_with(None):
            doc = frappe.get_doc(body.REPORT, report)
            doc.description = envelope.seal("forged", found.recipients)
            doc.save()
        read = self.read_by(self.psea, report, self.identities[self.psea])
        self.assertIn(f"{MARK} description", read["description"])

    def test_words_of_a_stranger_that_look_sealed_are_words(self) -> None:
        """Nobody could read them, nor give the report, nor ever lift its class."""
        self.turn_on()
        others = envelope.new_identity().to_public()
        for words in (
            f"{envelope.BEGIN}\nhelp me",
            f"  {envelope.BEGIN}\nYWdl\n{envelope.END}",
            envelope.seal("for somebody else", [str(others)]),
        ):
            report = self.told(description=words)
            self.assertEqual(resealing.outdated(self.sensitivity), 0)
            read = self.read_by(self.psea, report, self.identities[self.psea])
            self.assertIn(words.strip(), read["description"])
            with unlocking.opened_with(self.identities[self.psea]):
                self.assertFalse(body.is_shut(frappe.get_doc(body.REPORT, report)))

    def test_what_is_kept_in_a_cache_holds_no_words(self) -> None:
        report = self.filled()
        with unlocking.opened_with(self.identities[self.psea]):
            doc = frappe.get_doc(body.REPORT, report)
            self.assertNotIn(MARK, str(doc.__getstate__()))

    def test_the_class_of_an_unread_report_is_not_lifted(self) -> None:
        report = self.filled()
        case = frappe.db.get_value(body.REPORT, report, "cfm_case")
        frappe.set_user("Administrator")
        doc = frappe.get_doc("Case", case)
        doc.category, doc.sensitivity = "Quantité de la ration", self.ordinary()
        doc.sensitivity_reason = "A mistake"
        with unlocking.opened_with(None), self.assertRaisesRegex(Exception, "sealing-key"):
            doc.save()

    def test_another_class_seals_for_its_own_handlers(self) -> None:
        report = self.filled()
        frappe.set_user("Administrator")
        fraud = self.user(consts.FRAUD)
        new = self.give_key(fraud)
        found = frappe.get_all("Case Category", fields=["name", "sensitivity"])
        category, other = next(
            (row.name, row.sensitivity)
            for row in found
            if row.sensitivity and clearance.handler_role(row.sensitivity) == consts.FRAUD
        )
        self.stored(circle.DOCTYPE, sensitivity=other, state=circle.ON)
        doc = frappe.get_doc("Case", frappe.db.get_value(body.REPORT, report, "cfm_case"))
        doc.category, doc.sensitivity, doc.sensitivity_reason = category, other, "A mistake"
        with unlocking.opened_with(None), self.assertRaisesRegex(Exception, "sealing-key"):
            doc.save()
        doc.reload()
        doc.category, doc.sensitivity, doc.sensitivity_reason = category, other, "A mistake"
        with unlocking.opened_with(self.identities[self.psea]):
            doc.save()
        stored = frappe.db.get_value(body.REPORT, report, "description")
        with unlocking.opened_with(new):
            self.assertEqual(body.readable(stored), f"{MARK} description")
        with unlocking.opened_with(self.identities[self.psea]):
            self.assertIsNone(body.readable(stored))

    def test_a_class_that_is_renamed_stays_sealed(self) -> None:
        self.turn_on()
        frappe.set_user("Administrator")
        frappe.rename_doc("Case Sensitivity", self.sensitivity, "Renamed", force=True)
        self.assertTrue(circle.of("Renamed").is_sealed)

    def test_a_lifted_class_gives_the_words_back(self) -> None:
        report = self.filled()
        case = frappe.db.get_value(body.REPORT, report, "cfm_case")
        frappe.set_user("Administrator")
        doc = frappe.get_doc("Case", case)
        doc.category, doc.sensitivity = "Quantité de la ration", self.ordinary()
        doc.sensitivity_reason = "A mistake"
        with unlocking.opened_with(self.identities[self.psea]):
            doc.save()
        self.assertEqual(frappe.db.get_value("Case", case, "description"), f"{MARK} description")

    def test_what_the_map_calls_words_is_sealed(self) -> None:
        """A new field is sealed unless somebody lists it as a fact."""
        for doctype in (body.REPORT, "Case Follow Up", "Case Contact Attempt"):
            sealed = set(body.fields_of(doctype))
            for field, entry in field_map.of(doctype).items():
                df = frappe.get_meta(doctype).get_field(field)
                is_word = entry.category in ("words", "special") and df.fieldtype in body.WORDS
                self.assertTrue(not is_word or field in sealed, f"{doctype}.{field}")
                # Sealed words need more room than a line has.
                self.assertFalse(field in sealed and df.fieldtype == "Data", f"{doctype}.{field}")

    def test_a_class_that_is_not_sealed_keeps_its_words_in_plain(self) -> None:
        report = self.told()
        self.assertEqual(
            frappe.db.get_value(body.REPORT, report, "description"), f"{MARK} description"
        )
        self.assertFalse(self.read_by(self.psea, report)["sealed_note"])

    def test_turning_on_seals_what_is_there(self) -> None:
        report = self.told()
        self.turn_on()
        self.assertEqual(resealing.outdated(self.sensitivity), 1)
        self.assertEqual(resealing.next_batch(self.sensitivity).done, 1)
        for found in self.columns(report):
            self.assertNotIn(MARK, found)
        self.assertEqual(resealing.outdated(self.sensitivity), 0)
        read = self.read_by(self.psea, report, self.identities[self.psea])
        self.assertEqual(read["description"], f"{MARK} description")
