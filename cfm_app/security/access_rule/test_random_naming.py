"""Nobody reads from numbers whether restricted cases exist, or how many."""

import random
from collections.abc import Callable
from itertools import pairwise
from unittest.mock import patch

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.patches import source_of_restricted_cases
from cfm_app.security.access_rule import random_naming
from cfm_app.security.restricted_cases import known_sources
from cfm_app.shipped.demo import cases
from cfm_app.testing import CFMTestCase


class TestNumbers(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))

    def test_numbers_do_not_follow_each_other(self) -> None:
        drawn = [int(self.case().name.rpartition("-")[2]) for _case in range(20)]
        self.assertNotEqual(drawn, sorted(drawn))
        steps = {after - before for before, after in pairwise(drawn)}
        self.assertGreater(len(steps), 10)

    def test_they_are_short_to_speak(self) -> None:
        for doctype, prefix in doctype_access.PREFIXES.items():
            year = frappe.utils.now_datetime().year
            self.assertRegex(random_naming.new_name(doctype), rf"^{prefix}-{year}-[1-9]\d{{5}}$")

    def test_every_protected_type_is_numbered_by_chance(self) -> None:
        for doctype in doctype_access.PROTECTED:
            self.assertIn(doctype, doctype_access.PREFIXES)
            self.assertFalse(frappe.get_meta(doctype).autoname)
            self.assertTrue(
                issubclass(frappe.get_attr(_controller(doctype)), random_naming.RandomlyNamed)
            )

    def test_no_counter_is_kept(self) -> None:
        before = frappe.db.sql("select name, current from `tabSeries` order by name")
        self.case()
        self.assertEqual(
            before, frappe.db.sql("select name, current from `tabSeries` order by name")
        )

    def test_when_the_numbers_of_a_length_are_taken_longer_ones_are_drawn(self) -> None:
        taken = {f"CFM-{frappe.utils.now_datetime().year}-{number}" for number in range(10)}
        with (
            patch.object(random_naming, "DIGITS", 1),
            patch.object(frappe.db, "exists", lambda doctype, name: name in taken),
        ):
            self.assertGreaterEqual(len(random_naming.new_name("Case").rpartition("-")[2]), 2)

    def test_two_that_are_stored_together_have_numbers_of_their_own(self) -> None:
        """As the cases of a made-up office are, which failed to start now and then."""
        maker = cases.Maker(random.Random(1), random.Random(2))
        with patch.object(random_naming.secrets, "randbelow", _each(7, 7, 8)):
            self.assertNotEqual(maker._number("Consent"), maker._number("Consent"))


def _each(*numbers: int) -> Callable[[int], int]:
    given = iter(numbers)
    return lambda _below: next(given)

    def test_the_number_of_a_source_tells_of_no_restricted_case(self) -> None:
        sensitive = "Exploitation ou abus sexuel"
        first = self.case(category=sensitive, source_id="SRC-77")
        self.assertIsNone(frappe.db.get_value("Case", first.name, "source_id"))
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": first.name}, "source_id")
        self.assertEqual(report, "SRC-77")
        self.case(category="Quantité de la ration", source_id="SRC-77")
        with self.assertRaises(frappe.UniqueValidationError):
            self.case(category="Quantité de la ration", source_id="SRC-77")
        self.assertEqual(known_sources.known_ids(["SRC-77", "SRC-78"]), {"SRC-77"})

    def test_a_number_that_is_taken_meanwhile_stays_behind_when_a_class_is_lifted(self) -> None:
        self.user(consts.MANAGER)
        unclear = self.case(category="À clarifier (contenu incertain)", source_id="SRC-79")
        self.case(category="Quantité de la ration", source_id="SRC-79")
        frappe.set_user("Administrator")
        case = frappe.get_doc("Case", unclear.name)
        case.update({"sensitivity": "Non sensible", "sensitivity_reason": "Rien de sensible"})
        case.save()
        self.assertIsNone(case.source_id)

    def test_upgrading_moves_such_numbers(self) -> None:
        case = self.case(category="Exploitation ou abus sexuel")
        frappe.db.set_value("Case", case.name, "source_id", "SRC-80")
        source_of_restricted_cases.execute()
        self.assertIsNone(frappe.db.get_value("Case", case.name, "source_id"))
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case.name}, "source_id")
        self.assertEqual(report, "SRC-80")


def _controller(doctype: str) -> str:
    scrubbed = frappe.scrub(doctype)
    return f"cfm_app.cfm_app.doctype.{scrubbed}.{scrubbed}.{doctype.replace(' ', '')}"
