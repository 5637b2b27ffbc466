"""Saved filters of SuiteCRM and Sugar, read as conditions."""

import base64
import json
from unittest import TestCase

from cfm_app.exchange.migration import php_values, records, saved_searches
from cfm_app.exchange.migration.records import Record
from cfm_app.exchange.migration.saved_searches import Condition, NoCounterpart

OWNER = "user-1"
FORM = (
    b'a:7:{s:13:"searchFormTab";s:15:"advanced_search";s:13:"name_advanced";s:7:"caf\xc3\xa9 %";'
    b's:15:"status_advanced";a:2:{i:0;s:8:"Open_New";i:1;s:13:"Open_Assigned";}'
    b's:10:"name_basic";s:5:"other";s:20:"case_number_advanced";s:6:"12, 14";'
    b's:26:"current_user_only_advanced";b:1;s:18:"open_only_advanced";i:0;}'
)
BROKEN = (
    b"",
    b"a:1:{i:0;}",
    b'a:1:{s:3:"ab";i:1;}',
    b'O:8:"stdClass":0:{}',
    b'C:3:"Any":0:{}',
    b'a:2:{i:0;s:1:"a";i:1;R:2;}',
    b'a:1:{d:1.5;s:1:"a";}',
    b'a:99999999:{s:1:"a";i:1;}',
    b's:1:"a";trailing',
    b"a:1:{i:0;" * 9 + b"N;" + b"}" * 9,
    b'a:1:{i:0;s:999:"a";}',
)


def suite(contents: bytes, module: str = "Cases") -> Record:
    values = {"search_module": module, "name": "Mine", "assigned_user_id": OWNER}
    return Record(
        records.SEARCHES, "s-1", {**values, "contents": base64.b64encode(contents).decode()}
    )


def sugar(definition: object) -> Record:
    values = {"module_name": "Cases", "name": "Mine", "created_by": OWNER}
    return Record(
        records.DEFINITIONS, "f-1", {**values, "filter_definition": json.dumps(definition)}
    )


def conditions(found: Record) -> tuple[Condition, ...]:
    return saved_searches.search_of(found).conditions


class TestSavedSearches(TestCase):
    def test_the_form_that_was_open_is_read(self) -> None:
        self.assertEqual(
            conditions(suite(FORM)),
            (
                Condition("name", saved_searches.STARTS, ("café %",)),
                Condition("status", saved_searches.IS, ("Open_New", "Open_Assigned")),
                Condition("case_number", saved_searches.IS, ("12", "14")),
                Condition("assigned_user_id", saved_searches.IS, (OWNER,)),
            ),
        )

    def test_invalid_php_values_are_refused(self) -> None:
        for content in BROKEN:
            with self.subTest(content), self.assertRaises(php_values.Unreadable):
                php_values.read(content)
        with self.assertRaises(php_values.Unreadable):
            php_values.read(b's:300000:"' + b"a" * 300_000 + b'";')
        with self.assertRaises(NoCounterpart):
            conditions(suite(b'O:8:"stdClass":0:{}'))
        with self.assertRaises(NoCounterpart):
            conditions(suite(FORM, "Contacts"))

    def test_days_and_periods(self) -> None:
        def asked(choice: str, value: str) -> tuple[Condition, ...]:
            key = "date_entered_advanced"
            pairs = ((f"{key}_range_choice", choice), (f"range_{key}", value))
            parts = "".join(f's:{len(part)}:"{part}";' for pair in pairs for part in pair)
            return conditions(suite(f"a:2:{{{parts}}}".encode()))

        day = ("2024-03-01",)
        for choice, test in (("=", "is"), ("greater_than", "after"), ("less_than", "before")):
            self.assertEqual(asked(choice, *day), (Condition("date_entered", test, day),))
        self.assertEqual(
            asked("last_month", "[last_month]"),
            (Condition("date_entered", saved_searches.SPAN, ("last_month",)),),
        )
        for choice, value in (("last_7_days", "[last_7_days]"), ("not_equal", *day)):
            with self.subTest(choice), self.assertRaises(NoCounterpart):
                asked(choice, value)

    def test_definitions_of_sugar(self) -> None:
        self.assertEqual(
            conditions(sugar([{"$and": [{"priority": "P1"}, {"status": {"$not_in": ["New"]}}]}])),
            (
                Condition("priority", saved_searches.IS, ("P1",)),
                Condition("status", saved_searches.IS_NOT, ("New",)),
            ),
        )
        deep: object = [{"priority": "P1"}]
        for _level in range(12):
            deep = [{"$and": deep}]
        refused = (
            [{"$or": [{"priority": "P1"}, {"status": "New"}]}],
            [{"$favorite": ""}],
            [{"priority": {"$in": []}}],
            [{"priority": {"$in": [{"a": 1}]}}],
            [{"date_entered": {"$dateRange": "last_7_days"}}],
            [{"name": {"$unknown": "x"}}],
            ["priority"],
            [],
            deep,
        )
        for definition in refused:
            with self.subTest(definition), self.assertRaises(NoCounterpart):
                conditions(sugar(definition))
