"""Common data points: who is among them, what is told of whom, how they leave and come in."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any
from unittest import TestCase

import frappe
from frappe.utils import add_days, nowdate
from jsonschema import Draft202012Validator

import cfm_app
from cfm_app.api import agencies as api
from cfm_app.base import consts
from cfm_app.exchange.agencies import (
    agreements,
    entry,
    facts,
    files,
    guard,
    points,
    received,
    states,
)
from cfm_app.testing import READ, CFMTestCase

LAC, KANEM, OTHER = "TD07", "TD06", "TD02"
MONTH = "2025-03"
ORDINARY = "Retard de distribution"
REFUSED = frappe.PermissionError


class TestGuard(TestCase):
    """Each combination is that of enough rows, whatever comes in."""

    def test_no_combination_is_rarer_than_the_threshold(self) -> None:
        rows = [
            {"a": f"a{at % 3}", "b": f"b{at % 7}", "c": f"c{at % 7}{at % 5}"} for at in range(101)
        ]
        told = guard.guarded(rows, ["a", "b", "c"], {"c": "b"}, 5)
        numbers = Counter(tuple(row.values()) for row in told)
        self.assertGreaterEqual(min(numbers.values()), 5)
        self.assertTrue(any(row["b"] for row in told))
        self.assertFalse(any(row["c"] and not row["b"] for row in told))

    def test_a_small_part_takes_the_next_small_one_along(self) -> None:
        rows = [{"a": value} for value in "xxxxxxxxyyyyyz"]
        told = guard.guarded(rows, ["a"], {}, 5)
        self.assertEqual(Counter(row["a"] for row in told), {"x": 8, "": 6})

    def test_too_few_cases_are_told_not_at_all(self) -> None:
        self.assertEqual(guard.guarded([{"a": "x"}] * 4, ["a"], {}, 5), [])


class TestDataPoints(CFMTestCase):
    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER)
        self.guardian = self.user(consts.DATA_PROTECTION)
        frappe.set_user("Administrator")
        values = {"doctype": "CFM Partner", "partner_name": "Agency of the test", "enabled": 1}
        self.partner = frappe.get_doc(values).insert().name
        frappe.set_user(self.manager)

    def agreed(self, **more: Any) -> Any:
        values = {
            "title": "Monthly points",
            "purpose": "Seeing gaps between agencies",
            "partner": self.partner,
            "direction": states.BOTH,
            "shares_points": 1,
            "valid_from": add_days(nowdate(), -5),
            "valid_until": add_days(nowdate(), 300),
            **more,
        }
        frappe.set_user(self.manager)
        agreement = agreements.begin(values)
        agreements.submit(agreement.name)
        frappe.set_user(self.guardian)
        agreements.agree(agreement.name)
        frappe.set_user(self.manager)
        return entry.readable(agreement.name)

    def received(self, number: int, **values: Any) -> list[Any]:
        made = []
        for _each in range(number):
            case = self.case(category=ORDINARY, **{"location": LAC, "sex": "Female", **values})
            case.db_set("received_on", "2025-03-10 10:00", update_modified=False)
            made.append(case)
        return made

    def rows(self, agreement: Any) -> list[dict[str, str]]:
        return points.of_month(agreement, MONTH).rows

    # --- who is among them --------------------------------------------------------------------
    def test_rare_facts_are_left_out_and_frequent_ones_told(self) -> None:
        self.received(8)
        self.received(2, location=KANEM, sex="Male")
        self.received(6, location=OTHER, sex="Male")
        found = self.rows(self.agreed())
        told = Counter((row["adm1_pcode"], row["sex"]) for row in found)
        self.assertEqual(told, {(LAC, "Female"): 8, ("", "Male"): 8})

    def test_restricted_cases_and_duplicates_are_never_among_them(self) -> None:
        cases = self.received(7)
        secret = self.case(category="Exploitation ou abus sexuel")
        secret.db_set("received_on", "2025-03-10 10:00", update_modified=False)
        cases[0].db_set("duplicate_of", cases[1].name, update_modified=False)
        self.assertEqual(len(self.rows(self.agreed())), 6)

    def test_a_class_that_has_become_restricted_is_not_among_them(self) -> None:
        cases = self.received(6)
        agreement = self.agreed()
        kind = cases[0].sensitivity
        self.assertEqual(len(self.rows(agreement)), 6)
        frappe.db.set_value("Case Sensitivity", kind, "hidden", 1)
        frappe.clear_cache()
        self.assertEqual(self.rows(agreement), [])

    def test_whoever_refused_is_kept_back_and_counted(self) -> None:
        cases = self.received(7)
        self.consent(cases[0].name, consts.RECORD, refused=("Reporting",))
        found = points.of_month(self.agreed(), MONTH)
        self.assertEqual((len(found.rows), found.kept_back), (6, 1))

    def test_an_agreement_that_asks_for_consent_takes_those_who_gave_it(self) -> None:
        cases = self.received(7)
        for case in cases[:5]:
            self.consent(case.name, consts.RECORD, "Reporting")
        found = points.of_month(self.agreed(consent_purpose="Reporting"), MONTH)
        self.assertEqual((len(found.rows), found.kept_back), (5, 2))

    def test_a_grant_to_another_partner_is_none_to_this_one(self) -> None:
        cases = self.received(7)
        frappe.set_user("Administrator")
        other = {"doctype": "CFM Partner", "partner_name": "Another agency", "enabled": 1}
        other_name = frappe.get_doc(other).insert().name
        frappe.set_user(self.manager)
        for number, case in enumerate(cases):
            partner = self.partner if number < 5 else other_name
            rows = [
                {"purpose": consts.RECORD, "decision": "Granted"},
                {"purpose": consts.SHARE_WITH_PARTNER, "decision": "Granted", "partner": partner},
            ]
            given = {"doctype": "Consent", "cfm_case": case.name, "purposes": rows}
            self.act(frappe.get_doc({**given, "statement": READ}).insert(), "Record Decision")
        agreement = self.agreed(consent_purpose=consts.SHARE_WITH_PARTNER)
        found = points.of_month(agreement, MONTH)
        self.assertEqual((len(found.rows), found.kept_back), (5, 2))

    def test_only_what_lies_below_the_agreed_branches_is_covered(self) -> None:
        self.received(6)
        self.received(6, location=KANEM)
        frappe.set_user(self.manager)
        agreement = self.agreed()
        frappe.set_user("Administrator")
        agreement.append("places", {"place": LAC})
        agreement.save()
        self.assertEqual({row["adm1_pcode"] for row in self.rows(agreement)}, {LAC})

    def test_a_case_keeps_its_pseudonym_in_an_agreement_and_no_other(self) -> None:
        cases = self.received(6)
        first, second = self.agreed(), self.agreed()
        named = {row["case_id"] for row in self.rows(first)}
        cases[0].db_set("phase", "Resolved", update_modified=False)
        self.assertEqual({row["case_id"] for row in self.rows(first)}, named)
        self.assertFalse(named & {row["case_id"] for row in self.rows(second)})
        self.assertFalse(any(case.name in json.dumps(self.rows(first)) for case in cases))

    # --- how they leave -----------------------------------------------------------------------
    def test_the_files_are_what_the_schema_says(self) -> None:
        self.received(8)
        agreement = self.agreed()
        found = files.prepare(agreement.name, MONTH)
        files.release(found.name)
        document = json.loads(files.as_json(found, agreement))
        schema = json.loads(
            (Path(cfm_app.__file__).parent / "public/schemas/data-points-1.json").read_text()
        )
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(document)
        known = set(schema["$defs"]["point"]["properties"])
        self.assertEqual(known, {column.key for column in facts.COLUMNS})
        header, tags, *rows = csv.reader(io.StringIO(files.as_csv(found).decode("utf-8-sig")))
        self.assertEqual(tags[:3], ["#meta+id", "#date+month", "#subject+main"])
        self.assertEqual([len(header), len(rows)], [len(tags), 8])

    def test_nothing_leaves_that_nobody_let_out(self) -> None:
        self.received(8)
        agreement = self.agreed()
        with self.assertRaises(frappe.DoesNotExistError):
            files.fetched(agreement, MONTH)
        found = files.prepare(agreement.name, MONTH)
        with self.assertRaises(frappe.DoesNotExistError):
            files.fetched(agreement, MONTH)
        files.release(found.name)
        self.assertEqual(files.fetched(agreement, MONTH).name, found.name)
        log = {"ref_doctype": files.DOCTYPE, "ref_name": found.name, "action": "Export"}
        self.assertTrue(frappe.db.exists("CFM Access Log", log))

    def test_what_may_not_be_told_since_it_was_prepared_does_not_leave(self) -> None:
        cases = self.received(8)
        agreement = self.agreed()
        found = files.prepare(agreement.name, MONTH)
        self.consent(cases[0].name, consts.RECORD, refused=("Reporting",))
        with self.assertRaisesRegex(frappe.ValidationError, "Prepare the month again"):
            files.release(found.name)
        again = files.release(files.prepare(agreement.name, MONTH).name)
        self.assertEqual(again.rows_told, 7)

    def test_what_was_let_out_leaves_no_more_once_somebody_takes_back_their_consent(self) -> None:
        hidden = frappe.db.get_value("Case Sensitivity", {"hidden": 1})
        changes = (
            lambda case: self.consent(case.name, consts.RECORD, refused=("Reporting",)),
            lambda case: case.db_set("sensitivity", hidden, update_modified=False),
        )
        for change in changes:
            cases = self.received(8)
            agreement = self.agreed()
            found = files.release(files.prepare(agreement.name, MONTH).name)
            self.assertEqual(files.fetched(agreement, MONTH).name, found.name)
            frappe.set_user(self.manager)
            change(cases[0])
            with self.assertRaises(frappe.DoesNotExistError):
                files.fetched(agreement, MONTH)
            with self.assertRaises(frappe.DoesNotExistError):
                api.download(found.name)
            again = files.release(files.prepare(agreement.name, MONTH).name)
            self.assertEqual(files.fetched(agreement, MONTH).name, again.name)

    def test_the_newest_file_takes_the_place_of_the_one_before(self) -> None:
        self.received(8)
        agreement = self.agreed()
        files.release(files.prepare(agreement.name, MONTH).name)
        self.received(1)
        newer = files.release(files.prepare(agreement.name, MONTH).name)
        self.assertEqual(files.fetched(agreement, MONTH).name, newer.name)
        self.assertEqual(newer.rows_told, 9)

    def test_an_agreement_that_ended_stops_everything(self) -> None:
        self.received(8)
        agreement = self.agreed()
        files.release(files.prepare(agreement.name, MONTH).name)
        agreements.end(agreement.name, "Not needed any more")
        ended = entry.readable(agreement.name)
        for act in (
            lambda: files.fetched(ended, MONTH),
            lambda: files.prepare(agreement.name, MONTH),
            lambda: received.take(agreement.name, b"case_id,month\nx,2025-03\n"),
        ):
            with self.assertRaises(frappe.ValidationError):
                act()

    # --- who decides --------------------------------------------------------------------------
    def test_two_people_make_an_agreement(self) -> None:
        both = self.user(consts.MANAGER, consts.DATA_PROTECTION)
        frappe.set_user(both)
        values = {"title": "x", "purpose": "x", "partner": self.partner, "shares_points": 1}
        days = {"valid_from": nowdate(), "valid_until": nowdate()}
        agreement = agreements.begin({**values, **days})
        agreements.submit(agreement.name)
        for user in (both, self.manager, self.user(consts.OPERATOR)):
            frappe.set_user(user)
            with self.assertRaises(REFUSED):
                agreements.agree(agreement.name)
        frappe.set_user(self.guardian)
        self.assertEqual(agreements.agree(agreement.name).state, states.AGREED)
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.ValidationError):
            agreements.add(agreement.name, "place", LAC)

    def test_nobody_writes_an_agreement_by_hand(self) -> None:
        agreement = self.agreed()
        agreement.valid_until = add_days(nowdate(), 3000)
        with self.assertRaises(REFUSED):
            agreement.save()

    # --- what comes in ------------------------------------------------------------------------
    def test_a_file_comes_in_as_it_left_and_replaces_its_month(self) -> None:
        self.received(8)
        agreement = self.agreed()
        found = files.prepare(agreement.name, MONTH)
        for content in (files.as_csv(found), files.as_json(found, agreement).encode()):
            taken = received.take(agreement.name, content)
            self.assertEqual(taken, {"months": {MONTH: 8}, "unknown": []})
        [month] = received.overview(agreement)
        self.assertEqual((month["month"], month["number"]), (MONTH, 8))
        self.assertEqual(frappe.db.count("CFM Received Point", {"agreement": agreement.name}), 8)

    def test_columns_of_others_are_known_by_their_tags(self) -> None:
        text = "Identifiant;Mois;Thème;Note\n#meta +id;#date +month;#subject+main;#comment\nx1;2025-03;Eau;=1\n"
        taken = received.take(self.agreed().name, text.encode())
        self.assertEqual(taken, {"months": {"2025-03": 1}, "unknown": ["#comment"]})
        self.assertEqual(
            frappe.db.get_value("CFM Received Point", {"point_id": "x1"}, "main_category"), "Eau"
        )
