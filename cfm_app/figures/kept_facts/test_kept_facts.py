"""Stored facts of cases and referrals stay equal to the records, whatever happens to them."""

from datetime import date
from typing import Any
from unittest.mock import patch

import frappe
from frappe.permissions import add_user_permission

from cfm_app.base import changed_records, consts
from cfm_app.data_protection.personal_data import erasure_fields
from cfm_app.figures import answers, referrals, sources, spans, test_figures, visible_cases
from cfm_app.figures.facts import FACTS
from cfm_app.figures.kept_facts import keeping, months, tables
from cfm_app.figures.kept_facts.columns import NOTHING, coded, moments, packed, unpacked
from cfm_app.figures.kept_facts.reading import KeptFacts
from cfm_app.figures.kept_facts.tables import CASES, REFERRALS
from cfm_app.figures.measures import MEASURES, OPEN
from cfm_app.figures.question import Question
from cfm_app.procedures.sop import sla_status
from cfm_app.testing import CFMTestCase

RESTRICTED = "EAS et harcèlement sexuel"
MARCH = spans.Span(date(2025, 3, 1), date(2025, 3, 31), "2025-03")


class TestFiguresFromKeptFacts(test_figures.TestFigures):
    """All tests of figures, run once more on stored facts."""

    def figure(self, key: str, **asked: str) -> tuple[float | None, int]:
        keeping.rebuild()
        return super().figure(key, **asked)

    def by(self, fact: str, **asked: str) -> dict[str, float | None]:
        keeping.rebuild()
        return super().by(fact, **asked)

    def test_choices_of_filters_take_one_read(self) -> None:
        keeping.rebuild()
        self.received(1, sex="Male")
        self.received(2, sex="Female", resolved_on="2025-03-11 10:00:00")
        with patch.object(visible_cases, "_listed", side_effect=AssertionError):
            found = answers.values(MARCH)
        self.assertEqual(found["Sex"], ["Female", "Male"])
        self.assertEqual(found["Resolved or not"], ["Yes", "No"])


