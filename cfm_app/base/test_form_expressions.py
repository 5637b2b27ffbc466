"""Conditions of form fields read the same here as in a browser."""

from typing import Any

from cfm_app.base import form_expressions
from cfm_app.testing import CFMTestCase

VALUES = {"channel": "SMS", "sex": "Female", "age": 3, "ticked": 1, "note": None, "__islocal": 1}
HELD = (
    "ticked",
    'eval:doc.sex == "Female"',
    "eval:doc.sex === 'Female' && doc.channel != 'Ligne verte'",
    "eval:!doc.note",
    "eval:doc.note == null || doc.age > 5",
    "eval:doc.age >= 3 && (doc.age < 4 || doc.note)",
    "eval:['SMS', 'E-mail'].includes(doc.channel)",
    'eval:in_list(["SMS"], doc.channel)',
    'eval:(doc.channel || "").includes("MS")',
    "eval:doc.ticked == 1;",
    'eval:doc.ticked == "1"',
    "eval:cint(doc.age) > 2",
    "eval:doc.__islocal",
)
NOT_HELD = (
    "note",
    'eval:doc.sex == "Male"',
    "eval:!doc.ticked",
    "eval:doc.age > 3",
    "eval:doc.unknown",
)
UNREADABLE = ("eval:frappe.call('x')", "eval:doc.sex ==", "eval:alert(1)", "eval:doc['sex']", "")


class TestFormExpressions(CFMTestCase):
    def read(self, condition: str) -> Any:
        node = form_expressions.read(condition)
        self.assertIsNotNone(node, condition)
        return node

    def test_what_holds_and_what_does_not(self) -> None:
        for condition in HELD:
            with self.subTest(condition=condition):
                self.assertTrue(form_expressions.holds(self.read(condition), VALUES))
        for condition in NOT_HELD:
            with self.subTest(condition=condition):
                self.assertFalse(form_expressions.holds(self.read(condition), VALUES))

    def test_what_says_more_is_not_read(self) -> None:
        for condition in UNREADABLE:
            with self.subTest(condition=condition):
                self.assertIsNone(form_expressions.read(condition))
