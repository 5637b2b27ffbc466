"""Arguments of another kind are read as what they mean, or refused with a sentence."""

import frappe

from cfm_app.base import arguments, consts
from cfm_app.testing import CFMTestCase


class TestArguments(CFMTestCase):
    def test_sets_of_fields(self) -> None:
        self.assertEqual(arguments.as_fields('{"a": 1}'), {"a": 1})
        self.assertEqual(arguments.as_fields({"a": 1}), {"a": 1})
        self.assertEqual([arguments.as_fields(each) for each in (None, "")], [{}, {}])

    def test_sets_of_single_values(self) -> None:
        """What is looked up by a value must be no condition, and what is read as a text must be one."""
        given = {"a": "x", "b": 5, "c": True, "d": None, "e": 1.5}
        wanted = {"a": "x", "b": "5", "c": "1", "d": None, "e": "1.5"}
        self.assertEqual(arguments.as_values(given), wanted)
        for value in (["like", "%"], {"name": ["like", "%"]}):
            self.assertRaises(frappe.ValidationError, arguments.as_values, {"leader": value})

    def test_values_of_a_document_with_its_tables(self) -> None:
        given = {"sex": "Female", "received_on": None, "follow_ups": '[{"note": "x", "done": 1}]'}
        read = arguments.as_values_of("Case", given)
        self.assertEqual(read, {**given, "follow_ups": [{"note": "x", "done": 1}]})
        self.assertEqual(arguments.as_values_of("Case", None), {})
        for odd in (
            *({"channel": {"a": {}}}, {"sex": ["Female"]}, {"no_field": []}),
            *({"follow_ups": True}, {"follow_ups": ["x"]}, {"follow_ups": [{"note": ["x"]}]}),
        ):
            with self.subTest(odd), self.assertRaises(frappe.ValidationError):
                arguments.as_values_of("Case", odd)

    def test_lists_of_names_and_conditions(self) -> None:
        self.assertEqual(arguments.as_texts('["a"]'), ["a"])
        self.assertEqual(arguments.as_conditions('[["a", "=", 1]]'), [["a", "=", 1]])

    def test_numbers_with_commas(self) -> None:
        self.assertEqual(arguments.as_numbers("3, 14,,1"), [3, 14, 1])
        self.assertEqual([arguments.as_numbers(each) for each in (None, "")], [[], []])

    def test_what_is_none_of_these_is_refused(self) -> None:
        for read, values in (
            (arguments.as_fields, ("[1]", "x", 7, ["a"], "{'a': 1}")),
            (arguments.as_texts, ("{}", "x", 7, [1], [["a"]])),
            (arguments.as_conditions, ("7", "x", 7)),
            (arguments.as_numbers, ("-1", "x", "1.5", "٣", "1" * 5000)),
        ):
            for value in values:
                with self.assertRaises(frappe.ValidationError, msg=repr(value)):
                    read(value)

    def test_numbers_and_truths_in_fields_of_text(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        for value in (66112233, True, 1.5):
            person = {"doctype": "Community Member", "phone": 66112233, "full_name": value}
            stored = frappe.get_doc(person).insert()
            self.assertEqual((stored.phone, stored.full_name), ("66112233", str(value)))