class TestKeptFacts(test_figures.FiguresCase):
    """Cases of March 2025 are stored, and then something happens to them."""

    def setUp(self) -> None:
        super().setUp()
        self.cases = self.received(4, sex="Female", resolved_on="2025-03-11 10:00:00")
        self.cases += self.received(2, sex="Male")
        frappe.set_user("Administrator")
        keeping.rebuild()

    def march_figures(self) -> dict[str, Any]:
        """All figures of March for a manager."""
        frappe.set_user(self.manager)
        question = Question.read({"period": "2025-03", "rows": "main_category", "across": "sex"})
        keys = {each.measure.key: each.now for each in answers.key_figures(question)}
        found = {**keys, "table": answers.table(question), "values": answers.values(MARCH)}
        frappe.set_user("Administrator")
        return {**found, "referrals": referrals.by_area(MARCH)}

    def computed_from_cases(self) -> dict[str, Any]:
        """The same computed from each case."""
        with patch.object(visible_cases, "sees_all", lambda: False):
            return self.march_figures()

    def assert_equal_figures(self, received: int) -> None:
        """Before and after the job: figures equal those of the cases, and this many were received."""
        expected = self.computed_from_cases()
        self.assertEqual(expected["received"].figure, received)
        with patch.object(visible_cases, "rows", side_effect=AssertionError):
            self.assertEqual(self.march_figures(), expected)
            self.assertEqual([keeping.differing(each) for each in (CASES, REFERRALS)], [[], []])
            for table in (CASES, REFERRALS):
                self.assertTrue(keeping.keep_changed(table))
                self.assertEqual(changed_records.noted(table.doctype), [])
            self.assertEqual(self.march_figures(), expected)
            self.assertEqual([keeping.differing(each) for each in (CASES, REFERRALS)], [[], []])

    def test_cases_that_come_change_and_go(self) -> None:
        self.assert_equal_figures(6)
        self.received(1, sex="Other")
        self.assert_equal_figures(7)
        self.cases[0].db_set({"received_on": "2025-04-02 08:00:00", "sex": "Male"})
        self.assert_equal_figures(6)
        self.cases[1].db_set({"category": "Exclusion du ciblage", "phase": "Closed"})
        self.cases[2].db_set({"duplicate_of": self.cases[3].name, "closed_on": "2025-03-12 10:00"})
        self.assert_equal_figures(6)
        frappe.delete_doc("Case", self.cases[4].name, force=True)
        self.assert_equal_figures(5)

    def test_a_case_that_becomes_restricted_is_removed(self) -> None:
        case = frappe.get_doc("Case", self.cases[0].name)
        case.sensitivity = RESTRICTED
        case.save()
        self.assert_equal_figures(5)
        kept = months.columns(CASES, self.versions(CASES), [tables.SENSITIVITY])
        for month in kept.values():
            self.assertNotIn(RESTRICTED, unpacked(month[tables.SENSITIVITY]).values)

    def test_a_class_that_becomes_restricted(self) -> None:
        kind = frappe.get_doc({"doctype": "Case Sensitivity", "sensitivity_name": "Kept"}).insert()
        for case in self.cases[:2]:
            case.db_set("sensitivity", kind.name)
        self.assert_equal_figures(6)
        kind.update({"hidden": 1, "handler_role": consts.PSEA}).save()
        self.assertFalse(KeptFacts(CASES).is_complete)
        self.assertEqual(self.march_figures()["received"].figure, 4)
        keeping.rebuild()
        self.assert_equal_figures(4)

    def test_a_renamed_channel(self) -> None:
        channel = frappe.get_doc({"doctype": "CFM Channel", "channel_name": "Kept line"}).insert()
        self.cases[0].db_set("channel", channel.name)
        self.assert_equal_figures(6)
        frappe.rename_doc("CFM Channel", channel.name, "Kept line renamed", force=True)
        self.assertEqual(self.march_figures(), self.computed_from_cases())
        keeping.rebuild()
        self.assert_equal_figures(6)
        self.assertIn("Kept line renamed", self.march_figures()["values"]["Channel"])

    def test_writes_past_documents_are_noted(self) -> None:
        erasure_fields.empty("Case", [case.name for case in self.cases])
        self.assert_equal_figures(6)
        late = self.cases[5].name
        limits = {"resolve_by": "2025-03-12 10:00", "phase": "In progress", "sla_status": None}
        self.cases[5].db_set(limits)
        self.assertGreater(sla_status.refresh(), 0)
        self.assertEqual(frappe.db.get_value("Case", late, "sla_status"), "Breached")
        self.assert_equal_figures(6)

    def test_a_state_removed_from_the_workflow_moves_its_cases(self) -> None:
        case = self.cases[5]
        moved = {"workflow_state": "Closed", "phase": "Closed", "closed_on": "2025-03-20 10:00"}
        frappe.db.set_value("Case", case.name, moved)
        keeping.rebuild()
        frappe.db.set_value("Case", case.name, "workflow_state", "In Progress")
        frappe.get_doc("Case", case.name).on_state_moved()
        self.assertNotEqual(frappe.db.get_value("Case", case.name, "phase"), "Closed")
        self.assert_equal_figures(6)

    def test_referrals(self) -> None:
        case = self.cases[0]
        consent = self.consent(case.name, "Record", consts.SHARE_INSIDE)
        asked = {
            "cfm_case": case.name,
            "functional_area": "Logistique",
            "focal_point": self.user(consts.FOCAL_POINT),
            "shared_summary": "Kept",
            "consent": consent.name,
        }
        sent = frappe.get_doc({"doctype": "Referral", **asked}).insert()
        sent.db_set({"creation": "2025-03-11 10:00", "responded_on": "2025-03-12 10:00"})
        self.assert_equal_figures(6)
        [line, total] = self.march_figures()["referrals"]
        self.assertEqual((line.area, line.sent, line.hours), ("Logistique", 1, 24.0))
        self.assertEqual(total.sent, 1)
        doc = frappe.get_doc("Case", case.name)
        doc.sensitivity = RESTRICTED
        doc.save()
        self.assert_equal_figures(5)
        self.assertEqual(self.march_figures()["referrals"], [])

    def test_doctor_finds_changes_without_a_note(self) -> None:
        frappe.db.set_value("Case", self.cases[0].name, "sex", "Other", update_modified=False)
        self.assertEqual(keeping.differing(CASES), ["2025-03"])
        [(_subject, found, advice)] = keeping.findings()
        self.assertIn("2025-03", found)
        self.assertIn("keeping.rebuild", advice)
        with patch.object(frappe.db, "commit"):
            keeping.keep_everything()
        self.assertEqual(keeping.findings()[0][2], "")

    def test_a_job_leaves_a_month_that_another_job_has_stored(self) -> None:
        found = months.summaries(CASES)["2025-03"]
        names, part = tables.of_month(CASES, "2025-03")
        self.assertTrue(months.keep(CASES, "2025-03", found.version, names, part))
        self.assertFalse(months.keep(CASES, "2025-03", found.version, names[:1], part))
        self.assertEqual(months.summaries(CASES)["2025-03"].number, 6)

    def test_a_month_stored_again_while_it_is_read(self) -> None:
        frappe.set_user(self.manager)
        source = sources.of_user()
        expected = source.of_days(["sex"], "received_on", MARCH).number
        still_open = source.open_at(["sex"], MARCH).number
        source = sources.of_user()
        keeping.rebuild()
        with patch.object(visible_cases, "_listed", side_effect=AssertionError):
            self.assertEqual(source.of_days(["sex"], "received_on", MARCH).number, expected)
            self.assertEqual(source.open_at(["sex"], MARCH).number, still_open)
        with patch.object(months, "columns", side_effect=months.Outdated):
            self.assertEqual(source.of_days(["sex"], "received_on", MARCH).number, expected)

    def test_only_users_who_see_all_cases_get_kept_facts(self) -> None:
        for user, sees_all in (
            (self.manager, True),
            (self.user(consts.OPERATOR), True),
            (self.user(consts.ANALYST), False),
            (self.user(consts.FOCAL_POINT), False),
            (self.user(consts.PSEA), False),
        ):
            frappe.set_user(user)
            self.assertEqual(visible_cases.sees_all(), sees_all, user)
        frappe.set_user("Administrator")
        add_user_permission("CFM Location", test_figures.LAC, self.manager)
        frappe.clear_cache(user=self.manager)
        frappe.set_user(self.manager)
        self.assertFalse(visible_cases.sees_all())

    def versions(self, table: tables.Table) -> dict[str, str]:
        return {month: each.version for month, each in months.summaries(table).items()}


class TestColumns(CFMTestCase):
    def test_packing_round_trips(self) -> None:
        given = [None, "2025-03-01 10:00", "1999-12-31 23:59:59.999999", None]
        column = moments([frappe.utils.get_datetime(each) if each else None for each in given])
        self.assertEqual(unpacked(packed(column)).tolist(), column.tolist())
        self.assertEqual(column[0], NOTHING)
        values = ["a", None, "", 1, "a", "é"]
        found = unpacked(packed(coded(values)))
        self.assertEqual([found.values[code] for code in found.codes], values)

    def test_each_fact_of_a_figure_is_kept(self) -> None:
        needed = {field for each in MEASURES.values() for field in each.fields}
        needed |= {fact.field for fact in FACTS.values()} - {""}
        needed |= {each.moment for each in MEASURES.values()} - {OPEN}
        self.assertEqual(needed - set(CASES.columns), set())
