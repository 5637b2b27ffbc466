"""Cases of a mission: linked by hand, by the number of a paper form, by the import; restricted ones never told."""

import io

import frappe
import openpyxl
from frappe.utils import add_days, today

from cfm_app.base import consts
from cfm_app.exchange import case_import, column_guess, register
from cfm_app.office.missions import figures, linking, paper_forms, register_sheet
from cfm_app.office.missions.test_support import MissionTestCase

RATION, SECRET = "Quantité de la ration", "Exploitation ou abus sexuel"


class TestMissionCases(MissionTestCase):
    def test_the_missions_of_today_are_offered_and_ones_own_stands_first(self) -> None:
        own = self.approved()
        self.planned()
        later = self.approved(starts_on=add_days(today(), 1))
        offered = linking.offered()
        self.assertEqual([(row["name"], row["is_own"]) for row in offered], [(own.name, True)])
        frappe.set_user(self.user(consts.OPERATOR, email="other.operator@test.cfm"))
        self.assertEqual([row["is_own"] for row in linking.offered()], [False])
        self.assertEqual(self.case(mission=own.name).mission, own.name)
        self.assertTrue(self.case(mission=later.name).mission)

    def test_a_mission_that_is_not_approved_has_no_cases(self) -> None:
        with self.assertRaisesRegex(frappe.ValidationError, "not approved"):
            self.case(mission=self.planned().name)
        confined = self.approved(is_confined=1)
        frappe.set_user(self.user(consts.OPERATOR, email="other.operator@test.cfm"))
        with self.assertRaises(frappe.ValidationError):
            self.case(mission=confined.name)

    def test_the_number_of_a_form_says_the_mission(self) -> None:
        mission = paper_forms.draw(self.approved().name, 5)
        numbers = paper_forms.numbers(mission)
        self.assertEqual(len(set(numbers)), 5)
        self.assertEqual(self.case(source_id=f" {numbers[0].lower()} ").mission, mission.name)
        with self.assertRaisesRegex(frappe.ValidationError, "Nobody has drawn"):
            self.case(source_id=f"{mission.name}-0001")

    def test_a_restricted_case_keeps_its_mission_in_its_report(self) -> None:
        mission = paper_forms.draw(self.approved().name, 1)
        number = paper_forms.numbers(mission)[0]
        case = self.case(category=SECRET, source_id=number)
        stored = frappe.db.get_value("Case", case.name, ["mission", "source_id"])
        self.assertEqual(tuple(stored), (None, None))
        report = {"cfm_case": case.name}
        self.assertEqual(frappe.db.get_value("Sensitive Report", report, "mission"), mission.name)
        for user in (self.operator, self.manager, self.user(consts.PSEA)):
            frappe.set_user(user)
            self.assertEqual(figures.cases_of(mission.name), [])
            if figures.may_count_cases():
                told = figures.cases_told(mission.name)
                self.assertEqual((told.total, told.open, told.by_category), (0, 0, []))

    def test_small_numbers_are_left_out_of_the_report_whoever_looks(self) -> None:
        mission = self.approved().name
        for category, number in ((RATION, 7), ("Retour positif", 6), ("Suggestion", 2)):
            for _each in range(number):
                self.case(mission=mission, category=category)
        told = figures.cases_told(mission)
        self.assertEqual(told.total, 15)
        # The one small number could be counted back from the total: the next one goes, too.
        hidden = dict(told.by_category)
        self.assertEqual(hidden, {RATION: 7, "Retour positif": None, "Suggestion": None})
        self.assertEqual(len(figures.cases_of(mission)), 15)

    def test_the_register_comes_back_by_the_import(self) -> None:
        mission = paper_forms.draw(self.approved().name, 4)
        numbers = paper_forms.numbers(mission)
        content = register_sheet.write(mission.name)
        frappe.set_user(self.manager)
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        columns = [cell.value for cell in sheet[1]]
        rows = {
            numbers[0]: {"category": RATION, "description": "Half a sack", "sex": "Female"},
            numbers[2]: {"category": SECRET, "description": "What nobody else may read"},
        }
        for line in sheet.iter_rows(min_row=2):
            for field, value in rows.get(line[0].value, {}).items():
                line[list(register.COLUMNS).index(field)].value = value
        buffer = io.BytesIO()
        book.save(buffer)
        self.assertEqual(set(column_guess.columns_of(columns)), set(register.COLUMNS))
        result = case_import.run(buffer.getvalue(), "register.xlsx")
        self.assertEqual((result.created, result.skipped, result.errors), (2, 2, []))
        self.assertEqual(
            frappe.get_all("Case", filters={"mission": mission.name}, pluck="source_id"),
            [numbers[0]],
        )
        again = case_import.run(buffer.getvalue(), "register.xlsx")
        self.assertEqual((again.created, again.skipped), (0, 4))

    def test_no_restricted_category_is_in_the_file(self) -> None:
        mission = paper_forms.draw(self.approved().name, 1)
        book = openpyxl.load_workbook(io.BytesIO(register_sheet.write(mission.name)))
        offered = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
        self.assertNotIn(frappe._(SECRET), offered)
        self.assertIn(frappe._(RATION), offered)
